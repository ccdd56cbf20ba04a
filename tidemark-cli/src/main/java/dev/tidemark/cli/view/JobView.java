package dev.tidemark.cli.view;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.ProbeResult;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Jobs of waves, with the proof of what became of them. */
public final class JobView {

    private static final int INDENT = 14;

    private final FarmSettings farm;

    public JobView(FarmSettings farm) {
        this.farm = farm;
    }

    /**
     * Shows the jobs of a wave.
     *
     * @param state those in that state alone, in letters of either case
     * @throws ServiceException when the farm has no such wave
     */
    public void list(String wave, Optional<String> state, Asked asked) {
        requireWave(wave);
        var unused = new Listing<>(
                        new FarmTopic<>(farm, Topics.JOB, Job.class),
                        job -> job.getWave().equals(wave)
                                && state.map(job.getState().name()::equalsIgnoreCase)
                                        .orElse(true),
                        List.of(
                                new Listing.Column<>("JOB", job -> name(job.getJob())),
                                // A Nix set may not say it.
                                new Listing.Column<>(
                                        "VERSION", job -> job.getVersion().isEmpty() ? "-" : job.getVersion()),
                                new Listing.Column<>(
                                        "STATE", job -> job.getState().name()),
                                new Listing.Column<>("TRIES", job -> Integer.toString(job.getTries())),
                                new Listing.Column<>("WHY", JobView::why)),
                        "No such jobs.",
                        page -> {})
                .show(asked);
    }

    /** Else nothing would be shown of a wave that is misspelt. */
    private void requireWave(String wave) {
        var unused = new Waves(farm).named(wave);
    }

    /** {@code tables/x86_64-linux}. */
    public static String name(JobRef job) {
        return job.getAttribute() + "/" + job.getSystem() + variant(" ", job);
    }

    /** With which of its wave's bumps a job is, where it is not with all of them. */
    private static String variant(String before, JobRef job) {
        if (PackageId.isSource(job.getAttribute())) {
            return ""; // It is the same with the bumps and without.
        }
        return switch (job.getVariant()) {
            case WAVE, UNKNOWN -> "";
            case BASELINE -> before + "without the bump";
            case PROBE -> before + "with some of the bumps";
        };
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

    /**
     * Shows all that is known of a job.
     *
     * @param job an attribute, or an attribute and a system with a slash between them
     * @return false when one that is shown stands
     * @throws ServiceException when there is no such wave or job
     */
    public boolean show(String wave, String job, Form form) {
        requireWave(wave);
        List<Job> jobs = new Waves(farm)
                .jobs(wave).stream().filter(each -> isMeant(job, each.getJob())).toList();
        if (jobs.isEmpty()) {
            throw new UsageException("the wave %s has no job %s: see tidemark job list %s".formatted(wave, job, wave));
        }
        if (form.isForPeople()) {
            Screen screen = Screen.standard();
            jobs.forEach(each -> print(screen, each));
        } else {
            form.print(RecordTree.all(jobs), System.out);
        }
        return jobs.stream().noneMatch(JobView::stands);
    }

    private static boolean isMeant(String job, JobRef each) {
        return job.equals(each.getAttribute()) || job.equals(each.getAttribute() + "/" + each.getSystem());
    }

    /** What a probe comes to is nobody's to answer. */
    private static boolean stands(Job job) {
        return job.getJob().getVariant() != Variant.PROBE && stands(job.getState());
    }

    /** Whether nothing more is built of a job in that state before somebody answers it. */
    static boolean isOver(JobState state) {
        return switch (state) {
            case PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING -> false;
            case SUCCEEDED, UNCHANGED, PREEXISTING, EXCLUDED, CANCELLED, REGRESSED, BLOCKED, STUCK, UNKNOWN -> true;
        };
    }

    static boolean stands(JobState state) {
        return switch (state) {
            case REGRESSED, BLOCKED, STUCK -> true;
            case PENDING,
                    READY,
                    RUNNING,
                    CONFIRMING,
                    JUDGING,
                    BISECTING,
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
                                                variant(", ", job.getJob())))),
                        screen.ink(
                                stands(job) ? Ink.RED : Ink.CYAN, job.getState().name())));
        say(screen, "because", why(job));
        say(screen, "tries", Integer.toString(job.getTries()) + (job.getFlaky() ? ", flaky: it failed first" : ""));
        say(screen, "built in", "the %s domain".formatted(job.getTrust().name().toLowerCase(Locale.ROOT)));
        say(screen, "output", job.getOutputHash().orElse(""));
        say(screen, "to blame", job.getBlamed().stream().map(JobView::published).collect(Collectors.joining("; ")));
        say(screen, "probes", job.getProbes().stream().map(JobView::probe).collect(Collectors.joining("; ")));
        say(screen, "path", String.join(" → ", job.getPath()));
        say(
                screen,
                "without it",
                job.getBaselineOutputHash().map(JobView::baseline).orElse(""));
        job.getFailure().ifPresent(failure -> print(screen, failure));
        job.getOtherLogs()
                .forEach(log -> say(
                        screen,
                        "other log",
                        "%s on %s: %s".formatted(log.getKind(), log.getAgent(), log.getLogHash())));
        say(screen, "maintains", String.join(", ", job.getMaintainers()));
    }

    private static String probe(ProbeResult probe) {
        String shown = switch (probe.getOutcome()) {
            case BREAKS -> "it breaks";
            case HOLDS -> "it is built";
            case UNCLEAR -> "it cannot be told";
            case UNKNOWN -> "an outcome newer than this program";
        };
        return "with %s %s".formatted(String.join(", ", probe.getBumps()), shown);
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
            screen.wrapped("  " + screen.ink(Ink.FAINT, "%-12s".formatted(what)), Screen.printable(text), INDENT);
        }
    }
}
