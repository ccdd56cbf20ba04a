package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one wave. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows a wave, and which of its jobs stand or were left out, with the reason.",
        footer = {
            "",
            "Exit status: 0, or 1 when the wave is red or halted.",
            "",
            "Examples:",
            "  tidemark wave show demo-1-3f9c2a71",
            "  tidemark wave show demo-1-3f9c2a71 -o json | jq '.jobs[] | select(.state == \"REGRESSED\")'"
        })
final class WaveShowCommand implements Callable<Integer> {

    private static final int LONGEST_REASON = 400;
    private static final int INDENT = 10;
    /** What people have to look at, or asked not to have. */
    private static final Set<JobState> TELLING =
            EnumSet.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED, JobState.EXCLUDED);

    @Parameters(paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String name = "";

    @Option(names = "--all", description = "All of its jobs. In json and yaml they always are there.")
    private boolean all;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        Waves waves = new Waves(farm.reached());
        Wave wave = waves.named(name);
        List<Job> jobs = waves.jobs(name);
        if (output.form().isForPeople()) {
            print(Screen.standard(), wave, jobs);
        } else {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.set("wave", RecordTree.of(wave));
            answer.set("jobs", RecordTree.all(jobs));
            output.form().print(answer, System.out);
        }
        return wave.getState() == WaveState.RED || wave.getState() == WaveState.HALTED ? ExitCodes.RED : ExitCodes.OK;
    }

    private void print(Screen screen, Wave wave, List<Job> jobs) {
        screen.line("%s  %s".formatted(screen.ink(Ink.BOLD, wave.getWave()), state(screen, wave)));
        say(screen, "bumps", wave.getBumps().stream().map(Columns::bump).collect(Collectors.joining(", ")));
        say(screen, "jobs", WaveListCommand.jobs(wave));
        wave.getReason().ifPresent(reason -> say(screen, "because", reason));
        List<Job> shown = jobs.stream()
                .filter(job -> all || TELLING.contains(job.getState()))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        screen.line("");
        Table table = new Table("JOB", "STATE", "WHY");
        shown.forEach(job -> table.row(
                Screen.printable(job(job.getJob())),
                job.getState().name(),
                Screen.cut(Screen.printable(why(job)), LONGEST_REASON)));
        table.print(screen);
        shown.stream()
                .filter(job -> TELLING.contains(job.getState()) && job.getState() != JobState.EXCLUDED)
                .findFirst()
                .ifPresent(job -> screen.wrapped(
                        "\n",
                        "Look closer: tidemark job show %s %s. Answer: tidemark resolve %s PACKAGE retry|wont-fix|cant-fix"
                                .formatted(wave.getWave(), job.getJob().getAttribute(), wave.getWave()),
                        2));
    }

    private static String state(Screen screen, Wave wave) {
        return screen.ink(
                switch (wave.getState()) {
                    case GREEN -> Ink.GREEN;
                    case RED, HALTED -> Ink.RED;
                    case PAUSED, ABANDONED -> Ink.YELLOW;
                    case PREPARING, OPEN, UNKNOWN -> Ink.CYAN;
                },
                wave.getState().name());
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  %-7s ".formatted(what), Screen.cut(Screen.printable(text), LONGEST_REASON), INDENT);
    }

    /** {@code tables/x86_64-linux}. */
    static String job(JobRef job) {
        return job.getAttribute()
                + "/"
                + job.getSystem()
                + (job.getVariant() == Variant.BASELINE ? " without the bump" : "");
    }

    /** Of what stands behind others, whom; else what it waits for, or how it failed. */
    static String why(Job job) {
        String roots =
                job.getRoots().stream().map(JobRef::getAttribute).distinct().collect(Collectors.joining(", "));
        String reason = job.getWaitsFor()
                .or(() -> job.getFailure().map(failure -> failure.getMessage()))
                .orElse("");
        if (roots.isEmpty()) {
            return reason;
        }
        return "behind " + roots + (reason.isEmpty() ? "" : ": " + reason);
    }
}
