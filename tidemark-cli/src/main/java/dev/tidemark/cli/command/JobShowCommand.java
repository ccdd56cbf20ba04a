package dev.tidemark.cli.command;

import dev.tidemark.cli.view.JobView;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all that is known of a job. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description =
                "Shows all that is known of a job: tries, outcome, the proof and the log's last lines; with the wave's"
                        + " bumps and without.",
        footer = {
            "",
            "Exit status: 0, or 1 when it stands.",
            "",
            "Examples:",
            "  tidemark job show demo-1-3f9c2a71 tables",
            "  tidemark job show demo-1-3f9c2a71 tables/x86_64-linux -o json"
        })
final class JobShowCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Parameters(index = "1", paramLabel = "PACKAGE[/SYSTEM]", description = "The job, or those on all systems.")
    private String job = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        return new JobView(farm.reached()).show(wave, job, output.form()) ? ExitCodes.OK : ExitCodes.RED;
    }
}
