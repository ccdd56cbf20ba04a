package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Waves: what they are at, and what they are to do. */
@Command(
        name = "wave",
        mixinStandardHelpOptions = true,
        description =
                "Waves: what they are at, and what they are to do. An order that does not fit a wave's state changes"
                        + " nothing and is a dead letter that says why.")
final class WavesCommand {

    private static final int LONGEST_REASON = 400;
    private static final int INDENT = 4;
    /** What people have to look at, or asked not to have. */
    private static final Set<JobState> TELLING =
            EnumSet.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED, JobState.EXCLUDED);

    /** Shows all. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows every wave and where it stands.",
            footer = {"", "Example:", "  tidemark wave list"})
    int list(@Mixin FarmOption farm) throws InterruptedException {
        Screen screen = Screen.standard();
        List<Wave> waves = new Waves(farm.reached()).all();
        waves.forEach(wave -> tell(screen, wave));
        if (waves.isEmpty()) {
            screen.line("No waves yet. A bump opens one: tidemark bump SET:PACKAGE --to VERSION");
        }
        return ExitCodes.OK;
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a wave, and which of its jobs stand or were left out, with the reason.",
            footer = {
                "",
                "Exit status: 0, or 1 when the wave is red or halted.",
                "",
                "Example:",
                "  tidemark wave show demo-1-3f9c2a71"
            })
    int show(@Parameters(paramLabel = "WAVE", description = "As list shows it.") String name, @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        Waves waves = new Waves(farm.reached());
        Wave wave = waves.named(name);
        tell(screen, wave);
        for (Job job : waves.jobs(name)) {
            if (TELLING.contains(job.getState())) {
                tell(screen, job);
            }
        }
        return switch (wave.getState()) {
            case RED, HALTED -> ExitCodes.RED;
            case PREPARING, OPEN, PAUSED, GREEN, ABANDONED, UNKNOWN -> ExitCodes.OK;
        };
    }

    private static void tell(Screen screen, Wave wave) {
        screen.line("%s  %s  %s"
                .formatted(
                        wave.getWave(),
                        wave.getState(),
                        wave.getBumps().stream().map(WavesCommand::words).collect(Collectors.joining(", "))));
        screen.line(" ".repeat(INDENT)
                + wave.getCounts().stream().map(WavesCommand::words).collect(Collectors.joining(", ")));
        wave.getReason().ifPresent(reason -> reason(screen, reason));
    }

    private static String words(BumpRef bump) {
        return "%s %s → %s".formatted(bump.getAttribute(), bump.getFrom(), bump.getTo());
    }

    private static String words(StateCount count) {
        return count.getJobs() + " " + count.getState();
    }

    private static void tell(Screen screen, Job job) {
        screen.line("  %s/%s%s  %s"
                .formatted(
                        job.getJob().getAttribute(),
                        job.getJob().getSystem(),
                        job.getJob().getVariant() == Variant.BASELINE ? " without the bump" : "",
                        job.getState()));
        String roots = job.getRoots().stream()
                .map(root -> root.getAttribute())
                .distinct()
                .collect(Collectors.joining(", "));
        if (!roots.isEmpty()) {
            reason(screen, "behind " + roots);
        }
        job.getWaitsFor()
                .or(() -> job.getFailure().map(failure -> failure.getMessage()))
                .ifPresent(why -> reason(screen, why));
    }

    private static void reason(Screen screen, String text) {
        screen.wrapped(" ".repeat(INDENT), Screen.cut(Screen.printable(text), LONGEST_REASON), INDENT);
    }

    /** Stops one. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "A wave asks for nothing new; what was asked for before goes on.",
            footer = {"", "Example:", "  tidemark wave pause demo-1-3f9c2a71 --by ada --reason \"the farm is needed\""})
    int pause(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        PauseWave pause = new PauseWave(by.actor(), by.reason());
        return tell(farm, wave, command -> command.setPause(pause));
    }

    /** Lets one go on. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description =
                    "A wave that was paused or is halted goes on. One that halted for its failures or hours does not halt"
                            + " for them again.",
            footer = {"", "Example:", "  tidemark wave resume demo-1-3f9c2a71 --by ada --reason \"looked at it\""})
    int resume(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        ResumeWave resume = new ResumeWave(by.actor(), by.reason());
        return tell(farm, wave, command -> command.setResume(resume));
    }

    /** Gives one up. */
    @Command(
            name = "abandon",
            mixinStandardHelpOptions = true,
            description = "Gives a wave up for good: what is not settled is cancelled, what runs for it alone too.",
            footer = {"", "Example:", "  tidemark wave abandon demo-1-3f9c2a71 --by ada --reason \"2.1 is out\""})
    int abandon(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        AbandonWave abandon = new AbandonWave(by.actor(), by.reason());
        return tell(farm, wave, command -> command.setAbandon(abandon));
    }

    private static int tell(FarmOption farm, String name, UnaryOperator<WaveCommand.Builder> order)
            throws InterruptedException {
        Waves waves = new Waves(farm.reached());
        Wave wave = waves.named(name);
        waves.tell(order.apply(WaveCommand.newBuilder()
                        .setWave(name)
                        .setAt(Clock.systemUTC().instant()))
                .build());
        Screen.standard()
                .line("told %s, which is %s; see what it makes of it: tidemark wave show %s"
                        .formatted(name, wave.getState(), name));
        return ExitCodes.OK;
    }
}
