package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a build could not read what it is to be built from: that is built again, and the job waits for it as it did before.
 * Where it was built again since the job was asked for, the job is asked for once more and nothing else.
 * What succeeded once cannot have been broken by the wave, so one that is not built again is STUCK and never REGRESSED.
 */
final class LostInputs {

    /** A store that loses the same thing again and again has to be mended first. */
    private static final int MOST_LOSSES = 3;

    private final WaveDraft draft;

    LostInputs(WaveDraft draft) {
        this.draft = draft;
    }

    /** @param workspace digest of the one that is lost, where one is; null where nobody says which: the wave's own */
    void decide(int job, BuildFailure failure, @Nullable Sha256 workspace) {
        if (draft.stateOf(job) == JobState.STUCK) {
            AdvanceWave.started(draft, job);
        }
        if (failure.lostInputs().contains(PackageId.WORKSPACE)) {
            if (isAnothers(workspace)) {
                waitAgain(
                        job,
                        failure.message() + ": that is the workspace of another wave, so it is asked for in its own");
            } else {
                workspaceLost(job, failure.message());
            }
            return;
        }
        List<Integer> named = named(job, failure.lostInputs());
        List<Integer> restored = draft.status(job).restored();
        List<Integer> lost =
                named.stream().filter(input -> !restored.contains(input)).toList();
        if (named.isEmpty()) {
            stuck(job, failure.message());
        } else if (lost.stream().anyMatch(this::isLostForGood)) {
            stuck(job, "%s; it was built again %d times".formatted(failure.message(), MOST_LOSSES));
        } else {
            lost.forEach(this::lose);
            String next = lost.isEmpty()
                    ? "it was built again meanwhile, and the job is asked for once more"
                    : "it is built again first";
            waitAgain(job, "%s; %s".formatted(failure.message(), next));
        }
    }

    /** Waves whose bumps do not reach a job want the same build of it, each in its own workspace; it is done in one of them. */
    private boolean isAnothers(@Nullable Sha256 workspace) {
        return workspace != null && !draft.plan().workspace().published().equals(Optional.of(workspace));
    }

    /** Without it nothing of the wave can be built. What was not built for that reason is owed. */
    private void workspaceLost(int job, String why) {
        if (draft.move(job, Trigger.INPUT_LOST)) {
            draft.set(job, draft.status(job).waiting(why));
            new RestoreWorkspace(draft).lost(why);
        }
    }

    private void stuck(int job, String why) {
        AdvanceWave.stuck(
                draft, job, why + ": bring the artifact store back, then tidemark resolve it with RETRY", false);
    }

    /** What is being built again is not lost once more. */
    private boolean isLostForGood(int input) {
        return draft.stateOf(input).hasOutput() && draft.status(input).losses() >= MOST_LOSSES;
    }

    /** A person says that the store was mended: what a job needs may be lost and built again as often as at first. */
    void forgive(int job) {
        Edges needs = draft.plan().needs();
        for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
            JobStatus input = draft.status(needs.target(edge));
            if (input.state().hasOutput() && input.losses() > 0) {
                draft.set(needs.target(edge), input.forgiven());
            }
        }
    }

    private List<Integer> named(int job, List<String> attributes) {
        Set<String> names = new TreeSet<>(attributes);
        List<Integer> named = new ArrayList<>();
        Edges needs = draft.plan().needs();
        for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
            if (names.contains(draft.plan().attribute(needs.target(edge)))) {
                named.add(needs.target(edge));
            }
        }
        return named;
    }

    /** What is under way again already is not begun twice. What its baseline was built to is the same artifact where it is equal. */
    private void lose(int job) {
        if (!draft.stateOf(job).hasOutput()) {
            return;
        }
        Sha256 output = draft.outputOf(job);
        JobStatus lost = draft.status(job).lost();
        if (draft.move(job, Trigger.OUTPUT_LOST)) {
            draft.set(
                    job,
                    lost.in(JobState.PENDING).waiting("the artifact store has lost its output: it is built again"));
            takeBackThoseThatWait(job);
        }
        int baseline = draft.plan().baselineOf(job);
        if (baseline >= 0 && Objects.equals(draft.outputOf(baseline), output)) {
            lose(baseline);
        }
    }

    /** Whoever has begun may have read it before; whoever has not would not find it. */
    private void takeBackThoseThatWait(int job) {
        Edges dependents = draft.plan().dependents();
        for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
            int dependent = dependents.target(edge);
            if (draft.stateOf(dependent) == JobState.READY) {
                draft.withdraw(dependent);
                waitAgain(
                        dependent,
                        "the artifact store has lost its input %s; it is built again first"
                                .formatted(draft.plan().attribute(job)));
            }
        }
    }

    /** A build of it is not to be begun now, if none is under way; and whether one is, nobody knows. */
    void awaitBeginning(int job) {
        draft.withdraw(job);
        if (draft.stateOf(job) == JobState.STUCK) {
            AdvanceWave.started(draft, job);
        }
        waitAgain(job, "what it is built from is lost; the job is asked for again once that is there");
    }

    private void waitAgain(int job, String why) {
        if (draft.move(job, Trigger.INPUT_LOST)) {
            draft.set(job, draft.status(job).waiting(why));
        }
    }
}
