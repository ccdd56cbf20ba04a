package dev.tidemark.cli.command;

import dev.tidemark.cli.view.JobView;
import dev.tidemark.schemas.event.JobState;
import java.util.Optional;
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
        new JobView(farm.reached()).list(wave, Optional.ofNullable(state).map(JobState::name), output.asked(watch));
        return ExitCodes.OK;
    }
}
