package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.wanter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.testing.TestGraphs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes first. */
final class PriorityTest {

    private static final List<String> NOTHING = List.of();

    private PoolBench pool = new PoolBench();

    // Of what takes two seconds or longer nothing waits at an agent of one slot: each is given when the one before has
    // ended.

    private void want(String wave, String attribute, double expected, double remaining) {
        want(wave, attribute, Urgency.ROUTINE, expected, remaining);
    }

    private void want(String wave, String attribute, Urgency urgency, double expected, double remaining) {
        Want want = new Want(wanter(wave, attribute), Purpose.BUILD, urgency, 1, remaining, 0, 0);
        pool.tell(new DispatchEvent.Demanded(want, spec(attribute), NOTHING, false, expected));
    }

    /** In the order in which one agent with one slot gets them, each of which takes as long as it was expected to. */
    private List<String> order(int builds) {
        List<String> order = new ArrayList<>();
        List<Effect> effects = pool.beat("north", 1, NOTHING);
        for (int build = 0; build < builds; build++) {
            Effect.RequestBuild next = requests(effects).getFirst();
            order.add(next.spec().packageId().attribute());
            Demand demand = pool.wanted(next.spec().key());
            Duration took = Duration.ofMillis(Math.round(demand.estimate().seconds() * 1000));
            Attempt attempt = next.attempt();
            pool.pass(took);
            pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false));
            effects = pool.finished(attempt, demand.key(), new Result.Built(TestGraphs.hash("output")), took);
        }
        return order;
    }

    @Test
    void the_longest_remaining_time_goes_first_however_many_jobs_it_is() {
        want("demo-1", "quick", 2, 10);
        want("demo-1", "slow", 2, 300);
        want("demo-1", "middle", 2, 20);

        assertThat(order(3)).containsExactly("slow", "middle", "quick");
    }

    @Test
    void waves_get_equal_shares_of_the_agents_time_and_not_of_their_builds() {
        for (int job = 0; job < 4; job++) {
            want("demo-1", "long" + job, 100, 100 - job);
            want("demo-2", "short" + job, 50, 50 - job);
        }

        assertThat(order(6)).containsExactly("long0", "short0", "short1", "long1", "short2", "short3");
    }

    @Test
    void security_goes_before_a_wave_that_has_had_nothing() {
        want("demo-1", "routine", 2, 100);
        want("demo-2", "fix1", Urgency.SECURITY, 2, 2);
        want("demo-2", "fix2", Urgency.SECURITY, 2, 1);

        assertThat(order(3)).containsExactly("fix1", "fix2", "routine");
    }

    @Test
    void a_wave_that_comes_late_does_not_wait_nor_catch_up() {
        for (int job = 0; job < 6; job++) {
            want("demo-1", "old" + job, 10, 100 - job);
        }
        order(3);
        want("demo-2", "new0", 10, 2);
        want("demo-2", "new1", 10, 1);

        pool.beat("south", 4, NOTHING);
        assertThat(pool.view().shares().values())
                .extracting(WaveShare::seconds)
                .allSatisfy(seconds -> assertThat(seconds).isGreaterThanOrEqualTo(40));
    }

    @Test
    void what_several_waves_want_is_paid_for_by_all_of_them() {
        want("demo-1", "shared", 100, 100);
        want("demo-2", "shared", 100, 100);
        want("demo-1", "own", 10, 10);
        want("demo-2", "other", 10, 10);

        pool.beat("north", 1, NOTHING);

        assertThat(pool.view().shares().values()).extracting(WaveShare::seconds).containsExactly(50.0, 50.0);
    }

    @Test
    void what_a_build_really_took_is_what_is_paid() {
        want("demo-1", "a", 100, 100);
        want("demo-1", "b", 100, 50);
        Attempt attempt = request(pool.beat("north", 1, NOTHING));

        pool.finished(attempt, spec("a").key(), new Result.Built(TestGraphs.hash("output")), Duration.ofSeconds(7));

        assertThat(pool.view().shares().values()).extracting(WaveShare::seconds).containsExactly(107.0);
    }

    @Test
    void what_was_learnt_counts_more_than_what_the_wave_expects() {
        pool.beat("north", 1, NOTHING);
        want("demo-1", "a", 500, 500);
        Attempt attempt = pool.attempt(spec("a").key());
        pool.finished(attempt, spec("a").key(), new Result.Built(TestGraphs.hash("output")), Duration.ofSeconds(20));
        pool.beat("north", 1, NOTHING);

        Want again = new Want(wanter("demo-2", "a"), Purpose.RETRY, Urgency.ROUTINE, 1, 0, 0, 0);
        pool.tell(new DispatchEvent.Demanded(again, spec("a"), NOTHING, false, 500));

        Demand demand = pool.wanted(spec("a").key());
        assertThat(demand.estimate().seconds()).isBetween(19.99, 20.01);
        assertThat(demand.wants().getFirst().remainingSeconds())
                .isEqualTo(demand.estimate().seconds());
    }

    @Test
    void with_a_budget_what_is_likely_to_fail_goes_first_while_the_longest_path_has_time() {
        pool = new PoolBench(PoolBench.POLICY.withBreakageBudget(0.5));
        want("demo-1", "path", 10, 1000);
        want("demo-1", "leaf", 2, 10);
        want("demo-1", "thick", 100, 100);

        // The longest path cannot wait at all; of the others, that which finds most a second.
        assertThat(order(3)).containsExactly("path", "leaf", "thick");
    }

    @Test
    void with_a_budget_a_path_that_has_used_up_its_time_goes_first() {
        pool = new PoolBench(PoolBench.POLICY.withBreakageBudget(1));
        want("demo-1", "path", 10, 1000);
        pool.beat("south", 1, List.of());
        want("demo-1", "leaf", 2, 10);
        want("demo-1", "branch", 600, 600);
        pool.pass(Duration.ofSeconds(500));

        assertThat(order(2)).containsExactly("branch", "leaf");
    }

    @Test
    void without_a_budget_the_longest_path_always_goes_first() {
        want("demo-1", "path", 10, 1000);
        want("demo-1", "leaf", 2, 10);
        want("demo-1", "thick", 100, 100);

        assertThat(order(3)).containsExactly("path", "thick", "leaf");
    }

    @Test
    void of_two_that_take_equally_long_the_one_that_failed_before_goes_first() {
        pool = new PoolBench(PoolBench.POLICY.withBreakageBudget(1));
        pool.beat("north", 1, NOTHING);
        want("demo-0", "brittle", 10, 10);
        pool.failed(pool.attempt(spec("brittle").key()), spec("brittle").key(), FailureKind.BUILD_FAILED);
        request(pool.demand("other"));

        want("demo-1", "path", 2, 10_000);
        want("demo-1", "a-solid", 10, 10);
        want("demo-1", "brittle", 10, 10);
        pool.built(pool.attempt(spec("other").key()), spec("other").key());

        assertThat(pool.wanted(spec("path").key()).assigned()).isTrue();
        assertThat(requests(pool.built(
                                pool.attempt(spec("path").key()), spec("path").key()))
                        .getFirst()
                        .spec()
                        .packageId()
                        .attribute())
                .isEqualTo("brittle");
    }

    @Test
    void what_a_wave_expects_behind_a_job_counts_more_than_the_job_itself() {
        pool = new PoolBench(PoolBench.POLICY.withBreakageBudget(1));
        want("demo-1", "path", 2, 10_000);
        want("demo-1", "leaf", 2, 10);
        Want gate = new Want(wanter("demo-1", "gate"), Purpose.BUILD, Urgency.ROUTINE, 1, 200, 0.5, 0);
        pool.tell(new DispatchEvent.Demanded(gate, spec("gate"), NOTHING, false, 100));

        assertThat(order(3)).containsExactly("path", "gate", "leaf");
    }

    @Test
    void what_presses_goes_before_a_wave_that_has_had_less_but_gets_only_so_far_ahead() {
        want("demo-1", "far", 2, 10_000);
        want("demo-1", "near0", 20, 100);
        want("demo-1", "near1", 20, 90);
        for (int job = 0; job < 5; job++) {
            want("demo-2", "path" + job, 10, 1000 - job);
        }

        // The fourth begins 28 s ahead of the other wave; the fifth waits until that has had 20 s more.
        assertThat(order(8)).containsExactly("far", "path0", "path1", "path2", "path3", "near0", "path4", "near1");
    }
}
