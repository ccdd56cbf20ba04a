package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.enrolment;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.standings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.planner.dispatch.Credentials.Check;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted.About;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.dispatch.Enrolment.Maxima;
import dev.tidemark.planner.dispatch.Enrolment.Standing;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may build, and what becomes of what others say. */
final class EnrolmentTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();
    private static final AgentKey KEY = TestKeys.of("north").publicKey();
    private static final String WITH_KEY = "`tidemark agent enroll north --pool x86_64-linux.free --key " + KEY;

    private final PoolBench pool = new PoolBench();

    private static DispatchEvent.Beat beat(String agent, Offer offer) {
        return new DispatchEvent.Beat(agent, agent + "-life-1", Instant.EPOCH, offer, List.of());
    }

    private static Distrusted distrusted(About about, Distrust why, @Nullable Offer offer) {
        return new Distrusted("north", "north-life-1", about, why, "x86_64-linux.unfree", KEY, offer);
    }

    @Test
    void an_agent_that_nobody_enrolled_gets_no_work_and_is_told_how_to_be() {
        pool.demand("a");

        List<Effect> effects =
                pool.tell(distrusted(About.LIFE, Distrust.NOT_ENROLLED, Offer.of(List.of("gpu", "$(rm -r ~)"), 4)));

        assertThat(requests(effects)).isEmpty();
        String next = "see that `tidemark agent key` on its machine prints that key, then: " + WITH_KEY
                + " --slots 4 --features gpu --by NAME`";
        assertThat(effects)
                .contains(new Effect.TurnAway(
                        "north",
                        "north-life-1",
                        "north is not enrolled in the pool x86_64-linux.free, so it gets no work: " + next));
        assertThat(operators(effects))
                .containsExactly(new OperatorNews(
                        OperatorNews.Kind.AGENT_REFUSED,
                        "north",
                        "north is not enrolled in the pool x86_64-linux.free, so it gets no work",
                        next));
        assertThat(effects).noneMatch(Effect.PutAside.class::isInstance);
    }

    @Test
    void operators_hear_once_of_each_reason_until_the_agent_is_enrolled_anew() {
        Distrusted stranger = distrusted(About.LIFE, Distrust.NOT_ENROLLED, Offer.of(NOTHING, 1));
        assertThat(operators(pool.tell(stranger))).hasSize(1);
        assertThat(operators(pool.tell(stranger))).isEmpty();
        assertThat(operators(pool.tell(distrusted(About.RESULT, Distrust.NOT_ENROLLED, null))))
                .isEmpty();
        assertThat(operators(pool.tell(distrusted(About.RESULT, Distrust.FORGED, null))))
                .hasSize(1);

        pool.enrol("north");

        assertThat(operators(pool.tell(distrusted(About.RESULT, Distrust.FORGED, null))))
                .hasSize(1);
        pool.beat("north", 1, NOTHING);
        assertThat(operators(pool.tell(distrusted(About.RESULT, Distrust.FORGED, null))))
                .hasSize(1);
    }

    @Test
    void a_beat_of_one_who_is_not_enrolled_makes_nobody_an_agent() {
        pool.demand("a");
        assertThat(requests(pool.tell(beat("north", Offer.of(NOTHING, 1))))).isEmpty();
        assertThat(pool.view().agents()).isEmpty();
        assertThat(requests(pool.beat("north", 1, NOTHING))).hasSize(1);
    }

    @Test
    void a_result_that_is_refused_settles_nothing_and_is_put_aside() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        for (Distrust why : List.of(Distrust.UNSIGNED, Distrust.FORGED, Distrust.OTHER_KEY, Distrust.OTHER_POOL)) {
            List<Effect> effects = pool.tell(distrusted(About.RESULT, why, null));

            assertThat(effects)
                    .noneMatch(effect -> effect instanceof Effect.SettleAttempt
                            || effect instanceof Effect.TellWave
                            || effect instanceof Effect.FenceAgent);
            assertThat(effects)
                    .filteredOn(Effect.PutAside.class::isInstance)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Effect.PutAside.class,
                            aside -> assertThat(aside.why()).isEqualTo(why));
            assertThat(operators(effects))
                    .extracting(OperatorNews::kind)
                    .containsExactly(OperatorNews.Kind.RESULT_REFUSED);
            assertThat(pool.attempt(A)).isEqualTo(attempt);
        }
        assertThat(pool.tell(distrusted(About.RESULT, Distrust.OTHER_POOL, null)))
                .filteredOn(Effect.TurnAway.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.TurnAway.class,
                        turned -> assertThat(turned.reason())
                                .startsWith(
                                        "what came as a result of north was signed for the pool x86_64-linux.unfree and sent to x86_64-linux.free"));
        assertThat(pool.built(attempt, A)).anyMatch(Effect.TellWave.class::isInstance);
    }

    @Test
    void a_result_of_another_agent_life_or_build_than_the_attempts_settles_nothing() {
        pool.beat("north", 1, NOTHING);
        pool.enrol("south");
        Attempt attempt = request(pool.demand("a"));
        Result built = new Result.Built(TestGraphs.hash("output"));

        for (Attempt wrong : List.of(
                new Attempt(attempt.id(), "south", attempt.incarnation(), true),
                new Attempt(attempt.id(), "north", "another life", true))) {
            assertPutAside(pool.finished(wrong, A, built));
        }
        assertPutAside(pool.finished(attempt, spec("b").key(), built));

        assertThat(pool.attempt(A)).isEqualTo(attempt);
        assertThat(pool.built(attempt, A)).anyMatch(Effect.TellWave.class::isInstance);
        assertThat(pool.built(attempt, A))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
    }

    private static void assertPutAside(List<Effect> effects) {
        assertThat(effects)
                .noneMatch(effect -> effect instanceof Effect.SettleAttempt || effect instanceof Effect.TellWave)
                .filteredOn(Effect.PutAside.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.PutAside.class, aside -> assertThat(aside.why()).isEqualTo(Distrust.MISMATCHED));
    }

    @Test
    void who_is_revoked_is_told_to_end_and_what_it_builds_is_anothers() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.tick();

        List<Effect> effects = pool.enrol("north", Maxima.NONE, Standing.REVOKED);

        assertThat(effects)
                .filteredOn(Effect.FenceAgent.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.FenceAgent.class,
                        fenced -> assertThat(fenced.reason())
                                .startsWith("north was revoked by ada: stop it, or enrol it again: " + WITH_KEY));
        assertThat(standings(effects)).containsExactly(AgentStanding.State.LOST);
        assertThat(pool.departures()).containsExactly(Departure.DISMISSED);
        assertThat(pool.view().agents()).isEmpty();
        assertThat(requests(pool.beat("south", 1, NOTHING))).hasSize(1);
        assertThat(Credentials.ofResult(pool.view(), "north")).isEqualTo(new Check.Refuse(Distrust.REVOKED));
        assertThat(pool.beat("north", 1, NOTHING)).hasAtLeastOneElementOfType(Effect.FenceAgent.class);
        assertThat(pool.attempt(A)).isNotEqualTo(attempt);
    }

    @Test
    void who_is_enrolled_with_another_key_must_prove_it_and_who_is_forgotten_is_nobody() {
        pool.beat("north", 1, NOTHING);
        assertThat(Credentials.ofLife(pool.view(), "north", "north-life-1")).isEqualTo(new Check.Heed());
        assertThat(Credentials.ofLife(pool.view(), "north", "north-life-2")).isEqualTo(new Check.Verify(KEY));

        AgentKey other = TestKeys.of("another").publicKey();
        pool.tell(new DispatchEvent.Enrolled(
                new Enrolment("north", other, Maxima.NONE, Standing.SERVING, "ada", "", Instant.EPOCH)));

        assertThat(pool.view().agents()).isEmpty();
        assertThat(Credentials.ofLife(pool.view(), "north", "north-life-1")).isEqualTo(new Check.Verify(other));

        pool.tell(new DispatchEvent.EnrolmentForgotten("north"));
        assertThat(Credentials.ofLife(pool.view(), "north", "north-life-1"))
                .isEqualTo(new Check.Refuse(Distrust.NOT_ENROLLED));
    }

    @Test
    void who_is_to_drain_finishes_what_it_has_until_it_serves_again() {
        pool.beat("north", 2, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.enrol("north", Maxima.NONE, Standing.DRAINING);

        assertThat(requests(pool.demand("b"))).isEmpty();
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.DRAINING);
        pool.beat("north", 2, NOTHING, new DispatchEvent.KnownAttempt(attempt.id(), false));
        assertThat(pool.agent("north").offer().draining()).isTrue();
        assertThat(pool.built(attempt, A)).anyMatch(Effect.TellWave.class::isInstance);

        pool.enrol("north");
        assertThat(requests(pool.beat("north", 2, NOTHING))).hasSize(1);
    }

    @Test
    void an_agent_that_offers_more_than_it_is_enrolled_for_is_told_to_end_and_operators_hear_of_it_once() {
        pool.enrol("north", new Maxima(2, 4, 1L << 30, List.of("kvm")), Standing.SERVING);
        pool.demand("a");

        List<Effect> effects = pool.beat("north", "north-life-1", new Offer(List.of("gpu", "kvm"), 3, 4, 2, false));

        assertThat(requests(effects)).isEmpty();
        String excess = "north offers 3 slots and is enrolled for 2; it offers gpu and is enrolled for kvm";
        String next =
                "let it offer less, or enrol it for more: " + WITH_KEY + " --slots 3 --features gpu,kvm --by NAME`";
        assertThat(effects).contains(new Effect.FenceAgent("north", "north-life-1", excess + ": " + next));
        assertThat(operators(effects))
                .containsExactly(new OperatorNews(OperatorNews.Kind.AGENT_REFUSED, "north", excess, next));
        assertThat(operators(pool.beat("north", "life-2", Offer.of(NOTHING, 3))))
                .isEmpty();
        assertThat(requests(pool.beat("north", "life-3", Offer.of(NOTHING, 2)))).hasSize(1);

        assertThat(pool.departures()).isEmpty();
        assertThat(pool.beat("north", "life-3", Offer.of(NOTHING, 9)))
                .hasAtLeastOneElementOfType(Effect.FenceAgent.class);
        assertThat(pool.departures()).containsExactly(Departure.DISMISSED);
        assertThat(pool.wanted(A).assigned()).isFalse();
    }

    @Test
    void what_is_enrolled_is_an_agent_and_not_less_than_nothing() {
        assertThat(new Maxima(0, 2, 2, null).excess(new Offer(List.of("gpu"), 99, 3, 3, false)))
                .hasValue(
                        "offers 3 processors and is enrolled for 2; it offers 3 bytes of memory and is enrolled for 2");
        assertThat(new Maxima(0, 0, 0, List.of()).excess(Offer.of(List.of("gpu"), 1)))
                .hasValue("offers gpu and is enrolled for no features");
        assertThatIllegalArgumentException().isThrownBy(() -> new Maxima(-1, 0, 0, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> enrolment("north; rm -r", Maxima.NONE, Standing.SERVING))
                .withMessageContaining("is not valid");
    }
}
