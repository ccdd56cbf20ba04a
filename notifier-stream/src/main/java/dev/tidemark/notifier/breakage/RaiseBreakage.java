package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.List;

/**
 * Decides what belongs to which breakage. Changes nothing itself and tells nobody: {@link TellBreakage} does, once a breakage is to be
 * looked at. A judgement that comes twice decides nothing.
 *
 * <p>Jobs of one wave with the same bumped packages to blame and the same fingerprint are one breakage. A job that ever belonged to one
 * comes back to it from any wave. What a newer wave says of a job and a package counts, and what older ones said does not.
 */
public final class RaiseBreakage {

    private RaiseBreakage() {}

    /** What a judgement changes. */
    public static List<Change> decide(SetView set, Judgement judgement, Pace pace, Instant now) {
        RaiseDraft draft = new RaiseDraft(set);
        switch (judgement) {
            case Judgement.Regressed(Finding finding) -> regressed(draft, finding);
            case Judgement.Blocked(BlockedJob blocked) -> draft.block(blocked);
            case Judgement.Reopened(WaveId wave, JobId job) -> draft.unblock(wave, job);
            case Judgement.Settled settled -> settled(draft, settled);
            case Judgement.Answered(WaveId wave, JobId job, Answer answer) -> answered(draft, wave, job, answer);
            case Judgement.WaveMoved moved -> moved(draft, moved);
        }
        return draft.changes(pace, now);
    }

    private static void regressed(RaiseDraft draft, Finding finding) {
        draft.unblock(finding.wave(), finding.job());
        if (isOutdated(draft.set(), finding)) {
            return;
        }
        Breakage home = home(draft.set(), finding);
        for (Breakage other : draft.set().withJob(finding.job())) {
            for (Finding before : draft.set().findings(other.id(), finding.job())) {
                boolean elsewhere = !other.id().equals(home.id());
                if (before.wave().equals(finding.wave()) ? elsewhere : overlap(other, finding.cause())) {
                    draft.lose(
                            other,
                            before,
                            "%s fails otherwise now: see %s".formatted(name(finding.job()), home.id()),
                            false);
                }
            }
        }
        draft.find(home, finding);
    }

    /** A newer wave has settled it, or says something of it. */
    private static boolean isOutdated(SetView set, Finding finding) {
        long ordinal = finding.wave().ordinal();
        return finding.cause().packages().stream().anyMatch(attribute -> set.newestGreen(attribute) > ordinal)
                || set.withJob(finding.job()).stream()
                        .filter(breakage -> overlap(breakage, finding.cause()))
                        .flatMap(breakage -> set.findings(breakage.id(), finding.job()).stream())
                        .anyMatch(newer -> newer.wave().ordinal() > ordinal);
    }

    private static boolean overlap(Breakage breakage, Cause cause) {
        return breakage.cause().packages().stream().anyMatch(cause.packages()::contains);
    }

    private static Breakage home(SetView set, Finding finding) {
        List<Breakage> known = set.ofCause(finding.cause());
        return known.stream()
                .filter(breakage -> breakage.course().jobs().contains(finding.job()))
                .findFirst()
                .or(() -> known.stream()
                        .filter(breakage -> set.findings(breakage.id()).stream()
                                .anyMatch(other -> other.wave().equals(finding.wave())))
                        .findFirst())
                .orElseGet(() -> Breakage.first(finding.cause().breakage(set.set(), finding.job()), finding.cause()));
    }

    private static void settled(RaiseDraft draft, Judgement.Settled settled) {
        SetView set = draft.set();
        draft.unblock(settled.wave(), settled.job());
        for (Breakage breakage : set.withJob(settled.job())) {
            for (Finding finding : set.findings(breakage.id(), settled.job())) {
                if (finding.wave().equals(settled.wave())) {
                    draft.lose(breakage, finding, sentence(settled), isGood(settled));
                    if (settled.outcome() == Judgement.Outcome.EXCLUDED) {
                        set.answer(settled.wave(), settled.job()).ifPresent(answer -> draft.answer(breakage, answer));
                    }
                } else if (isGood(settled) && supersedes(set, settled.wave(), finding, breakage)) {
                    draft.lose(breakage, finding, sentence(settled), true);
                }
            }
        }
    }

    private static boolean isGood(Judgement.Settled settled) {
        return settled.outcome() == Judgement.Outcome.GOOD;
    }

    private static boolean supersedes(SetView set, WaveId wave, Finding finding, Breakage breakage) {
        return wave.ordinal() > finding.wave().ordinal()
                && breakage.cause().packages().stream().anyMatch(set.packages(wave)::contains);
    }

    private static String sentence(Judgement.Settled settled) {
        String job = name(settled.job());
        return switch (settled.outcome()) {
            case GOOD -> "%s is built in wave %s".formatted(job, settled.wave());
            case PREEXISTING -> "%s fails without the bump too".formatted(job);
            case EXCLUDED ->
                "wave %s goes on without %s%s"
                        .formatted(settled.wave(), job, settled.reason().isEmpty() ? "" : ": " + settled.reason());
            case CANCELLED -> "wave %s was given up".formatted(settled.wave());
        };
    }

    private static String name(JobId job) {
        return "%s (%s)".formatted(job.attribute(), job.system());
    }

    private static void answered(RaiseDraft draft, WaveId wave, JobId job, Answer answer) {
        SetView set = draft.set();
        if (!set.packages(wave).isEmpty()) {
            draft.answer(wave, job, answer);
        }
        // The job may have been heard of before its answer: they come by different topics.
        set.withJob(job).stream()
                .filter(breakage -> breakage.course().ending().isPresent())
                .filter(breakage -> breakage.course().waves().getLast().equals(wave))
                .forEach(breakage -> draft.answer(breakage, answer));
    }

    private static void moved(RaiseDraft draft, Judgement.WaveMoved moved) {
        switch (moved.stage()) {
            case UNDER_WAY -> {
                draft.carry(moved.wave(), moved.packages());
                draft.goOn(moved.wave());
            }
            case RED -> {
                draft.carry(moved.wave(), moved.packages());
                draft.ending(moved.wave());
            }
            case GREEN -> {
                moved.packages().forEach(attribute -> draft.green(attribute, moved.wave()));
                draft.set()
                        .ofPackages(moved.packages())
                        .forEach(breakage -> draft.set().findings(breakage.id()).stream()
                                .filter(finding ->
                                        finding.wave().ordinal() <= moved.wave().ordinal())
                                .forEach(finding -> draft.lose(
                                        breakage, finding, "wave %s is green".formatted(moved.wave()), true)));
                draft.end(moved.wave());
            }
            case ABANDONED -> draft.end(moved.wave());
        }
    }
}
