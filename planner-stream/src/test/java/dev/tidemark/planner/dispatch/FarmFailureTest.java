package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.wanter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the farm failed, and agents that fail what others build. */
final class FarmFailureTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();
    private static final long GIB = 1L << 30;
    private static final DispatchPolicy PATIENT = new DispatchPolicy(
            Duration.ofSeconds(2),
            3,
            15,
            2,
            75,
            Duration.ofMinutes(10),
            4,
            new DispatchPolicy.Retry(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(1)),
            new DispatchPolicy.Quarantine(2, 5, Duration.ofMinutes(30)),
            0);

    private final PoolBench pool = new PoolBench(PATIENT);

    private List<Effect> beat(String agent, long gib, KnownAttempt... known) {
        return pool.beat(agent, agent + "-life-1", new Offer(NOTHING, 1, 4, gib * GIB, false), known);
    }

    private List<Effect> pass(Duration time, String... alive) {
        pool.pass(time);
        for (String agent : alive) {
            pool.beat(agent, agent + "-life-1", pool.agent(agent).offer());
        }
        return pool.tick();
    }

    @Test
    void what_the_farm_failed_is_tried_again_after_a_while_and_then_after_a_longer_one() {
        beat("north", 1);
        Attempt first = request(pool.demand("a"));
        assertThat(news(pool.failed(first, A, FailureKind.INPUT_LOST)))
                .containsExactly(new News.FailedByFarm(
                        "it is tried again at 2026-01-01T00:00:10Z, since the farm failed it on"
                                + " north (INPUT_LOST: it failed)",
                        first.id(),
                        FailureKind.INPUT_LOST,
                        "north",
                        TestGraphs.hash("log")));
        assertThat(requests(pass(Duration.ofSeconds(9), "north"))).isEmpty();
        Attempt second = request(pass(Duration.ofSeconds(1), "north"));

        pool.failed(second, A, FailureKind.INPUT_LOST);

        assertThat(requests(pass(Duration.ofSeconds(14), "north"))).isEmpty();
        assertThat(requests(pass(Duration.ofSeconds(1), "north"))).hasSize(1);
    }

    @Test
    void where_the_log_of_what_the_farm_failed_is_kept_is_told_also_when_it_gives_up() {
        beat("north", 1);
        Attempt attempt = request(pool.demand("a"));
        for (int failure = 1; failure < PATIENT.farmTries(); failure++) {
            pool.failed(attempt, A, FailureKind.INPUT_LOST);
            attempt = request(pass(Duration.ofSeconds(20), "north"));
        }

        assertThat(news(pool.failed(attempt, A, FailureKind.INPUT_LOST)))
                .hasSize(2)
                .satisfies(told -> assertThat(told.getLast()).isInstanceOf(News.Stuck.class))
                .first()
                .isEqualTo(new News.FailedByFarm(
                        "the farm failed it on north (INPUT_LOST: it failed)",
                        attempt.id(),
                        FailureKind.INPUT_LOST,
                        "north",
                        TestGraphs.hash("log")));
    }

    @Test
    void a_restart_while_it_backs_off_forgets_nothing() {
        beat("north", 1);
        pool.failed(request(pool.demand("a")), A, FailureKind.INPUT_LOST);
        pool.restart();
        pool.assertReplays();

        assertThat(requests(pass(Duration.ofSeconds(9), "north"))).isEmpty();
        assertThat(requests(pass(Duration.ofSeconds(1), "north"))).hasSize(1);
    }

    @Test
    void what_is_restored_is_built_until_it_is_built_and_nobody_is_given_what_was_lost() {
        beat("north", 1);
        pool.built(request(pool.demand("a")), A);
        Want restore = new Want(wanter("demo-1", "a", 2), Purpose.RESTORE, Urgency.ROUTINE, 1, 0, 0, 0);
        Want confirm = new Want(wanter("demo-1", "a", 3), Purpose.CONFIRM, Urgency.ROUTINE, 1, 0, 0, 0);
        Attempt restoring = request(pool.tell(new DispatchEvent.Demanded(restore, spec("a"), NOTHING, false, 0)));
        assertThat(news(pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING)))
                .as("another wave waits for it")
                .noneMatch(News.Built.class::isInstance);
        pool.failed(restoring, A, FailureKind.BUILD_FAILED);

        assertThat(requests(pool.tell(new DispatchEvent.Demanded(confirm, spec("a"), NOTHING, false, 0))))
                .singleElement()
                .satisfies(asked -> assertThat(asked.purpose()).isEqualTo(Purpose.CONFIRM));
    }

    @Test
    void inputs_that_are_named_as_lost_and_are_none_are_the_agents_mistake() {
        beat("north", 1);
        Attempt attempt = request(pool.demand("a"));
        BuildFailure lost = new BuildFailure(
                FailureKind.INPUT_LOST, "lost", NOTHING, null, "", "north", "", NOTHING, List.of("nothing-it-needs"));

        assertThat(news(pool.finished(attempt, A, new DispatchEvent.Result.Failed(lost))))
                .noneMatch(News.Failed.class::isInstance);
    }

    @Test
    void it_waits_for_another_agent_that_is_busy_but_not_for_ever() {
        beat("north", 1);
        Attempt first = request(pool.demand("a"));
        beat("south", 1);
        request(pool.demand("b"));
        pool.failed(first, A, FailureKind.INPUT_LOST);

        assertThat(requests(pass(Duration.ofSeconds(11), "north", "south"))).isEmpty();
        for (int step = 0; step < 11; step++) {
            assertThat(news(pass(Duration.ofSeconds(5), "north", "south"))).isEmpty();
            assertThat(pool.wanted(A).assigned()).isFalse();
        }
        assertThat(request(pass(Duration.ofSeconds(5), "north", "south")).agent())
                .isEqualTo("north");
    }

    @Test
    void what_ran_out_of_memory_goes_to_a_larger_agent() {
        beat("small", 2);
        Attempt first = request(pool.demand("a"));
        beat("equal", 2);
        beat("large", 4);

        pool.failed(first, A, FailureKind.OUT_OF_MEMORY);

        assertThat(request(pass(Duration.ofSeconds(10), "small", "equal", "large"))
                        .agent())
                .isEqualTo("large");
    }

    @Test
    void a_package_that_needed_a_larger_agent_gets_one_at_once_the_next_time() {
        beat("small", 2);
        Attempt first = request(pool.demand("a"));
        beat("large", 4);
        pool.failed(first, A, FailureKind.OUT_OF_MEMORY);
        pool.built(request(pass(Duration.ofSeconds(10), "small", "large")), A);
        Want again = new Want(wanter("demo-1", "a"), Purpose.RETRY, Urgency.ROUTINE, 1, 0, 0, 0);

        assertThat(request(pool.tell(new DispatchEvent.Demanded(again, spec("a"), NOTHING, false, 0)))
                        .agent())
                .isEqualTo("large");
    }

    @Test
    void where_there_is_no_larger_agent_it_waits_and_is_then_tried_once_more_as_the_packages() {
        beat("small", 2);
        pool.failed(request(pool.demand("a")), A, FailureKind.OUT_OF_MEMORY);
        assertThat(news(pass(Duration.ofSeconds(10), "small")))
                .containsExactly(new News.Waiting(
                        "no agent of the pool x86_64-linux.free that fits has more memory than the 2.0 GiB that"
                                + " were not enough"));
        Attempt again = request(pass(PATIENT.stuckAfter(), "small"));

        assertThat(news(pool.failed(again, A, FailureKind.OUT_OF_MEMORY)))
                .singleElement()
                .isInstanceOf(News.Failed.class);
    }

    @Test
    void what_the_set_refuses_is_told_at_once_and_teaches_nothing() {
        beat("north", 1);

        List<Effect> effects = pool.failed(request(pool.demand("a")), A, FailureKind.REFUSED);

        assertThat(news(effects)).singleElement().isInstanceOf(News.Failed.class);
        assertThat(pool.history("a")).isEmpty();
    }

    @Test
    void what_a_package_fails_is_learnt() {
        beat("north", 1);
        pool.failed(request(pool.demand("a")), A, FailureKind.TEST_FAILED);

        assertThat(pool.history("a").map(JobHistory::failures)).contains(1.0);
    }

    @Test
    void an_agent_that_fails_what_it_should_build_gets_nothing_new_and_operators_hear_of_it() {
        beat("bad", 1);
        assertThat(operators(pool.failed(request(pool.demand("a")), A, FailureKind.AGENT_FAULT)))
                .isEmpty();
        List<Effect> effects = pool.failed(request(pass(Duration.ofSeconds(10), "bad")), A, FailureKind.AGENT_FAULT);

        assertThat(operators(effects))
                .singleElement()
                .satisfies(told -> assertThat(told.kind()).isEqualTo(OperatorNews.Kind.AGENT_QUARANTINED));
        assertThat(news(pool.demand("b")))
                .containsExactly(
                        new News.Waiting("of the agents that fit none takes new builds: bad is quarantined until"
                                + " 2026-01-01T00:30:10Z"));
        List<Effect> later = pass(Duration.ofMinutes(29), "bad");
        assertThat(requests(later)).isEmpty();
        assertThat(news(later)).as("it will be trusted again").noneMatch(News.Stuck.class::isInstance);
        assertThat(requests(pass(Duration.ofMinutes(1), "bad"))).hasSize(1);
    }

    @Test
    void an_agent_that_fails_what_others_build_is_quarantined_until_it_starts_anew() {
        beat("bad", 1);
        beat("good", 1);
        for (String attribute : List.of("a", "b")) {
            request(pool.tell(new DispatchEvent.Demanded(
                    new Want(PoolBench.wanter("demo-2", attribute), Purpose.CONFIRM, Urgency.ROUTINE, 1, 0, 0, 0),
                    spec(attribute),
                    List.of("bad"),
                    false,
                    0)));
            Sha256 key = spec(attribute).key();
            pool.built(pool.attempt(key), key);
            beat("good", 1);
        }
        assertThat(pool.agent("bad").health().isQuarantined()).isTrue();
        assertThat(pool.agent("good").health()).isEqualTo(Health.GOOD);
        pool.restart();
        assertThat(pool.agent("bad").health().isQuarantined()).isTrue();

        pool.beat("bad", "bad-life-2", Offer.of(NOTHING, 1));

        assertThat(pool.agent("bad").health()).isEqualTo(Health.GOOD);
    }

    @Test
    void now_and_then_a_failure_among_many_builds_is_no_reason_for_quarantine() {
        beat("north", 1);
        for (int build = 0; build < 12; build++) {
            Sha256 key = spec("p" + build).key();
            Attempt attempt = request(pool.demand("p" + build));
            if (build % 6 == 0) {
                pool.failed(attempt, key, FailureKind.AGENT_FAULT);
                attempt = request(pass(Duration.ofSeconds(10), "north"));
            }
            pool.built(attempt, key);
            beat("north", 1);
        }
        assertThat(pool.agent("north").health().isQuarantined()).isFalse();
    }
}
