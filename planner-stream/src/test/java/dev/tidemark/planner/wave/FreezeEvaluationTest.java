package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.SYSTEM;
import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.FreezeEvaluation.Outcome;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FreezeEvaluationTest {

    private static final String WAVE = "/" + SYSTEM + "/wave";

    private final WavePlan estimate =
            plan(node("a"), node("b", "a", "lib"), node("c", "b"), node("lib"), node("unfree-tool"));

    private static WavePlan plan(PackageNode... nodes) {
        return TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(nodes)));
    }

    private static JobId wave(String attribute) {
        return new JobId(attribute, SYSTEM, Variant.WAVE);
    }

    private static JobId baseline(String attribute) {
        return new JobId(attribute, SYSTEM, Variant.BASELINE);
    }

    private static EvaluatedJob row(JobId id, JobId... needs) {
        return row(id, TrustDomain.FREE, "", needs);
    }

    private static EvaluatedJob row(JobId id, TrustDomain trust, String refusal, JobId... needs) {
        return new EvaluatedJob(
                id,
                "2.0",
                trust,
                TestGraphs.hash("evaluated " + id),
                List.of(),
                List.of("ada"),
                false,
                refusal,
                List.of(needs));
    }

    private Outcome freeze(EvaluatedJob... rows) {
        return new FreezeEvaluation(estimate, WaveBench.WORKSPACE, List.of(rows)).freeze();
    }

    private WavePlan frozen(EvaluatedJob... rows) {
        return ((Outcome.Frozen) freeze(rows)).plan();
    }

    private String flaw(EvaluatedJob... rows) {
        return ((Outcome.Flawed) freeze(rows)).flaw();
    }

    private static List<JobId> needs(WavePlan plan, JobId job) {
        return Arrays.stream(plan.dependenciesOf(plan.numberOf(job)))
                .mapToObj(plan::id)
                .toList();
    }

    private static List<JobId> waveJobs(WavePlan plan) {
        List<JobId> jobs = new ArrayList<>();
        for (int job = 0; job < plan.size(); job++) {
            if (plan.isWaveJob(job)) {
                jobs.add(plan.id(job));
            }
        }
        return jobs;
    }

    @Test
    void an_evaluation_that_agrees_with_the_graph_changes_nothing_but_the_workspace() {
        List<EvaluatedJob> rows = new ArrayList<>(TestGraphs.evaluation(estimate));

        WavePlan plan = frozen(rows.reversed().toArray(EvaluatedJob[]::new));

        assertThat(plan.size()).isEqualTo(estimate.size());
        assertThat(plan.isEstimate()).isFalse();
        for (int job = 0; job < plan.size(); job++) {
            JobId id = plan.id(job);
            int estimated = estimate.numberOf(id);
            assertThat(plan.job(job)).isEqualTo(estimate.job(estimated));
            assertThat(needs(plan, id)).containsExactlyInAnyOrderElementsOf(needs(estimate, id));
        }
    }

    @Test
    void a_job_that_the_evaluation_does_not_name_leaves_and_what_needs_it_gets_its_baseline() {
        WavePlan plan = frozen(row(wave("a")), row(wave("c"), wave("a"), wave("b")));

        assertThat(waveJobs(plan)).containsExactly(wave("a"), wave("c"));
        assertThat(needs(plan, wave("c"))).containsExactlyInAnyOrder(wave("a"), baseline("b"));
        assertThat(plan.baselineOf(plan.numberOf(wave("c")))).isEqualTo(plan.numberOf(baseline("c")));
    }

    @Test
    void a_job_that_the_graph_does_not_name_joins() {
        WavePlan plan = frozen(
                row(wave("a"), wave("fresh")), row(wave("fresh")), row(wave("lib"), wave("a")), row(baseline("more")));

        assertThat(waveJobs(plan)).containsExactly(wave("fresh"), wave("a"), wave("lib"));
        assertThat(plan.job(plan.numberOf(wave("fresh"))).maintainers()).containsExactly("ada");
        assertThat(plan.baselineOf(plan.numberOf(wave("fresh"))))
                .as("the set has it only with the bumps")
                .isEqualTo(-1);
        assertThat(plan.baselineOf(plan.numberOf(wave("lib")))).isEqualTo(plan.numberOf(baseline("lib")));
        assertThat(plan.numberOf(baseline("more"))).isNotNegative();
    }

    @Test
    void a_baseline_that_the_evaluation_names_is_as_it_has_it() {
        WavePlan plan = frozen(row(wave("a")), row(baseline("b"), baseline("lib")));

        assertThat(plan.job(plan.numberOf(baseline("b"))).recipeDigest())
                .isEqualTo(TestGraphs.hash("evaluated " + baseline("b")));
        assertThat(needs(plan, baseline("b"))).containsExactly(baseline("lib"));
        assertThat(needs(plan, baseline("c"))).containsExactly(baseline("b"));
    }

    @Test
    void what_the_set_refuses_is_a_job_with_the_reason() {
        WavePlan plan = frozen(row(wave("a")), row(wave("b"), TrustDomain.FREE, "it is marked as broken"));

        assertThat(plan.refusal(plan.numberOf(wave("b")))).isEqualTo("it is marked as broken");
    }

    @Test
    void a_job_that_needs_an_unfree_one_is_built_in_its_domain_whatever_the_agent_says() {
        WavePlan plan = frozen(
                row(wave("a")),
                row(wave("b"), TrustDomain.UNFREE, "", wave("a")),
                row(wave("c"), TrustDomain.FREE, "", wave("b")));

        assertThat(plan.job(plan.numberOf(wave("a"))).trust()).isEqualTo(TrustDomain.FREE);
        assertThat(plan.job(plan.numberOf(wave("c"))).trust()).isEqualTo(TrustDomain.UNFREE);
    }

    @Test
    void rows_in_any_order_make_the_same_plan() {
        List<EvaluatedJob> rows =
                List.of(row(wave("a")), row(wave("b"), wave("a")), row(wave("c"), wave("b")), row(baseline("lib")));
        WavePlan plan = frozen(rows.toArray(EvaluatedJob[]::new));
        WavePlan again = frozen(rows.reversed().toArray(EvaluatedJob[]::new));

        for (int job = 0; job < plan.size(); job++) {
            assertThat(again.job(job)).isEqualTo(plan.job(job));
            assertThat(again.dependenciesOf(job)).isEqualTo(plan.dependenciesOf(job));
        }
    }

    @Test
    void bumps_that_change_nothing_are_no_wave() {
        assertThat(flaw(row(wave("b"))))
                .isEqualTo("the bump of a to 2.0 changes nothing: the evaluation has no job of a that is another");
        assertThat(flaw()).startsWith("the bump of a to 2.0 changes nothing");
    }

    @Test
    void a_need_that_is_nowhere_is_named() {
        assertThat(flaw(row(wave("a"), wave("nobody"))))
                .isEqualTo("a" + WAVE + " needs nobody" + WAVE + ", which neither the evaluation nor the graph has");
    }

    @Test
    void a_baseline_that_needs_what_has_the_bumps_is_no_baseline() {
        assertThat(flaw(row(wave("a")), row(baseline("lib"), wave("a"))))
                .isEqualTo("lib/" + SYSTEM + "/baseline needs a" + WAVE + ", which has the bumps");
    }

    @Test
    void a_job_that_is_named_twice_or_is_no_package_is_refused() {
        assertThat(flaw(row(wave("a")), row(wave("a")))).isEqualTo("the evaluation names a" + WAVE + " twice");
        assertThat(flaw(row(wave("a")), row(wave("@workspace"))))
                .isEqualTo("the evaluation names @workspace" + WAVE + ", which is no package");
        assertThat(flaw(row(wave("a")), row(wave("b"), wave("a"), baseline("a"))))
                .isEqualTo("b" + WAVE + " needs a more than once");
    }

    @Test
    void a_cycle_is_named() {
        assertThat(flaw(row(wave("a"), wave("c")), row(wave("b"), wave("a")), row(wave("c"), wave("b"))))
                .isEqualTo("the evaluation has a cycle of 3 jobs: a" + WAVE + " needs c" + WAVE + " needs b" + WAVE);
    }
}
