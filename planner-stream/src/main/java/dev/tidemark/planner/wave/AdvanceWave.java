package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.wave.WaveEvent.Report;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides how a wave advances. Changes nothing itself; a repeated, late or unexpected event decides nothing.
 *
 * <p>There is no barrier between levels: a job is released when its own dependencies are built. A failure is tried once
 * more; when it fails again the same job is built without the bumps, and only if that succeeds is the wave to blame.
 */
public final class AdvanceWave {

    private AdvanceWave() {}

    /** Decides what one event means. */
    public static WaveDecision decide(WaveView wave, WaveEvent event) {
        return draft(wave, event).decision();
    }

    static WaveDraft draft(WaveView wave, WaveEvent event) {
        WaveDraft draft = new WaveDraft(wave);
        switch (event) {
            case WaveEvent.Opened() -> open(draft);
            case WaveEvent.JobReported reported -> report(draft, reported);
        }
        draft.settle();
        return draft;
    }

    private static void open(WaveDraft draft) {
        WavePlan plan = draft.plan();
        for (int job = 0; job < plan.size(); job++) {
            if (plan.isWaveJob(job)) {
                draft.move(job, JobLifecycle.Trigger.WANTED);
            }
        }
    }

    private static void report(WaveDraft draft, WaveEvent.JobReported reported) {
        int job = reported.job();
        if (job < 0 || job >= draft.plan().size() || draft.status(job).tries() != reported.tries()) {
            return;
        }
        if (draft.status(job).isStuckOnBaseline()) {
            return;
        }
        switch (reported.report()) {
            case Report.Started(String agent) -> started(draft, job);
            case Report.Built(var outputHash) -> {
                if (draft.move(job, JobLifecycle.Trigger.BUILT)) {
                    draft.set(job, draft.status(job).built(outputHash));
                }
            }
            case Report.Failed(BuildFailure failure) -> failed(draft, job, failure);
            case Report.Waiting(String reason) -> {
                JobStatus status = draft.status(job);
                if (status.state() == JobState.READY || status.state() == JobState.CONFIRMING) {
                    draft.set(job, status.waiting(reason));
                }
            }
            case Report.Stuck(String reason) -> {
                if (draft.move(job, JobLifecycle.Trigger.NOBODY_FITS)) {
                    draft.set(job, draft.status(job).waiting(reason));
                }
            }
        }
    }

    private static void started(WaveDraft draft, int job) {
        JobStatus status = draft.status(job);
        boolean again = status.failure() != null;
        if (!draft.move(job, again ? JobLifecycle.Trigger.RETRY_STARTED : JobLifecycle.Trigger.STARTED)
                && status.state() == JobState.CONFIRMING
                && status.waitsFor() != null) {
            draft.set(job, status.in(JobState.CONFIRMING));
        }
    }

    private static void failed(WaveDraft draft, int job, BuildFailure failure) {
        if (draft.status(job).state() == JobState.STUCK) {
            started(draft, job);
        }
        if (draft.move(job, JobLifecycle.Trigger.FAILED)) {
            draft.set(job, draft.status(job).failed(failure));
            draft.demandAgain(job);
            return;
        }
        boolean withBumps = draft.plan().isWaveJob(job);
        JobLifecycle.Trigger last =
                withBumps ? JobLifecycle.Trigger.FAILED_AGAIN : JobLifecycle.Trigger.FAILED_UNBUMPED;
        if (draft.move(job, last)) {
            draft.set(job, draft.status(job).failed(failure));
            if (withBumps) {
                draft.want(draft.plan().baselineOf(job));
            }
        }
    }

    /** The order in which people should read the changes: what is behind a regressed job before it. */
    static List<WaveView.Change> inReadingOrder(List<WaveView.Change.JobChanged> changes) {
        List<WaveView.Change> ordered = new ArrayList<>(changes.size());
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
