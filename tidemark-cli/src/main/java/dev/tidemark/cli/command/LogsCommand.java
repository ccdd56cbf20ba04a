package dev.tidemark.cli.command;

import dev.tidemark.cli.view.LogView;
import dev.tidemark.cli.view.WantedLog;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a job's build prints. */
@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a job's build prints: of its latest attempt, or with -f while it prints it, attempt after attempt,"
                    + " until the job is through.",
            "The brokers keep that for a week, and not more of it than its agent tells live (limits.live-log-bytes); the"
                    + " artifact store keeps the whole log of every attempt that failed. Where this machine has it (--artifacts), the end"
                    + " that the brokers lack is shown from there."
        },
        footer = {
            "",
            "Exit status: 0; with -f 1 where the job stands by the time when all is shown, also where it stood before.",
            "",
            "Examples:",
            "  tidemark logs demo-1-3f9c2a71 tables -f",
            "  tidemark logs demo-1-3f9c2a71 tables/x86_64-linux --attempt 1 > tables.log",
            "  tidemark logs demo-1-3f9c2a71 tables --baseline"
        })
final class LogsCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Parameters(
            index = "1",
            paramLabel = "PACKAGE[/SYSTEM]",
            description = "The job; with its system where it has several.")
    private String job = "";

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Go on while it is being built, and with the next attempt where it is tried again. Waits for a"
                            + " build that has not begun.")
    private boolean follow;

    @Option(names = "--attempt", paramLabel = "N", description = "Of that attempt alone, from 1. Default: the latest.")
    private @Nullable Integer attempt;

    @Option(names = "--baseline", description = "Of the same package's build without the bumps.")
    private boolean baseline;

    @Option(
            names = "--artifacts",
            paramLabel = "DIR",
            defaultValue = ".tidemark/farm/artifacts",
            description = "The farm's artifact store, where this machine has it: for what the brokers have no more."
                    + " Default: ${DEFAULT-VALUE}, that of tidemark up.")
    private Path artifacts = Path.of("");

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        OptionalInt one = attempt == null ? OptionalInt.empty() : OptionalInt.of(attempt);
        WantedLog wanted = new WantedLog(wave, job, baseline, one, follow);
        return new LogView(farm.reached(), artifacts, output.form()).show(wanted) ? ExitCodes.OK : ExitCodes.RED;
    }
}
