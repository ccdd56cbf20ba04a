package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.service.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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

    private static final int INDENT = 13;

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
        Waves waves = new Waves(farm.reached());
        var unused = waves.named(wave);
        List<Job> jobs = waves.jobs(wave).stream().filter(this::isMeant).toList();
        if (jobs.isEmpty()) {
            throw new ServiceException(
                    "the wave %s has no job %s: see tidemark job list %s".formatted(wave, job, wave));
        }
        if (output.form().isForPeople()) {
            Screen screen = Screen.standard();
            jobs.forEach(each -> print(screen, each));
        } else {
            output.form().print(RecordTree.all(jobs), System.out);
        }
        return jobs.stream().anyMatch(JobShowCommand::stands) ? ExitCodes.RED : ExitCodes.OK;
    }

    private boolean isMeant(Job each) {
        String attribute = each.getJob().getAttribute();
        return job.equals(attribute)
                || job.equals(attribute + "/" + each.getJob().getSystem());
    }

    private static boolean stands(Job job) {
        return switch (job.getState()) {
            case REGRESSED, BLOCKED, STUCK -> true;
            case PENDING,
                    READY,
                    RUNNING,
                    CONFIRMING,
                    JUDGING,
                    SUCCEEDED,
                    UNCHANGED,
                    PREEXISTING,
                    EXCLUDED,
                    CANCELLED,
                    UNKNOWN -> false;
        };
    }

    private static void print(Screen screen, Job job) {
        screen.line("%s  %s"
                .formatted(
                        screen.ink(
                                Ink.BOLD,
                                Screen.printable("%s %s on %s%s"
                                        .formatted(
                                                job.getJob().getAttribute(),
                                                job.getVersion(),
                                                job.getJob().getSystem(),
                                                job.getJob().getVariant() == Variant.BASELINE
                                                        ? ", without the bump"
                                                        : ""))),
                        screen.ink(
                                stands(job) ? Ink.RED : Ink.CYAN, job.getState().name())));
        say(screen, "because", WaveShowCommand.why(job));
        say(screen, "tries", Integer.toString(job.getTries()) + (job.getFlaky() ? ", flaky: it failed first" : ""));
        say(screen, "built in", "the %s domain".formatted(job.getTrust().name().toLowerCase(Locale.ROOT)));
        say(screen, "output", job.getOutputHash().orElse(""));
        say(
                screen,
                "to blame",
                job.getBlamed().stream().map(JobShowCommand::published).collect(Collectors.joining("; ")));
        say(screen, "path", String.join(" → ", job.getPath()));
        say(
                screen,
                "without it",
                job.getBaselineOutputHash().map(JobShowCommand::baseline).orElse(""));
        job.getFailure().ifPresent(failure -> print(screen, failure));
        say(screen, "maintains", String.join(", ", job.getMaintainers()));
    }

    private static String published(BumpRef bump) {
        return Columns.bump(bump) + ", published by " + bump.getPublisher();
    }

    private static String baseline(String output) {
        return output.isEmpty() ? "there is no such package" : "builds: output " + output;
    }

    private static void print(Screen screen, Failure failure) {
        say(screen, "failure", "%s on %s: %s".formatted(failure.getKind(), failure.getAgent(), failure.getMessage()));
        say(screen, "fingerprint", failure.getFingerprint());
        say(screen, "whole log", failure.getLogHash().orElse(""));
        failure.getLogTail()
                .forEach(line -> screen.line("  | " + Screen.cut(Screen.printable(line), columns(screen) - 5)));
    }

    private static int columns(Screen screen) {
        return Math.min(screen.columns(), 400);
    }

    private static void say(Screen screen, String what, String text) {
        if (!text.isEmpty()) {
            screen.wrapped("  " + screen.ink(Ink.FAINT, "%-11s".formatted(what)), Screen.printable(text), INDENT);
        }
    }
}
