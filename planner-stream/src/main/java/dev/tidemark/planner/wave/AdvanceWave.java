package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.wave.WaveEvent.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides how a wave advances. Changes nothing itself; a repeated, late or unexpected event decides nothing.
 *
 * <p>There is no barrier between levels: a job is released when its own dependencies are built. What failed is tried again until it
 * is hardly chance any more ({@link FlakeScore}); then the same job is built without the bumps, and only if that succeeds is the wave to
 * blame. Without the bumps it fails for good once it fails of the same cause, or as often; what no bump reaches and has always failed, at
 * once. Where several bumps may have broken it, it is
 * built with some of them ({@link Bisection}). A wave whose set decides by its evaluation asks for that first ({@link PrepareWave}).
 */
public final class AdvanceWave {

    private AdvanceWave() {}

    /** Decides what one event means. */
    public static WaveDecision decide(WaveView wave, WaveEvent event) {
        WaveDraft draft = new WaveDraft(wave);
        switch (event) {
            case WaveEvent.Opened() -> {
                if (draft.preparation().isFrozen()) {
                    draft.announce();
                    draft.wantAll();
                }
            }
            case WaveEvent.JobReported reported -> {
                if (reported.job() == WavePlan.PREPARATION) {
                    draft = new PrepareWave(draft).report(reported);
                } else {
                    report(draft, reported);
                }
            }
            case WaveEvent.Commanded commanded -> new ObeyOrder(draft, commanded.by()).obey(commanded.order());
            case WaveEvent.Undecidable(String reason) ->
                draft.moveWave(
                        WaveLifecycle.Trigger.UNDECIDABLE,
                        "%s; `tidemark wave resume %s --by NAME --reason TEXT` goes on"
                                .formatted(reason, draft.plan().wave()));
        }
        draft.settle();
        return draft.decision();
    }

    private static void report(WaveDraft draft, WaveEvent.JobReported reported) {
        int job = reported.job();
        if (job < 0 || job >= draft.plan().size()) {
            return;
        }
        JobStatus status = draft.status(job);
        if (status.tries() != reported.tries() || !status.isAsked()) {
            return;
        }
        switch (reported.report()) {
            case Report.Started(String agent) -> started(draft, job);
            case Report.Built(var outputHash, Duration took) -> {
                draft.spent(job, took);
                if (draft.move(job, JobLifecycle.Trigger.BUILT)) {
                    draft.set(job, draft.status(job).built(outputHash));
                    ended(draft, job, false);
                }
            }
            case Report.Failed(BuildFailure failure, Duration took, var lostWorkspace) -> {
                draft.end(job);
                draft.spent(job, took);
                if (failure.kind() == FailureKind.INPUT_LOST) {
                    new LostInputs(draft).decide(job, failure, lostWorkspace);
                } else {
                    failed(draft, job, failure);
                }
            }
            case Report.Waiting(String reason) -> waits(draft, job, reason);
            case Report.FailedByFarm(String reason, AttemptLog log) -> {
                draft.set(job, status.keeping(List.of(log)));
                waits(draft, job, reason);
            }
            case Report.Stuck(String reason, boolean nobodyFits) -> {
                if (!nobodyFits) {
                    draft.end(job);
                }
                stuck(draft, job, reason, nobodyFits);
            }
            case Report.Evaluated evaluated -> {} // No preparation: whoever dispatches does not let it through.
            case Report.Prepared prepared -> {}
        }
    }

    private static void waits(WaveDraft draft, int job, String reason) {
        JobStatus status = draft.status(job);
        if (status.state() == JobState.READY || status.state() == JobState.CONFIRMING) {
            draft.set(job, status.waiting(reason));
        }
    }

    private static void ended(WaveDraft draft, int job, boolean badly) {
        if (draft.plan().isWaveJob(job) && draft.status(job).losses() == 0) {
            draft.tally(draft.tally().oneEnded(badly, draft.plan().terms()));
        }
    }

    static void started(WaveDraft draft, int job) {
        JobStatus status = draft.status(job);
        boolean again = status.failure() != null;
        if (!draft.move(job, again ? JobLifecycle.Trigger.RETRY_STARTED : JobLifecycle.Trigger.STARTED)
                && status.state() == JobState.CONFIRMING
                && status.waitsFor() != null) {
            draft.set(job, status.in(JobState.CONFIRMING));
        }
    }

    static void stuck(WaveDraft draft, int job, String reason, boolean nobodyFits) {
        boolean excluded = nobodyFits && draft.plan().terms().noAgent() == WaveTerms.NoAgent.EXCLUDE;
        if (excluded && draft.stateOf(job).isUnderWay()) {
            draft.withdraw(job);
        }
        JobLifecycle.Trigger trigger =
                excluded ? JobLifecycle.Trigger.NOBODY_AWAITED : JobLifecycle.Trigger.NOBODY_FITS;
        boolean alreadyStuck = draft.stateOf(job) == JobState.STUCK;
        if (draft.move(job, trigger) || alreadyStuck) {
            JobStatus status = draft.status(job);
            draft.set(job, nobodyFits ? status.waiting(reason) : status.exhausted(reason));
        }
    }

    private static void failed(WaveDraft draft, int job, BuildFailure failure) {
        if (draft.stateOf(job) == JobState.STUCK) {
            started(draft, job);
        }
        if (failure.kind().cause() == FailureKind.Cause.SET) {
            if (draft.move(job, JobLifecycle.Trigger.REFUSED)) {
                draft.set(job, draft.status(job).failed(failure).waiting(failure.message()));
            }
            return;
        }
        boolean withBumps = draft.plan().isWaveJob(job);
        if (!draft.plan().isSource(job)
                && mayBeChance(draft, job)
                && (withBumps || !failsLikeTheJudged(draft, job, failure))) {
            if (draft.move(job, JobLifecycle.Trigger.FAILED)) {
                draft.set(job, draft.status(job).failed(failure));
                draft.ask(job);
            }
            return;
        }
        if (draft.status(job).isLost()) {
            draft.set(
                    job,
                    draft.status(job).keeping(AttemptLog.of(failure).stream().toList()));
            stuck(
                    draft,
                    job,
                    "the artifact store lost what it had been built to, and it is not built again: %s; bring the artifact store back, then tidemark resolve it with RETRY"
                            .formatted(failure.message()),
                    false);
            return;
        }
        if (draft.stateOf(job) == JobState.READY) {
            started(draft, job);
        }
        if (draft.plan().isSource(job)) {
            sourceFailed(draft, job, failure);
            return;
        }
        if (draft.move(job, lastFailure(draft.plan(), job))) {
            draft.set(job, draft.status(job).failed(failure));
            ended(draft, job, true);
            if (withBumps) {
                judge(draft, job);
            }
        }
    }

    /** What cannot be downloaded is for operators. What is another thing than its hash says fails whoever needs it, and is judged there. */
    private static void sourceFailed(WaveDraft draft, int job, BuildFailure failure) {
        if (failure.kind().cause() == FailureKind.Cause.EITHER) {
            draft.set(
                    job,
                    draft.status(job).keeping(AttemptLog.of(failure).stream().toList()));
            stuck(draft, job, "it could not be fetched: %s".formatted(failure.message()), false);
        } else if (draft.move(job, JobLifecycle.Trigger.FAILED_UNBUMPED)) {
            draft.set(
                    job,
                    draft.status(job)
                            .failed(failure)
                            .waiting("%s; what needs it is asked for without it, and fails by itself"
                                    .formatted(failure.message())));
        }
    }

    private static JobLifecycle.Trigger lastFailure(WavePlan plan, int job) {
        if (plan.isWaveJob(job)) {
            return JobLifecycle.Trigger.FAILED_AGAIN;
        }
        return plan.isProbe(job) ? JobLifecycle.Trigger.FAILED_PROBED : JobLifecycle.Trigger.FAILED_UNBUMPED;
    }

    /** After one more failure. */
    private static boolean mayBeChance(WaveDraft draft, int job) {
        int failures = draft.status(job).failures().size() + 1;
        return failures < draft.plan().flakeScore(job).tries() && !isKnownBroken(draft.plan(), job, failures);
    }

    /** What no bump reaches can be no bump's fault, and judges nothing: what always failed need not show again that it does. */
    private static boolean isKnownBroken(WavePlan plan, int job, int failures) {
        return !plan.isWaveJob(job)
                && plan.judges(job) < 0
                && plan.flakeScore(job).isKnownBroken(failures, plan.failureChance(job));
    }

    private static boolean failsLikeTheJudged(WaveDraft draft, int other, BuildFailure failure) {
        int judged = draft.plan().judges(other);
        if (judged < 0) {
            return false;
        }
        JobState awaiting = draft.stateOf(judged);
        boolean awaits = awaiting == JobState.JUDGING || awaiting == JobState.BISECTING;
        if (!awaits && !draft.status(judged).isStuckOnBaseline()) {
            return false;
        }
        BuildFailure last = draft.status(judged).failure();
        return last != null && last.fingerprint().equals(failure.fingerprint());
    }

    /** What the set has only with the bumps cannot have been broken before them. */
    private static void judge(WaveDraft draft, int job) {
        int baseline = draft.plan().baselineOf(job);
        if (baseline < 0) {
            draft.move(job, JobLifecycle.Trigger.NO_BASELINE);
        } else {
            draft.want(baseline);
        }
    }

    /** The order in which people should read the changes: what is behind a regressed job before it. */
    static List<WaveView.Change> inReadingOrder(List<WaveView.Change.JobChanged> changes) {
        List<WaveView.Change> ordered = new ArrayList<>(changes.size() + 1);
        for (WaveView.Change.JobChanged change : changes) {
            if (change.status().state() != JobState.REGRESSED) {
                ordered.add(change);
            }
        }
        for (WaveView.Change.JobChanged change : changes) {
            if (change.status().state() == JobState.REGRESSED) {
                ordered.add(change);
            }
        }
        return ordered;
    }
}
