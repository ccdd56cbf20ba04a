package dev.tidemark.cli.command;

import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.demo.WaveProgress;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a wave to its end. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a wave until it has ended: what is built where, what fails, what it comes to.",
        footer = {
            "",
            "Exit status: 0 when it ends green or abandoned, 1 when red or halted.",
            "",
            "Example:",
            "  tidemark wave watch demo-1-3f9c2a71"
        })
final class WaveWatchCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);

    @Parameters(paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String name = "";

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        Screen screen = Screen.standard();
        InstantSource clock = InstantSource.system();
        StoryPrinter printer = new StoryPrinter(screen, clock);
        WaveProgress progress = new WaveProgress(clock);
        // Opened before the wave is looked at, so that nothing is missed in between.
        try (FarmWatch watch = FarmWatch.open(settings, FarmWatch.From.NOW)) {
            Waves waves = new Waves(settings);
            Wave wave = waves.named(name);
            printer.tell(new FarmNews.OfWave(wave));
            waves.jobs(name).forEach(job -> {
                printer.know(job);
                progress.take(new FarmNews.OfJob(job));
            });
            while (goesOn(wave)) {
                screen.status(progress.lines(screen));
                for (FarmNews news : watch.next(POLL)) {
                    if (isOf(news)) {
                        printer.tell(news);
                        progress.take(news);
                        wave = news instanceof FarmNews.OfWave(Wave newer) ? newer : wave;
                    }
                }
            }
            screen.status("");
            return ended(wave, screen);
        }
    }

    private static int ended(Wave wave, Screen screen) {
        screen.wrapped("", "%s is %s: %s".formatted(wave.getWave(), wave.getState(), WaveListCommand.jobs(wave)), 4);
        return switch (wave.getState()) {
            case RED, HALTED -> ExitCodes.RED;
            case PREPARING, OPEN, PAUSED, GREEN, ABANDONED, UNKNOWN -> ExitCodes.OK;
        };
    }

    private static boolean goesOn(Wave wave) {
        return switch (wave.getState()) {
            case PREPARING, OPEN, PAUSED -> true;
            case HALTED, RED, GREEN, ABANDONED, UNKNOWN -> false;
        };
    }

    private boolean isOf(FarmNews news) {
        return switch (news) {
            case FarmNews.OfBump bump -> false;
            case FarmNews.OfWave(Wave wave) -> wave.getWave().equals(name);
            case FarmNews.OfJob(var job) -> job.getWave().equals(name);
            case FarmNews.OfStart start -> start.wave().equals(name);
            case FarmNews.OfBreakage(var breakage) -> breakage.getWave().equals(name);
        };
    }
}
