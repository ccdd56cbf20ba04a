package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.wave.Preparation.Step;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveLifecycle.Trigger;
import dev.tidemark.schemas.identity.Sha256;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a wave whose workspace the artifact store has lost. Its jobs are frozen, and what was built in it holds; so the same
 * workspace is prepared again, and nothing is asked for before it is there. Where something else comes of it, or nothing, a person has to
 * bring the store back.
 */
final class RestoreWorkspace {

    /** A store that loses it again and again has to be mended first. */
    private static final int MOST_LOSSES = 3;

    private static final String AGAIN = "the artifact store has lost its workspace, and it is prepared again";

    private final WaveDraft draft;

    RestoreWorkspace(WaveDraft draft) {
        this.draft = draft;
    }

    /** Somebody found that it is lost; who finds it after him says nothing new. */
    void lost(String why) {
        Preparation before = draft.preparation();
        if (before.isLost()) {
            return;
        }
        draft.moveWave(Trigger.UNDER_WAY, null);
        draft.preparation(before.lost(why));
        draft.moveWave(Trigger.WORKSPACE_LOST, "%s: %s".formatted(AGAIN, why));
        if (draft.preparation().losses() > MOST_LOSSES) {
            stop("%s, and was prepared again %d times before".formatted(why, MOST_LOSSES));
        }
    }

    /** What became of preparing it again. */
    void report(Report report) {
        switch (report) {
            case Report.Started(String agent) -> waits(null);
            case Report.Waiting(String reason) -> waits(reason);
            case Report.FailedByFarm(String reason, var log) -> waits(reason);
            case Report.Stuck(String reason, boolean nobodyFits) -> {
                if (nobodyFits) {
                    waits(reason);
                } else {
                    stop("its workspace is lost and cannot be prepared again: " + reason);
                }
            }
            case Report.Evaluated evaluated -> {} // The jobs are frozen.
            case Report.Failed(BuildFailure failure, var took, var lostWorkspace) -> {
                draft.spent(WavePlan.PREPARATION, took);
                failed(failure);
            }
            case Report.Prepared prepared -> {
                draft.spent(WavePlan.PREPARATION, prepared.took());
                prepared(prepared);
            }
            case Report.Built built -> {} // No package's build: whoever dispatches does not let it through.
        }
    }

    private void waits(@Nullable String reason) {
        draft.preparation(draft.preparation().waiting(reason));
        draft.explain(reason == null ? AGAIN : "%s: %s".formatted(AGAIN, reason));
    }

    private void failed(BuildFailure failure) {
        Preparation before = draft.preparation();
        String why = "that failed on %s: %s".formatted(failure.agent(), failure.message());
        draft.preparation(before.failed(Step.LOST, failure, why));
        if (before.failure() != null || failure.kind().cause() == FailureKind.Cause.SET) {
            stop("its workspace is lost, and it is not prepared again: " + why);
        } else {
            draft.explain("%s, once more, since %s".formatted(AGAIN, why));
        }
    }

    /** Only the same one will do: what was built before was built in that. */
    private void prepared(Report.Prepared prepared) {
        Optional<Sha256> lost = draft.plan().workspace().published();
        if (lost.equals(Optional.of(prepared.workspace()))) {
            draft.preparation(draft.preparation().done());
            draft.moveWave(Trigger.PREPARED, null);
            draft.askForWhatIsOwed();
        } else {
            stop("its workspace %s is lost, and what %s has made of the same is another, %s"
                    .formatted(
                            lost.map(digest -> digest.brief(12)).orElse(""),
                            prepared.agent(),
                            prepared.workspace().brief(12)));
        }
    }

    private void stop(String why) {
        draft.preparation(draft.preparation().stillLost(why));
        draft.moveWave(
                Trigger.WORKSPACE_NOT_RESTORED,
                ("%s: bring the artifact store back, then `tidemark wave resume %s --by NAME --reason TEXT` prepares it once more and goes"
                                + " on; `tidemark wave abandon %s --by NAME --reason TEXT` gives it up")
                        .formatted(why, draft.plan().wave(), draft.plan().wave()));
    }
}
