package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents that live and never have what they are asked for, as those that cannot read the request. */
final class NotTakenUpTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();
    private static final DispatchPolicy POLICY = PoolBench.POLICY;
    private static final Duration PATIENCE = POLICY.giveUpAfter();
    private static final String WHY =
            "does not take it up: it was asked 76 times and beats without it; `tidemark dead-letter list` says whether it cannot read what it is asked";

    private final PoolBench pool = new PoolBench();

    /** Beats of these agents, two seconds apart, that mention nothing. */
    private List<Effect> beats(Duration time, String... agents) {
        List<Effect> effects = new ArrayList<>();
        Duration beat = POLICY.beatInterval();
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(beat)) {
            pool.pass(beat);
            for (String agent : agents) {
                effects.addAll(pool.beat(agent, 1, NOTHING));
            }
            effects.addAll(pool.tick());
        }
        return effects;
    }

    @Test
    void what_a_living_agent_never_takes_up_is_its_failure_and_another_one_builds_it() {
        pool.beat("north", 1, NOTHING);
        Attempt first = request(pool.demand("a"));
        pool.beat("south", 1, NOTHING);

        assertThat(beats(PATIENCE, "north", "south"))
                .filteredOn(effect -> effect instanceof Effect.RequestBuild asked
                        && !asked.attempt().equals(first))
                .as("a busy agent has minutes")
                .isEmpty();
        List<Effect> effects = beats(Duration.ofSeconds(6), "north", "south");

        assertThat(effects)
                .as("should it have taken it up meanwhile, it is to stop")
                .contains(new Effect.SettleAttempt("north", "north-life-1", first.id()));
        Attempt second = pool.attempt(A);
        assertThat(second.agent()).isEqualTo("south");
        assertThat(pool.agent("north").health().ends()).containsExactly(Health.End.BADLY);
        assertThat(news(pool.built(first, A))).as("another builds it by now").noneMatch(News.Built.class::isInstance);
        assertThat(pool.attempt(A)).isEqualTo(second);
        pool.assertReplays();
    }

    @Test
    void what_nobody_takes_up_is_stuck_with_the_reason_after_as_many_tries_as_any_other_failure_of_the_farm() {
        pool.beat("north", 1, NOTHING);
        pool.beat("south", 1, NOTHING);
        request(pool.demand("a"));

        List<Effect> effects =
                beats(PATIENCE.plusSeconds(10).multipliedBy(POLICY.farmTries()).plusMinutes(20), "north", "south");

        assertThat(pool.view().demands()).isEmpty();
        assertThat(news(effects))
                .singleElement()
                .isInstanceOfSatisfying(
                        News.Stuck.class,
                        stuck -> assertThat(stuck.reason())
                                .startsWith("the farm failed it 4 times, last on ")
                                .contains(WHY));
    }

    @Test
    void one_that_mentions_it_in_between_has_it_and_has_all_the_time_again() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        beats(PATIENCE, "north");
        pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false));

        beats(PATIENCE, "north");

        assertThat(pool.attempt(A)).isEqualTo(attempt);
        assertThat(pool.agent("north").health()).isEqualTo(Health.GOOD);
    }

    @Test
    void beats_that_have_waited_and_come_all_at_once_blame_nobody_for_what_was_asked_for_meanwhile() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        for (int seconds = 3600; seconds > 2; seconds -= 2) {
            pool.beatLate(Duration.ofSeconds(seconds), "north", 1);
        }

        assertThat(pool.attempt(A)).isEqualTo(attempt);
        assertThat(pool.agent("north").health()).isEqualTo(Health.GOOD);
    }

    @Test
    void time_that_passes_while_nobody_is_heard_blames_nobody() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.pass(Duration.ofSeconds(2));
        pool.beat("north", 1, NOTHING);
        pool.pass(PATIENCE.multipliedBy(2));

        assertThat(requests(pool.beat("north", 1, NOTHING)))
                .extracting(Effect.RequestBuild::attempt)
                .containsExactly(attempt);
        assertThat(pool.agent("north").health()).isEqualTo(Health.GOOD);
    }
}
