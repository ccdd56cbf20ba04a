package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a set evaluates to with bumps applied: what its graph says, but for a few jobs that do not change, that the set refuses,
 * that need more than the graph knows of, or that the set has only with the bumps.
 */
final class Evaluation {

    private static final int PARTS = 4;
    private static final double UNCHANGED = 0.1;
    private static final double REFUSED = 0.02;
    private static final double NEEDS_MORE = 0.1;
    private static final double OTHER_BASELINE = 0.03;
    private static final double NEW = 0.1;

    private final WavePlan plan;
    private final Workspace.Wanted wanted;
    private final World world;

    /** @param graph the revision that the bumps are applied to */
    Evaluation(PackageGraph graph, Workspace.Wanted wanted, World world) {
        this.plan = PlanWave.plan(new WaveId("evaluation"), wanted.bumps(), WaveTerms.NONE, graph, Prospects.UNKNOWN);
        this.wanted = wanted;
        this.world = world;
    }

    /** Its jobs, in a few parts; at least one. */
    List<List<EvaluatedJob>> parts() {
        List<EvaluatedJob> rows = rows();
        int most = 1 + rows.size() / PARTS;
        List<List<EvaluatedJob>> parts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += most) {
            parts.add(rows.subList(from, Math.min(rows.size(), from + most)));
        }
        return parts;
    }

    private List<EvaluatedJob> rows() {
        List<EvaluatedJob> rows = new ArrayList<>();
        for (int job = 0; job < plan.size(); job++) {
            FrozenJob frozen = plan.job(job);
            boolean isWave = frozen.id().variant() == Variant.WAVE;
            if (isWave
                    ? isBumped(frozen.id()) || !happens("unchanged", job, UNCHANGED)
                    : happens("baseline", job, OTHER_BASELINE)) {
                rows.add(row(job, frozen, isWave));
                if (isWave && happens("new", job, NEW)) {
                    rows.add(only(frozen));
                }
            }
        }
        return rows;
    }

    private EvaluatedJob row(int job, FrozenJob frozen, boolean isWave) {
        List<JobId> needs = new ArrayList<>(
                Arrays.stream(plan.dependenciesOf(job)).mapToObj(plan::id).toList());
        if (isWave && happens("more", job, NEEDS_MORE)) {
            JobId more = plan.id(0); // What needs nothing: a baseline.
            if (needs.stream().noneMatch(need -> need.attribute().equals(more.attribute()))
                    && !more.attribute().equals(frozen.id().attribute())) {
                needs.add(more);
            }
        }
        return new EvaluatedJob(
                frozen.id(),
                frozen.version(),
                frozen.trust(),
                isWave
                        ? frozen.recipeDigest()
                        : Sha256.builder()
                                .add("other")
                                .add(frozen.recipeDigest().hex())
                                .build(),
                frozen.features(),
                frozen.maintainers(),
                frozen.sentinel(),
                isWave && happens("refused", job, REFUSED) ? "the set refuses it in this simulation" : frozen.refusal(),
                needs);
    }

    /** A package that there is only with the bumps, beside one that they change. */
    private static EvaluatedJob only(FrozenJob beside) {
        JobId id = new JobId(
                beside.id().attribute() + "-new",
                beside.id().system(),
                beside.id().variant());
        return new EvaluatedJob(
                id,
                "1",
                beside.trust(),
                Sha256.builder().add("new").add(id.attribute()).build(),
                List.of(),
                List.of(),
                false,
                "",
                List.of(beside.id()));
    }

    private boolean isBumped(JobId id) {
        return wanted.bumps().stream().anyMatch(bump -> bump.attribute().equals(id.attribute()));
    }

    private boolean happens(String what, int job, double chance) {
        return world.happens(what, wanted.digest().hex() + plan.id(job), chance);
    }
}
