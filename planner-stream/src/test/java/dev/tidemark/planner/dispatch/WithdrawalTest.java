package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.wanter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waves that do not want any more what they wanted. */
final class WithdrawalTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();

    private final PoolBench pool = new PoolBench();

    @Test
    void a_withdrawn_demand_is_not_built() {
        pool.demand("a");
        assertThat(pool.withdraw("demo-1", "a")).isEmpty();

        assertThat(requests(pool.beat("north", 1, NOTHING))).isEmpty();
        assertThat(pool.view().demands()).isEmpty();
    }

    @Test
    void the_last_one_who_takes_it_back_stops_the_build() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        assertThat(pool.withdraw("demo-1", "a"))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
        assertThat(news(pool.built(attempt, A))).isEmpty();
    }

    @Test
    void a_build_that_another_wave_waits_for_goes_on() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING);

        assertThat(pool.withdraw("demo-1", "a")).isEmpty();
        assertThat(pool.built(attempt, A))
                .filteredOn(Effect.TellWave.class::isInstance)
                .extracting(effect -> ((Effect.TellWave) effect).wanter())
                .containsExactly(wanter("demo-2", "a"));
    }

    @Test
    void who_takes_it_back_makes_it_as_urgent_as_the_others_are() {
        pool.demand("demo-1", spec("a"), Urgency.SECURITY, 9, NOTHING);
        pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING);

        pool.withdraw("demo-1", "a");

        assertThat(pool.wanted(A).urgency()).isEqualTo(Urgency.ROUTINE);
        assertThat(pool.wanted(A).rank()).isEqualTo(1);
    }

    @Test
    void what_nobody_asked_for_or_was_taken_back_before_changes_nothing() {
        assertThat(pool.withdraw("demo-1", "a")).isEmpty();
        pool.demand("a");
        pool.withdraw("demo-1", "a");
        assertThat(pool.withdraw("demo-1", "a")).isEmpty();

        pool.beat("north", 1, NOTHING);
        assertThat(requests(pool.demand("a"))).hasSize(1);
    }

    @Test
    void another_try_of_the_same_job_is_not_taken_back() {
        pool.demand("a");

        pool.tell(new DispatchEvent.Withdrawn(
                wanter("demo-1", "a").wave(), wanter("demo-1", "a").job(), 2));

        assertThat(pool.view().demands()).containsOnlyKeys(A);
    }

    @Test
    void a_slot_that_comes_free_goes_to_the_next() {
        pool.beat("north", 1, NOTHING);
        pool.demand("a");
        pool.demand("b");

        assertThat(request(pool.withdraw("demo-1", "a")).agent()).isEqualTo("north");
    }

    @Test
    void an_agent_that_was_lost_and_comes_back_with_what_was_taken_back_is_told_to_stop() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.restart();
        pool.withdraw("demo-1", "a");

        assertThat(pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false)))
                .contains(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
    }

    @Test
    void a_retry_by_a_person_is_built_though_it_was_built_before() {
        pool.beat("north", 1, NOTHING);
        pool.built(request(pool.demand("a")), A);
        Want want = new Want(wanter("demo-1", "a", 2), Purpose.RETRY, Urgency.ROUTINE, 1, 0, 0, 0);

        List<Effect> effects = pool.tell(new DispatchEvent.Demanded(want, spec("a"), NOTHING, false, 0));

        assertThat(requests(effects).getFirst().purpose()).isEqualTo(Purpose.RETRY);
        assertThat(news(pool.built(request(effects), A))).singleElement().isInstanceOf(News.Built.class);
    }
}
