package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a wave asks for when it asks for a job: by a draft, as far as that has come. */
final class Asking {

    private final WaveDraft draft;

    Asking(WaveDraft draft) {
        this.draft = draft;
    }

    /**
     * A build of a job.
     *
     * @param status where it is once that is asked for
     */
    WaveDecision.Demand demand(int job, JobStatus status, Purpose purpose) {
        return new WaveDecision.Demand(
                job,
                status.tries(),
                spec(job),
                purpose,
                status.avoid(),
                status.failures().size(),
                status.failures().stream().anyMatch(failure -> failure.kind().cause() == FailureKind.Cause.EITHER));
    }

    /** Why a build of a job is asked for, as it is before it is. */
    Purpose purpose(int job, JobStatus status) {
        if (status.failure() != null) {
            return Purpose.CONFIRM;
        }
        if (status.isLost()) {
            return Purpose.RESTORE;
        }
        if (status.generation() > 0) {
            return Purpose.RETRY;
        }
        if (!status.restored().isEmpty()) {
            return Purpose.INFRA_RETRY;
        }
        WavePlan plan = draft.plan();
        if (plan.isSource(job)) {
            return Purpose.FETCH;
        }
        if (plan.isWaveJob(job)) {
            return Purpose.BUILD;
        }
        if (plan.isProbe(job)) {
            return Purpose.PROBE;
        }
        int judged = plan.judges(job);
        boolean awaited = judged >= 0
                && (draft.stateOf(judged) == JobState.JUDGING
                        || draft.status(judged).isStuckOnBaseline());
        return awaited ? Purpose.BASELINE : Purpose.INPUT;
    }

    /** What is built, once all that it needs is. */
    BuildSpec spec(int job) {
        return spec(draft.plan(), job, draft::outputOf)
                .orElseThrow(() -> new AssertionError("a job is released when what it needs is built"));
    }

    /**
     * What is built; empty while something that it needs has no output. A source that has none is left out: either it is still to be fetched,
     * or it is another thing than its hash says, which whoever needs it finds out by itself.
     */
    static Optional<BuildSpec> spec(WavePlan plan, int job, IntFunction<@Nullable Sha256> outputs) {
        Edges needs = plan.needs();
        List<BuildInput> inputs = new ArrayList<>(needs.count(job));
        List<BuildInput> sources = new ArrayList<>();
        for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
            int need = needs.target(edge);
            Sha256 output = outputs.apply(need);
            if (output != null) {
                (plan.isSource(need) ? sources : inputs)
                        .add(new BuildInput(
                                plan.attribute(need), output, plan.pool(need).trust()));
            } else if (!plan.isSource(need)) {
                return Optional.empty();
            }
        }
        return Optional.of(new BuildSpec(
                new PackageId(plan.set(), plan.attribute(job)),
                plan.version(job),
                plan.pool(job),
                plan.recipeDigest(job),
                inputs,
                plan.features(job),
                plan.isWaveJob(job) ? plan.workspace() : plan.workspace().base(),
                sources,
                plan.isSource(job) ? plan.terms().mirrors() : List.of()));
    }
}
