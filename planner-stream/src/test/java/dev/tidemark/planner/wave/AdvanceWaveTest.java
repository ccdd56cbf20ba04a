package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdvanceWaveTest {

    private static final PackageNode[] DIAMOND = {node("a"), node("b", "a"), node("c", "a"), node("d", "b", "c")};

    @Test
    void opening_asks_for_what_needs_nothing_that_changes() {
        WaveBench wave = WaveBench.opened("a", DIAMOND);

        assertThat(wave.demands()).singleElement().satisfies(demand -> {
            assertThat(wave.name(demand.job())).isEqualTo("a");
            assertThat(demand.purpose()).isEqualTo(Purpose.BUILD);
            assertThat(demand.spec().version()).isEqualTo("2.0");
        });
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void an_input_that_does_not_change_is_asked_for_first_and_recursively() {
        WaveBench wave = WaveBench.opened("a", node("a", "lib"), node("lib", "base"), node("base"));

        assertThat(wave.demanded(wave.built("base/baseline"))).containsExactly("lib/baseline INPUT");
        assertThat(wave.demanded(wave.built("lib/baseline"))).containsExactly("a BUILD");
    }

    @Test
    void last_blocker_releases_its_dependent() {
        WaveBench wave = WaveBench.opened("a", DIAMOND);

        assertThat(wave.demanded(wave.built("a"))).containsExactly("b BUILD", "c BUILD");
        assertThat(wave.demanded(wave.built("b"))).isEmpty();
        assertThat(wave.demanded(wave.built("c"))).containsExactly("d BUILD");
        wave.built("d");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void no_level_waits_for_another() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("fast", "a"), node("next", "fast"), node("slow", "a"));
        wave.built("a");
        wave.started("slow");

        assertThat(wave.demanded(wave.built("fast"))).containsExactly("next BUILD");
        assertThat(wave.state("slow")).isEqualTo(JobState.RUNNING);
    }

    @Test
    void a_failure_is_confirmed_on_another_agent_and_then_judged_by_its_baseline() {
        WaveBench wave = WaveBench.opened("a", DIAMOND);
        wave.built("a");

        WaveDecision again = wave.failed("b", "agent-7");
        assertThat(wave.demanded(again)).containsExactly("b CONFIRM");
        assertThat(again.demands().getFirst().tries()).isEqualTo(2);
        assertThat(again.demands().getFirst().avoid()).containsExactly("agent-7");

        WaveDecision judged = wave.failed("b", "agent-8");
        assertThat(wave.state("b")).isEqualTo(JobState.JUDGING);
        assertThat(wave.demanded(judged)).containsExactly("a/baseline INPUT");
        assertThat(wave.demanded(wave.built("a/baseline"))).containsExactly("b/baseline BASELINE");
        wave.built("b/baseline");
        assertThat(wave.state("b")).isEqualTo(JobState.REGRESSED);
    }

    @Test
    void what_no_bump_reaches_and_has_always_failed_is_not_tried_again_and_what_needs_it_is_preexisting() {
        WaveBench wave = WaveBench.openedWithABroken("lib", "a", node("a"), node("b", "a", "lib"), node("lib"));

        assertThat(wave.demanded(wave.failed("lib/baseline"))).isEmpty();
        assertThat(wave.state("lib/baseline")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.state("b")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.roots("b")).containsExactly("lib/baseline");
    }

    @Test
    void what_no_bump_reaches_is_tried_again_where_its_failure_is_news() {
        WaveBench wave = WaveBench.openedWithABroken("other", "a", node("a"), node("b", "a", "lib"), node("lib"));

        assertThat(wave.demanded(wave.failed("lib/baseline"))).containsExactly("lib/baseline CONFIRM");
    }

    @Test
    void what_a_bump_reaches_is_tried_again_and_judged_even_if_it_has_always_failed() {
        WaveBench wave = WaveBench.openedWithABroken("b", "a", node("a"), node("b", "a"));
        wave.built("a");

        assertThat(wave.demanded(wave.failed("b"))).containsExactly("b CONFIRM");
        wave.failed("b");
        wave.built("a/baseline");
        assertThat(wave.demanded(wave.failedOf("something else", "b/baseline"))).containsExactly("b/baseline CONFIRM");
    }

    @Test
    void everything_behind_a_regression_is_blocked_by_it_and_told_before_it() {
        WaveBench wave =
                WaveBench.opened("a", node("a"), node("b", "a"), node("c", "b"), node("d", "c"), node("free", "a"));
        wave.built("a");
        wave.failed("b");
        wave.failed("b");
        wave.built("a/baseline");

        WaveDecision decision = wave.built("b/baseline");

        assertThat(jobs(wave, decision)).containsExactly("b/baseline", "c", "d", "b");
        assertThat(wave.state("c")).isEqualTo(JobState.BLOCKED);
        assertThat(wave.roots("c")).containsExactly("b");
        assertThat(wave.roots("d")).containsExactly("b");
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        wave.built("free");
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
    }

    @Test
    void a_job_behind_two_regressions_names_both() {
        WaveBench wave = WaveBench.opened("a", DIAMOND);
        wave.built("a");
        regress(wave, "b");
        assertThat(wave.roots("d")).containsExactly("b");
        regress(wave, "c");

        assertThat(wave.roots("d")).containsExactly("b", "c");
    }

    @Test
    void what_fails_without_the_bump_too_is_preexisting_and_so_is_what_is_behind_it() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "b"), node("d", "c"));
        wave.built("a");
        wave.failed("b");
        wave.failed("b");
        wave.built("a/baseline");
        wave.failed("b/baseline");

        assertThat(wave.state("b")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.state("b/baseline")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.state("c")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.roots("d")).containsExactly("b");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void a_baseline_that_fails_of_something_else_is_tried_as_often_as_the_job_was() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failedOf("the bump", "a");
        wave.failedOf("the bump", "a");

        assertThat(wave.demanded(wave.failedOf("the network", "a/baseline"))).containsExactly("a/baseline CONFIRM");
        assertThat(wave.state("a")).isEqualTo(JobState.JUDGING);
        wave.failedOf("the network again", "a/baseline");

        assertThat(wave.state("a")).isEqualTo(JobState.PREEXISTING);
    }

    @Test
    void a_baseline_that_fails_once_of_something_else_and_is_then_built_proves_the_regression() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failedOf("the bump", "a");
        wave.failedOf("the bump", "a");
        wave.failedOf("the network", "a/baseline");
        wave.built("a/baseline");

        assertThat(wave.state("a")).isEqualTo(JobState.REGRESSED);
    }

    @Test
    void the_last_failure_of_a_job_is_what_its_baseline_is_held_against() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failedOf("the network", "a");
        wave.failedOf("the bump", "a");

        wave.failedOf("the network", "a/baseline");
        assertThat(wave.state("a/baseline")).isEqualTo(JobState.CONFIRMING);
        wave.failedOf("the bump", "a/baseline");

        assertThat(wave.state("a")).isEqualTo(JobState.PREEXISTING);
    }

    @Test
    void what_is_known_to_fail_by_chance_is_tried_until_it_is_hardly_chance_and_so_is_its_baseline() {
        WaveBench wave = WaveBench.openedWithAFlaky("b", "a", node("a"), node("b", "a"));
        wave.built("a");
        for (int tries = 1; tries < 4; tries++) {
            assertThat(wave.demanded(wave.failedOf("the bump", "b"))).containsExactly("b CONFIRM");
        }
        assertThat(wave.demands().getLast().failures()).isEqualTo(3);
        wave.failedOf("the bump", "b");
        assertThat(wave.state("b")).isEqualTo(JobState.JUDGING);
        wave.built("a/baseline");
        for (int tries = 1; tries < 4; tries++) {
            assertThat(wave.demanded(wave.failedOf("chance", "b/baseline"))).containsExactly("b/baseline CONFIRM");
        }
        wave.built("b/baseline");

        assertThat(wave.state("b")).isEqualTo(JobState.REGRESSED);
        assertThat(wave.status("b").failures()).hasSize(4);
    }

    @Test
    void a_flaky_package_that_is_built_in_its_last_try_is_nobodys_fault() {
        WaveBench wave = WaveBench.openedWithAFlaky("a", "a", node("a"));
        wave.failed("a");
        wave.failed("a");
        wave.failed("a");
        wave.built("a");

        assertThat(wave.state("a")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.state("a/baseline")).isEqualTo(JobState.DORMANT);
    }

    @Test
    void a_failure_that_may_have_been_the_farms_is_doubted_in_the_next_try() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        WaveDecision again = wave.report(
                "a", new Report.Failed(TestGraphs.failure(FailureKind.TIMED_OUT, "agent-1"), WaveBench.MINUTE));

        assertThat(again.demands()).singleElement().satisfies(demand -> {
            assertThat(demand.doubted()).isTrue();
            assertThat(demand.failures()).isEqualTo(1);
        });
    }

    @Test
    void a_broken_input_outside_the_wave_is_preexisting_for_what_needs_it() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a", "lib"), node("lib"));
        wave.failed("lib/baseline");
        wave.failed("lib/baseline");

        assertThat(wave.state("b")).isEqualTo(JobState.PREEXISTING);
        assertThat(wave.roots("b")).containsExactly("lib/baseline");
    }

    @Test
    void a_flake_passes_its_second_try_and_asks_for_no_baseline() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.failed("a");

        assertThat(wave.demanded(wave.built("a"))).containsExactly("b BUILD");
        assertThat(wave.state("a")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.status("a").failure()).isNotNull();
        assertThat(wave.state("a/baseline")).isEqualTo(JobState.DORMANT);
    }

    @Test
    void a_stuck_job_blocks_what_is_behind_it_until_an_agent_begins() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.fitsNobody("a");
        assertThat(wave.state("a")).isEqualTo(JobState.STUCK);
        assertThat(wave.status("a").waitsFor()).isEqualTo("nobody fits");
        assertThat(wave.state("b")).isEqualTo(JobState.BLOCKED);
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);

        wave.started("a");

        assertThat(wave.state("a")).isEqualTo(JobState.RUNNING);
        assertThat(wave.status("a").waitsFor()).isNull();
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        wave.built("a");
        wave.built("b");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void what_the_farm_gave_up_is_not_moved_by_what_is_heard_late_of_it() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.started("a");
        wave.exhausted("a");

        assertNothing(wave.started("a"));
        assertNothing(wave.built("a"));
        assertThat(wave.state("a")).isEqualTo(JobState.STUCK);
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);

        assertThat(wave.demanded(wave.answer("a", Resolution.RETRY))).containsExactly("a RETRY");
        wave.built("a");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void what_nobody_fitted_and_the_farm_then_gave_up_is_given_up() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.fitsNobody("a");
        wave.exhausted("a");

        assertNothing(wave.started("a"));
        assertThat(wave.status("a").waitsFor()).isEqualTo("the farm failed it too often");
    }

    @Test
    void a_job_whose_baseline_is_stuck_cannot_be_judged_until_it_is_not() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.failed("a");
        wave.failed("a");
        wave.fitsNobody("a/baseline");
        assertThat(wave.state("a")).isEqualTo(JobState.STUCK);
        assertThat(wave.state("b")).isEqualTo(JobState.BLOCKED);

        wave.started("a/baseline");
        assertThat(wave.state("a")).isEqualTo(JobState.JUDGING);
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
        wave.built("a/baseline");
        assertThat(wave.state("a")).isEqualTo(JobState.REGRESSED);
    }

    @Test
    void no_report_moves_a_job_that_is_stuck_on_its_baseline() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failed("a");
        wave.failed("a");
        wave.fitsNobody("a/baseline");

        assertNothing(wave.started("a"));
        assertNothing(wave.failed("a"));
        assertNothing(wave.built("a"));
    }

    @Test
    void a_baseline_that_is_built_after_its_input_was_stuck_says_that_it_is_a_baseline() {
        WaveBench wave = WaveBench.opened("a", node("a", "lib"), node("lib"));
        WaveBench behind = WaveBench.opened("a", node("a"), node("b", "a"));
        behind.built("a");
        behind.failed("b");
        behind.failed("b");
        behind.fitsNobody("a/baseline");
        assertThat(behind.state("b")).isEqualTo(JobState.STUCK);

        assertThat(behind.demanded(behind.built("a/baseline"))).containsExactly("b/baseline BASELINE");
        assertThat(behind.state("b")).isEqualTo(JobState.JUDGING);
        assertThat(wave.demands())
                .singleElement()
                .satisfies(demand -> assertThat(demand.purpose()).isEqualTo(Purpose.INPUT));
    }

    @Test
    void a_repeated_report_decides_nothing() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.started("a");
        assertNothing(wave.started("a"));
        wave.built("a");
        assertNothing(wave.built("a"));
        assertNothing(wave.failed("a"));
        assertNothing(wave.fitsNobody("a"));
    }

    @Test
    void a_late_report_of_an_earlier_try_decides_nothing() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        int a = wave.number("a");
        wave.failed("a");

        assertNothing(
                wave.tell(new WaveEvent.JobReported(a, 1, new Report.Built(WaveBench.output("a"), WaveBench.MINUTE))));
        assertNothing(wave.tell(new WaveEvent.JobReported(a, 1, new Report.Started("agent-1"))));
        assertThat(wave.state("a")).isEqualTo(JobState.CONFIRMING);
    }

    @Test
    void a_report_of_a_try_or_a_job_that_nobody_asked_for_decides_nothing() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));

        assertNothing(wave.tell(new WaveEvent.JobReported(wave.number("a"), 7, new Report.Started("agent-1"))));
        assertNothing(wave.tell(new WaveEvent.JobReported(99, 1, new Report.Started("agent-1"))));
        assertNothing(wave.tell(new WaveEvent.JobReported(-1, 0, new Report.Started("agent-1"))));
        assertNothing(wave.report("b", new Report.Built(WaveBench.output("b"), WaveBench.MINUTE)));
        assertNothing(wave.report("a/baseline", new Report.Started("agent-1")));
    }

    @Test
    void what_a_ready_job_waits_for_is_kept_until_it_starts() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.report("a", new Report.Waiting("no agent serves the pool"));
        assertThat(wave.status("a").waitsFor()).isEqualTo("no agent serves the pool");
        assertNothing(wave.report("a", new Report.Waiting("no agent serves the pool")));

        wave.started("a");
        assertThat(wave.status("a").waitsFor()).isNull();
        assertNothing(wave.report("a", new Report.Waiting("no agent serves the pool")));
    }

    @Test
    void what_a_build_depends_on_is_in_its_key() {
        WaveBench one = WaveBench.opened("a", node("a"), node("b", "a"));
        WaveBench other = WaveBench.opened("a", node("a"), node("b", "a"));
        one.built("a");
        other.report("a", new Report.Built(TestGraphs.hash("another output"), WaveBench.MINUTE));

        assertThat(one.demands().getLast().spec().key())
                .isNotEqualTo(other.demands().getLast().spec().key());
        assertThat(one.demands().getFirst().spec().key())
                .isEqualTo(other.demands().getFirst().spec().key());
    }

    @Test
    void a_wave_without_jobs_is_green_at_once() {
        WaveBench wave =
                WaveBench.opened("a", node("a", List.of(), false, List.of()), node("b", List.of(), false, List.of()));

        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void a_bump_that_changed_nothing_that_a_job_reads_is_not_to_blame_for_its_failures() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        Report same = new Report.Built(WaveBench.output("the same"), WaveBench.MINUTE);
        wave.report("a", same);
        wave.failed("b");
        wave.failed("b");

        wave.report("a/baseline", same);
        wave.built("b/baseline");

        assertThat(wave.state("b")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.status("b").outputHash()).isEqualTo(WaveBench.output("b/baseline"));
        assertThat(wave.status("b").failure()).as("it was flaky").isNotNull();
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    private static void regress(WaveBench wave, String job) {
        wave.failed(job);
        wave.failed(job);
        if (wave.state("a/baseline") != JobState.SUCCEEDED) {
            wave.built("a/baseline");
        }
        wave.built(job + "/baseline");
        assertThat(wave.state(job)).isEqualTo(JobState.REGRESSED);
    }

    private static void assertNothing(WaveDecision decision) {
        assertThat(decision).isEqualTo(WaveDecision.NOTHING);
    }

    private static List<String> jobs(WaveBench wave, WaveDecision decision) {
        return decision.changes().stream()
                .filter(WaveView.Change.JobChanged.class::isInstance)
                .map(change -> wave.name(((WaveView.Change.JobChanged) change).index()))
                .toList();
    }
}
