package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Early cutoff, what a wave goes on without, what halts it, and what it comes to. */
final class WaveOutcomesTest {

    @Test
    void where_a_dependency_is_built_into_the_output_of_its_baseline_what_needs_it_is_not_built() {
        WaveBench wave = knownBaselines();
        Report same = new Report.Built(WaveBench.output("a/baseline"), WaveBench.MINUTE);

        WaveDecision decision = wave.report("a", same);

        assertThat(decision.demands()).isEmpty();
        assertThat(wave.state("a")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.state("b")).isEqualTo(JobState.UNCHANGED);
        assertThat(wave.status("b").outputHash()).isEqualTo(WaveBench.output("b/baseline"));
        assertThat(wave.status("b").tries()).isZero();
    }

    @Test
    void where_a_dependency_changes_what_needs_it_is_built() {
        WaveBench wave = knownBaselines();

        assertThat(wave.demanded(wave.built("a"))).containsExactly("b BUILD");
    }

    @Test
    void what_the_set_refuses_is_excluded_from_the_start_and_so_is_what_needs_it() {
        WaveBench wave = WaveBench.opened(
                "a",
                node("a"),
                TestGraphs.refused(node("b", "a"), Refusal.Kind.BROKEN, "needs a port"),
                node("c", "b"),
                node("d", "a"));

        assertThat(wave.state("b")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.status("b").waitsFor()).isEqualTo("the set refuses it (BROKEN): needs a port");
        assertThat(wave.state("c")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.roots("c")).containsExactly("b");
        wave.built("a");
        wave.built("d");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
        assertThat(wave.view().counts()).isEqualTo(Map.of(JobState.SUCCEEDED, 2, JobState.EXCLUDED, 2));
    }

    @Test
    void what_needs_a_refused_package_outside_the_wave_is_excluded() {
        WaveBench wave = WaveBench.opened(
                "a", node("a"), node("b", "a", "lib"), TestGraphs.refused(node("lib"), Refusal.Kind.INSECURE, "old"));

        assertThat(wave.state("b")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.roots("b")).containsExactly("lib/baseline");
    }

    @Test
    void what_an_agent_finds_refused_is_excluded_at_once_and_not_tried_again() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));

        WaveDecision decision = wave.refused("a");

        assertThat(decision.demands()).isEmpty();
        assertThat(wave.state("a")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.status("a").waitsFor()).isEqualTo("it failed");
        assertThat(wave.state("b")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void a_job_that_fails_and_whose_baseline_the_set_refuses_is_excluded() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failed("a");
        wave.failed("a");

        wave.refused("a/baseline");

        assertThat(wave.state("a")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.status("a").waitsFor()).contains("without its baseline");
    }

    @Test
    void pins_that_the_bump_makes_a_conflict_are_a_regression_and_those_that_were_one_before_are_not() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("new", "a"), node("old", "a"));
        wave.built("a");
        for (String job : List.of("new", "old")) {
            wave.conflicted(job);
            wave.conflicted(job);
        }
        wave.built("a/baseline");
        wave.built("new/baseline");
        wave.conflicted("old/baseline");

        assertThat(wave.state("new")).isEqualTo(JobState.REGRESSED);
        assertThat(wave.state("old")).isEqualTo(JobState.PREEXISTING);
    }

    @Test
    void where_policy_says_so_what_nobody_fits_is_excluded_and_taken_back() {
        WaveBench wave = WaveBench.opened(terms(1, 20, NoAgent.EXCLUDE), "a", node("a"), node("b", "a"));

        WaveDecision decision = wave.fitsNobody("a");

        assertThat(decision.withdrawn()).hasSize(1);
        assertThat(wave.state("a")).isEqualTo(JobState.EXCLUDED);
        assertThat(wave.status("a").waitsFor()).isEqualTo("nobody fits");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void what_nobody_fits_and_what_the_farm_failed_too_often_is_stuck_otherwise() {
        WaveBench waiting = WaveBench.opened("a", node("a"));
        waiting.fitsNobody("a");
        assertThat(waiting.state("a")).isEqualTo(JobState.STUCK);

        WaveBench failing = WaveBench.opened(terms(1, 20, NoAgent.EXCLUDE), "a", node("a"));
        failing.exhausted("a");
        assertThat(failing.state("a")).isEqualTo(JobState.STUCK);
    }

    @Test
    void a_wave_that_fails_more_than_its_share_of_its_first_jobs_halts_and_asks() {
        WaveBench wave = WaveBench.opened(
                terms(0.25, 4, NoAgent.WAIT), "a", node("a"), node("b", "a"), node("c", "a"), node("d", "a"));
        wave.built("a");
        fail(wave, "b");
        assertThat(wave.view().state()).as("one of four is the share").isEqualTo(WaveState.OPEN);
        wave.failed("c");

        WaveDecision decision = wave.failed("c");

        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason())
                .isEqualTo(
                        "2 of its first 3 jobs failed: the policy's share is 0.25 of the first 4: look at its jobs, then"
                                + " `tidemark wave resume demo-1 --by NAME --reason TEXT` goes on without asking again");
        assertThat(decision.demands()).isEmpty();
        assertThat(decision.withdrawn().stream().map(demand -> wave.name(demand.job())))
                .as("what nobody began, and what ended")
                .containsExactly("a/baseline", "c", "d");
        assertThat(wave.demanded(wave.failed("d"))).isEmpty();

        assertThat(wave.resume().demands()).isNotEmpty();
        wave.failed("d");
        assertThat(wave.view().state()).as("it does not ask again").isEqualTo(WaveState.OPEN);
    }

    @Test
    void failures_beyond_the_first_jobs_halt_nothing() {
        WaveBench wave = WaveBench.opened(
                terms(0.5, 1, NoAgent.WAIT), "a", node("a"), node("b", "a"), node("c", "a"), node("d", "a"));
        wave.built("a");
        fail(wave, "b");
        fail(wave, "c");

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void a_wave_that_took_its_hours_halts_and_those_of_gpus_are_counted_apart() {
        WaveTerms terms =
                new WaveTerms(1, 20, OptionalDouble.of(1.5), OptionalDouble.of(0.5), NoAgent.WAIT, NoticeTerms.NONE);
        PackageNode[] nodes = {
            node("a"),
            node("b", "a"),
            node("c", "b"),
            node("torch", List.of(TestGraphs.SYSTEM), false, List.of("cuda-sm-90"), "a")
        };
        Duration hour = Duration.ofHours(1);
        WaveBench wave = WaveBench.opened(terms, "a", nodes);
        wave.report("a", new Report.Built(WaveBench.output("a"), hour));
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);

        assertThat(wave.report("b", new Report.Built(WaveBench.output("b"), hour))
                        .demands())
                .isEmpty();
        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason())
                .contains("more than the 1.5 CPU hours")
                .contains("tidemark wave resume demo-1");
        assertThat(wave.view().tally().cpuHours()).isEqualTo(2);

        WaveBench onGpu = WaveBench.opened(terms, "a", nodes);
        onGpu.built("a");
        onGpu.report("torch", new Report.Built(WaveBench.output("torch"), hour));
        assertThat(onGpu.view().reason()).contains("more than the 0.5 GPU hours");
        assertThat(onGpu.view().tally().gpuHours()).isEqualTo(1);
    }

    @Test
    void a_wave_that_ends_says_so_with_the_hours_that_it_took() {
        WaveBench wave = WaveBench.opened("a", node("a"));

        WaveDecision decision = wave.report("a", new Report.Built(WaveBench.output("a"), Duration.ofMinutes(90)));

        assertThat(decision.effects()).singleElement().satisfies(effect -> {
            Effect.Ended ended = (Effect.Ended) effect;
            assertThat(ended.state()).isEqualTo(WaveState.GREEN);
            assertThat(ended.tally().cpuHours()).isEqualTo(1.5);
        });
    }

    @Test
    void a_tag_names_what_the_wave_went_on_without_and_digests_what_it_came_to() {
        WaveBench wave = WaveBench.opened(
                "a", node("a"), TestGraphs.refused(node("b", "a"), Refusal.Kind.BROKEN, "it is"), node("c", "b"));
        wave.built("a");

        WaveTag tag = WaveTag.of(wave.view());

        assertThat(tag.counts()).isEqualTo(Map.of(JobState.SUCCEEDED, 1, JobState.EXCLUDED, 2));
        assertThat(tag.exceptionsInAll()).isEqualTo(2);
        assertThat(tag.exceptions())
                .extracting(exempt -> exempt.job().attribute() + " " + exempt.state() + ": " + exempt.reason())
                .containsExactly(
                        "b EXCLUDED: the set refuses it (BROKEN): it is",
                        "c EXCLUDED: it needs b, which is EXCLUDED (the set refuses it (BROKEN): it is)");
        WaveBench other = WaveBench.opened(
                "a", node("a"), TestGraphs.refused(node("b", "a"), Refusal.Kind.BROKEN, "it is"), node("c", "b"));
        other.report("a", new Report.Built(WaveBench.output("another"), WaveBench.MINUTE));
        assertThat(WaveTag.of(other.view()).digest()).isNotEqualTo(tag.digest());
    }

    @Test
    void a_tag_lists_the_first_fifty_exceptions_and_counts_the_rest() {
        PackageNode[] nodes = new PackageNode[61];
        nodes[0] = TestGraphs.refused(node("a"), Refusal.Kind.BROKEN, "it is");
        for (int i = 1; i < nodes.length; i++) {
            nodes[i] = node("p%02d".formatted(i), "a");
        }

        WaveTag tag = WaveTag.of(WaveBench.opened("a", nodes).view());

        assertThat(tag.exceptions()).hasSize(50);
        assertThat(tag.exceptionsInAll()).isEqualTo(61);
    }

    @Test
    void a_sentinel_and_what_leads_to_it_go_before_everything_else() {
        PackageNode a = PackageNode.named("a", "1.0")
                .systems(List.of(TestGraphs.SYSTEM))
                .names(new PackageNode.Names(List.of(), List.of("test")))
                .recipeDigest(TestGraphs.hash("a"))
                .build();
        PackageNode test = PackageNode.named("test", "1.0")
                .systems(List.of(TestGraphs.SYSTEM))
                .dependencies(List.of(Dependency.build("b")))
                .recipeDigest(TestGraphs.hash("test"))
                .build();
        WavePlan plan = WaveBench.plan(
                List.of(TestGraphs.bump("a")), a, node("b", "a"), test, node("x", "a"), node("y", "x"), node("z", "y"));

        double second = remaining(plan, "test");
        assertThat(second).isGreaterThan(remaining(plan, "x"));
        assertThat(remaining(plan, "b")).isGreaterThan(second);
        assertThat(remaining(plan, "x")).isGreaterThan(remaining(plan, "y"));
        assertThat(remaining(plan, "z")).isEqualTo(plan.expectedSeconds(0));
    }

    private static double remaining(WavePlan plan, String attribute) {
        for (int job = 0; job < plan.size(); job++) {
            if (plan.isWaveJob(job) && plan.attribute(job).equals(attribute)) {
                return plan.remainingSeconds(job);
            }
        }
        throw new AssertionError("there is no job " + attribute);
    }

    /** a is built again after an answer, and what a and b are without the bump is known, as when another job had needed it. */
    private static WaveBench knownBaselines() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.failed("a");
        wave.failed("a");
        wave.built("a/baseline");
        assertThat(wave.state("a")).isEqualTo(JobState.REGRESSED);
        wave.tell(new WaveEvent.Commanded(
                new WaveEvent.Order.Answer(wave.number("a"), Resolution.RETRY),
                new WaveEvent.Signature("ada", "because")));
        wave.view()
                .apply(new WaveView.Change.JobChanged(
                        wave.number("b/baseline"),
                        wave.status("b/baseline").in(JobState.SUCCEEDED).built(WaveBench.output("b/baseline"))));
        return wave;
    }

    private static void fail(WaveBench wave, String job) {
        wave.failed(job);
        wave.failed(job);
    }

    private static WaveTerms terms(double haltShare, int haltAfterJobs, NoAgent noAgent) {
        return new WaveTerms(
                haltShare, haltAfterJobs, OptionalDouble.empty(), OptionalDouble.empty(), noAgent, NoticeTerms.NONE);
    }
}
