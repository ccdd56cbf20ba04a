package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.SYSTEM;
import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.graph;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlanWaveTest {

    private static final double ROUNDING = 1e-7;

    @Test
    void it_freezes_what_the_bump_reaches_and_the_baseline_of_all_that_it_needs() {
        WavePlan plan = WaveBench.plan(
                List.of(bump("textkit")),
                node("args"),
                node("textkit"),
                node("csv", "textkit"),
                node("report", "csv", "args"),
                node("json"));

        assertThat(jobs(plan, Variant.WAVE)).containsExactly("textkit", "csv", "report");
        assertThat(jobs(plan, Variant.BASELINE)).containsExactlyInAnyOrder("args", "textkit", "csv", "report");
        assertThat(plan.waveJobs()).isEqualTo(3);
        assertThat(plan.levels()).isEqualTo(3);
        assertThat(plan.sequence()).isEqualTo(1);
        assertThat(needs(plan, wave("report"))).containsExactlyInAnyOrder(wave("csv"), baseline("args"));
        assertThat(needs(plan, baseline("report"))).containsExactlyInAnyOrder(baseline("csv"), baseline("args"));
    }

    @Test
    void only_the_bumped_package_has_another_version() {
        WavePlan plan = WaveBench.plan(List.of(bump("a")), node("a"), node("b", "a"));

        assertThat(plan.job(plan.numberOf(wave("a"))).version()).isEqualTo("2.0");
        assertThat(plan.job(plan.numberOf(baseline("a"))).version()).isEqualTo("1.0");
        assertThat(plan.job(plan.numberOf(wave("b"))).version()).isEqualTo("1.0");
    }

    @Test
    void every_wave_job_knows_its_baseline_and_needs_have_smaller_numbers() {
        WavePlan plan = WaveBench.plan(List.of(bump("a")), node("a"), node("b", "a"), node("c", "a", "b"));

        for (int job = 0; job < plan.size(); job++) {
            JobId id = plan.job(job).id();
            int without = plan.baselineOf(job);
            assertThat(without)
                    .isEqualTo(id.variant() == Variant.BASELINE ? -1 : plan.numberOf(baseline(id.attribute())));
            for (int need : plan.dependenciesOf(job)) {
                assertThat(need).isLessThan(job);
            }
        }
    }

    @Test
    void the_rank_is_the_longest_way_to_the_end() {
        WavePlan plan =
                WaveBench.plan(List.of(bump("a")), node("a"), node("b", "a"), node("c", "b"), node("short", "a"));

        assertThat(plan.rank(plan.numberOf(wave("a")))).isEqualTo(3);
        assertThat(plan.rank(plan.numberOf(wave("b")))).isEqualTo(2);
        assertThat(plan.rank(plan.numberOf(wave("short")))).isEqualTo(1);
    }

    @Test
    void where_a_cycle_is_cut_the_wave_takes_the_output_of_the_baseline() {
        WavePlan plan = WaveBench.plan(List.of(bump("b")), node("a", "b"), node("b", "c"), node("c", "a"));

        assertThat(jobs(plan, Variant.WAVE)).containsExactly("a", "c", "b");
        assertThat(needs(plan, wave("a"))).containsExactly(baseline("b"));
        assertThat(needs(plan, baseline("a"))).isEmpty();
        assertThat(needs(plan, wave("b"))).containsExactly(wave("c"));
    }

    @Test
    void a_package_is_a_job_on_each_of_its_systems_and_needs_what_is_built_there() {
        List<String> both = List.of("aarch64-linux", SYSTEM);
        WavePlan plan = WaveBench.plan(List.of(bump("a")), node("a"), node("b", both, false, List.of(), "a"));

        assertThat(plan.numberOf(new JobId("b", "aarch64-linux", Variant.WAVE)))
                .as("no bump reaches it there")
                .isNegative();
        assertThat(needs(plan, new JobId("b", "aarch64-linux", Variant.BASELINE)))
                .isEmpty();
        assertThat(needs(plan, wave("b"))).containsExactly(wave("a"));
    }

    @Test
    void what_builds_from_unfree_is_built_in_the_unfree_domain() {
        WavePlan plan = WaveBench.plan(
                List.of(bump("a")),
                node("a"),
                node("blob", List.of(SYSTEM), true, List.of()),
                node("app", "a", "blob"));

        assertThat(plan.job(plan.numberOf(wave("app"))).trust()).isEqualTo(TrustDomain.UNFREE);
        assertThat(plan.job(plan.numberOf(wave("a"))).trust()).isEqualTo(TrustDomain.FREE);
    }

    @Test
    void a_bump_of_a_package_that_the_graph_does_not_have_is_refused() {
        assertThatThrownBy(() -> TestGraphs.plan(List.of(bump("nobody")), graph(node("a"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("revision 1 of set demo has no package nobody");
    }

    private static Blame blame(WavePlan plan, int job) {
        return Blame.of(WaveView.planned(plan), job);
    }

    @Test
    void the_blame_names_the_bumps_that_reach_a_job_and_the_shortest_way_from_the_first() {
        WavePlan plan = WaveBench.plan(
                List.of(bump("a"), bump("x"), bump("z")),
                node("a"),
                node("b", "a"),
                node("c", "b"),
                node("d", "c", "b", "x"),
                node("x"),
                node("z"));

        Blame blame = blame(plan, plan.numberOf(wave("d")));

        assertThat(blame.bumps()).containsExactly(bump("a"), bump("x"));
        assertThat(blame.path()).containsExactly("a", "b", "d");
        assertThat(blame.maintainers()).containsExactly("a-owner", "x-owner");
    }

    @Test
    void a_bump_is_to_blame_for_its_own_failure() {
        WavePlan plan = WaveBench.plan(List.of(bump("a")), node("a"));

        assertThat(blame(plan, plan.numberOf(wave("a"))).path()).containsExactly("a");
    }

    @Test
    void a_bump_that_reaches_a_job_over_a_cut_edge_only_is_to_blame_all_the_same() {
        WavePlan plan = WaveBench.plan(List.of(bump("a")), node("a", "b"), node("b", "c"), node("c", "a"));

        Blame blame = blame(plan, plan.numberOf(wave("c")));

        assertThat(blame.bumps()).containsExactly(bump("a"));
        assertThat(blame.path()).containsExactly("a", "c");
    }

    @Test
    void what_was_learnt_of_times_and_failures_is_frozen_and_what_leads_to_a_likely_failure_promises_it() {
        Prospects learnt = new Prospects() {
            @Override
            public double seconds(String attribute, String system) {
                return attribute.equals("slow") ? 1000 : 10;
            }

            @Override
            public double failureChance(String attribute, String system) {
                return attribute.equals("brittle") ? 0.5 : 0.001;
            }

            @Override
            public FlakeScore flakeScore(String attribute, String system) {
                return attribute.equals("brittle") ? new FlakeScore(3, 20) : FlakeScore.UNKNOWN;
            }
        };
        WavePlan plan = PlanWave.plan(
                new WaveId("demo-1"),
                List.of(bump("a")),
                WaveTerms.NONE,
                graph(
                        node("a"),
                        node("between", "a"),
                        node("brittle", "between", "below"),
                        node("slow", "a"),
                        node("below"),
                        TestGraphs.refused(node("refused", "slow"), Refusal.Kind.BROKEN, "it is")),
                learnt);

        assertThat(plan.expectedSeconds(plan.numberOf(wave("slow")))).isEqualTo(1000);
        assertThat(plan.remainingSeconds(plan.numberOf(wave("a")))).isEqualTo(1020);
        assertThat(plan.breakagesASecond(plan.numberOf(wave("brittle")))).isCloseTo(0.05, within(ROUNDING));
        assertThat(plan.breakagesASecond(plan.numberOf(wave("between")))).isCloseTo(0.501 / 20, within(ROUNDING));
        assertThat(plan.breakagesASecond(plan.numberOf(wave("a")))).isCloseTo(0.502 / 30, within(ROUNDING));
        assertThat(plan.breakagesASecond(plan.numberOf(wave("slow")))).isCloseTo(1e-6, within(ROUNDING));
        assertThat(plan.breakagesASecond(plan.numberOf(wave("refused"))))
                .as("it is not built")
                .isZero();
        assertThat(plan.breakagesASecond(plan.numberOf(baseline("below"))))
                .as("what it fails is no breakage, but what waits for it may be")
                .isCloseTo(0.5 / 20, within(ROUNDING));
        assertThat(plan.breakagesASecond(plan.numberOf(baseline("brittle")))).isZero();
    }

    private static JobId wave(String attribute) {
        return new JobId(attribute, SYSTEM, Variant.WAVE);
    }

    private static JobId baseline(String attribute) {
        return new JobId(attribute, SYSTEM, Variant.BASELINE);
    }

    private static List<String> jobs(WavePlan plan, Variant variant) {
        return IntStream.range(0, plan.size())
                .mapToObj(job -> plan.job(job).id())
                .filter(id -> id.variant() == variant)
                .map(JobId::attribute)
                .toList();
    }

    private static List<JobId> needs(WavePlan plan, JobId id) {
        return Arrays.stream(plan.dependenciesOf(plan.numberOf(id)))
                .mapToObj(need -> plan.job(need).id())
                .toList();
    }
}
