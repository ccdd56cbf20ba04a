package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.wave.FreezeEvaluation.Outcome;
import dev.tidemark.planner.wave.Preparation.Step;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveLifecycle.Trigger;
import java.util.List;

/**
 * What a report on its preparation makes of a wave; on one that is to bring a lost workspace back: {@link RestoreWorkspace}. A preparation that fails is tried once more, on another agent where one fits;
 * then the bumps cannot be applied, and the wave is RED before any of its jobs was asked for. An evaluation is frozen whole or
 * not at all.
 */
final class PrepareWave {

    /** So often in a row an evaluation may arrive in part before somebody has to look. */
    private static final int MOST_INCOMPLETE = 4;

    private final WaveDraft draft;

    PrepareWave(WaveDraft draft) {
        this.draft = draft;
    }

    /**
     * Decides what a report means; one that answers another try, or that nobody waits for, means nothing.
     *
     * @return what the decision is made of: the draft, or one over the frozen jobs
     */
    WaveDraft report(WaveEvent.JobReported reported) {
        Preparation preparation = draft.preparation();
        if (!preparation.isAsked() || preparation.tries() != reported.tries()) {
            return draft;
        }
        WaveDecision.Demand asked = preparation.demand(draft.plan());
        WaveDraft decided = report(preparation, reported.report());
        if (endsTheTry(reported.report())) {
            decided.end(asked);
        }
        return decided;
    }

    private static boolean endsTheTry(Report report) {
        return switch (report) {
            case Report.Failed failed -> true;
            case Report.Prepared prepared -> true;
            case Report.Stuck stuck -> !stuck.nobodyFits();
            case Report.Started started -> false;
            case Report.Waiting waiting -> false;
            case Report.FailedByFarm failed -> false;
            case Report.Evaluated evaluated -> false;
            case Report.Built built -> false;
        };
    }

    private WaveDraft report(Preparation preparation, Report report) {
        if (preparation.isLost()) {
            new RestoreWorkspace(draft).report(report);
            return draft;
        }
        switch (report) {
            case Report.Started(String agent) -> waits(preparation.waiting(null));
            case Report.Waiting(String reason) -> waits(preparation.waiting(reason));
            case Report.FailedByFarm(String reason, var log) -> waits(preparation.waiting(reason));
            case Report.Stuck(String reason, boolean nobodyFits) -> {
                if (nobodyFits) {
                    waits(preparation.waiting(reason));
                } else {
                    over(preparation.over(reason), "it cannot be prepared: " + reason);
                }
            }
            case Report.Evaluated(String attempt, int chunk, List<EvaluatedJob> rows) ->
                draft.hear(new WaveView.Change.Heard(attempt, chunk, rows));
            case Report.Failed(BuildFailure failure, var took, var lostWorkspace) -> {
                draft.spent(WavePlan.PREPARATION, took);
                failed(failure);
            }
            case Report.Prepared prepared -> {
                draft.spent(WavePlan.PREPARATION, prepared.took());
                return prepared(prepared);
            }
            case Report.Built built -> {} // No package's build: whoever dispatches does not let it through.
        }
        return draft;
    }

    private void waits(Preparation next) {
        draft.preparation(next);
        draft.explain(next.waitsFor());
    }

    private void failed(BuildFailure failure) {
        Preparation before = draft.preparation();
        boolean last = before.failure() != null || failure.kind().cause() == FailureKind.Cause.SET;
        if (last) {
            over(
                    before.failed(Step.OVER, failure, failure.message()),
                    "%s cannot be applied: %s"
                            .formatted(draft.plan().bumps().size() == 1 ? "the bump" : "the bumps", failure.message()));
        } else {
            owed(before.failed(
                    Step.OWED,
                    failure,
                    "it is prepared once more, since that failed on %s: %s"
                            .formatted(failure.agent(), failure.message())));
        }
    }

    private void over(Preparation next, String why) {
        draft.preparation(next);
        draft.forgetHeard();
        draft.moveWave(
                Trigger.PREPARATION_FAILED,
                ("%s; `tidemark wave resume %s --by NAME --reason TEXT` prepares it again,"
                                + " `tidemark wave abandon %s --by NAME --reason TEXT` gives it up")
                        .formatted(why, draft.plan().wave(), draft.plan().wave()));
    }

    private void owed(Preparation next) {
        waits(next);
        draft.forgetHeard();
    }

    private WaveDraft prepared(Report.Prepared prepared) {
        List<EvaluatedJob> rows = draft.heard(prepared.attempt());
        if (rows.size() != prepared.rows()) {
            String reason =
                    "of %d jobs that %s evaluated %d arrived".formatted(prepared.rows(), prepared.agent(), rows.size());
            incomplete(reason);
            return draft;
        }
        return switch (new FreezeEvaluation(draft.plan(), prepared.workspace(), rows).freeze()) {
            case Outcome.Frozen(WavePlan plan) -> frozen(plan);
            case Outcome.Flawed(String flaw) -> {
                failed(new BuildFailure(
                        FailureKind.BUILD_FAILED,
                        flaw,
                        List.of(),
                        null,
                        prepared.workspace().hex(),
                        prepared.agent()));
                yield draft;
            }
        };
    }

    /** The farm's doing, not the bumps'. */
    private void incomplete(String reason) {
        Preparation before = draft.preparation();
        if (before.incomplete() + 1 >= MOST_INCOMPLETE) {
            over(
                    before.incomplete(Step.OVER, reason),
                    "it cannot be prepared: %s, and %d times before it was no better; look at the agents' logs"
                            .formatted(reason, before.incomplete()));
        } else {
            owed(before.incomplete(Step.OWED, "it is prepared once more: " + reason));
        }
    }

    private WaveDraft frozen(WavePlan plan) {
        WaveDraft opened = draft.over(plan);
        opened.moveWave(Trigger.PREPARED, null);
        opened.announce();
        opened.wantAll();
        return opened;
    }

    /** A person has the wave go on. */
    void resume() {
        Preparation before = draft.preparation();
        if (before.step() == Step.OVER || before.step() == Step.LOST) {
            waits(before.again());
        }
    }

    /** A person gives the wave up. */
    void giveUp(String why) {
        draft.withdrawPreparation();
        Preparation before = draft.preparation();
        draft.preparation(before.isLost() ? before.stillLost(why) : before.over(why));
        draft.forgetHeard();
    }
}
