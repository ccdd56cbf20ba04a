package dev.tidemark.cli.command;

import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.WakeupException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows a farm. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows bumps, waves, jobs and breakages as they happen, until it is stopped with Ctrl-C.",
        footer = {"", "Example:", "  tidemark watch --from beginning"})
final class WatchCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Option(
            names = "--from",
            paramLabel = "now|beginning",
            defaultValue = "now",
            description = "Where to begin. Default: ${DEFAULT-VALUE}")
    private FarmWatch.From from = FarmWatch.From.NOW;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        StoryPrinter printer = new StoryPrinter(Screen.standard(), InstantSource.system());
        try (FarmWatch watch = FarmWatch.open(settings, from)) {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> wakeUp(watch, main), "stop-watch"));
            while (true) {
                watch.next(POLL).forEach(printer::tell);
            }
        } catch (WakeupException e) {
            return ExitCodes.OK;
        }
    }

    /** On the way out of the process: lets the watch end. */
    private static void wakeUp(FarmWatch watch, Thread main) {
        watch.wakeUp();
        try {
            main.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
