package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.service.FarmSettings;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a wave's jobs. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows the jobs of a wave and where they stand.",
        footer = {
            "",
            "Examples:",
            "  tidemark job list demo-1-3f9c2a71 --state running --watch",
            "  tidemark job list demo-1-3f9c2a71 -o json"
        })
final class JobListCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Option(names = "--state", paramLabel = "STATE", description = "Those alone: ${COMPLETION-CANDIDATES}.")
    private @Nullable JobState state;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        var unused = new Waves(settings).named(wave); // Else nothing is shown of a wave that is misspelt.
        var shown = new Listing<>(
                        new FarmTopic<>(settings, Topics.JOB, Job.class),
                        job -> job.getWave().equals(wave) && (state == null || job.getState() == state),
                        List.of(
                                new Listing.Column<>("JOB", job -> WaveShowCommand.job(job.getJob())),
                                new Listing.Column<>("VERSION", Job::getVersion),
                                new Listing.Column<>(
                                        "STATE", job -> job.getState().name()),
                                new Listing.Column<>("TRIES", job -> Integer.toString(job.getTries())),
                                new Listing.Column<>("WHY", WaveShowCommand::why)),
                        "No such jobs.",
                        page -> {})
                .show(output.form(), watch);
        return ExitCodes.OK;
    }
}
