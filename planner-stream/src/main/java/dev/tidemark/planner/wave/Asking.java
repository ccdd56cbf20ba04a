package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.List;

/** What a wave asks for when it asks for a job: by a draft, as far as that has come. */
final class Asking {

    private final WaveDraft draft;
    private final WavePlan plan;

    Asking(WaveDraft draft) {
        this.draft = draft;
        this.plan = draft.plan();
    }

    /** A build of a job. */
    WaveDecision.Demand demand(int job, JobStatus status) {
        return new WaveDecision.Demand(job, status.tries(), spec(job), purpose(job, status), status.avoid());
    }

    private Purpose purpose(int job, JobStatus status) {
        if (status.failure() != null) {
            return Purpose.CONFIRM;
        }
        if (status.generation() > 0) {
            return Purpose.RETRY;
        }
        if (plan.isWaveJob(job)) {
            return Purpose.BUILD;
        }
        int judged = plan.judges(job);
        boolean awaited = judged >= 0
                && (draft.stateOf(judged) == JobState.JUDGING
                        || draft.status(judged).isStuckOnBaseline());
        return awaited ? Purpose.BASELINE : Purpose.INPUT;
    }

    /** What is built, once all that it needs is. */
    BuildSpec spec(int job) {
        Edges needs = plan.needs();
        List<BuildInput> inputs = new ArrayList<>(needs.count(job));
        for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
            int need = needs.target(edge);
            Sha256 output = draft.outputOf(need);
            if (output == null) {
                throw new AssertionError("a job is released when what it needs is built");
            }
            inputs.add(
                    new BuildInput(plan.attribute(need), output, plan.pool(need).trust()));
        }
        return new BuildSpec(
                new PackageId(plan.set(), plan.attribute(job)),
                plan.version(job),
                plan.pool(job),
                plan.recipeDigest(job),
                inputs,
                plan.features(job),
                plan.workspace());
    }
}
