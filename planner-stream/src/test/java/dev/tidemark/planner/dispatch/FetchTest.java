package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sources, which are fetched and not built. */
final class FetchTest {

    private static final String SOURCE = PackageId.source(TestGraphs.hash("words-2.0.tar.gz"), "words-2.0.tar.gz");
    private static final BuildSpec FETCHED = spec(SOURCE);

    private final PoolBench pool = new PoolBench();

    private List<Effect> wanted(String wave) {
        return pool.demand(wave, FETCHED, Urgency.ROUTINE, 1, List.of());
    }

    /** Each failure is an hour's silence apart, and both agents live. */
    private List<Effect> passed() {
        pool.pass(Duration.ofMinutes(30));
        pool.beat("north", 1, List.of());
        pool.beat("south", 1, List.of());
        return pool.tick();
    }

    @Test
    void two_waves_want_a_source_and_it_is_fetched_once() {
        pool.beat("north", 1, List.of());
        Attempt attempt = request(wanted("demo-1"));

        assertThat(requests(wanted("demo-2"))).isEmpty();
        assertThat(news(pool.built(attempt, FETCHED.key()))).hasSize(2).allMatch(News.Built.class::isInstance);

        pool.restart();
        assertThat(news(wanted("demo-3")))
                .singleElement()
                .satisfies(told -> assertThat(told)
                        .isInstanceOfSatisfying(
                                News.Built.class,
                                built -> assertThat(built.reused()).isTrue()));
        pool.assertReplays();
    }

    @Test
    void a_download_that_fails_is_tried_as_often_as_the_farm_tries_and_then_stuck_and_operators_are_told() {
        pool.beat("north", 1, List.of());
        pool.beat("south", 1, List.of());
        Attempt attempt = request(wanted("demo-1"));
        List<Effect> last = List.of();
        for (int failure = 1; failure <= PoolBench.POLICY.farmTries(); failure++) {
            last = pool.failed(attempt, FETCHED.key(), FailureKind.FETCH_FAILED);
            if (failure < PoolBench.POLICY.farmTries()) {
                assertThat(operators(last)).isEmpty();
                List<Effect.RequestBuild> again = requests(last);
                attempt = again.isEmpty() ? request(passed()) : again.getFirst().attempt();
            }
        }

        assertThat(news(last))
                .last()
                .satisfies(told -> assertThat(told).isInstanceOfSatisfying(News.Stuck.class, stuck -> {
                    assertThat(stuck.nobodyFits()).isFalse();
                    assertThat(stuck.reason()).contains("FETCH_FAILED").contains("RETRY");
                }));
        assertThat(operators(last)).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(OperatorNews.Kind.FETCH_FAILED);
            assertThat(told.subject()).isEqualTo("demo:" + SOURCE);
            assertThat(told.message()).startsWith("words-2.0.tar.gz could not be fetched");
            assertThat(told.next()).contains("tidemark resolve demo-1 " + SOURCE + " retry");
        });
        pool.assertReplays();
    }

    @Test
    void another_agent_has_its_turn_first() {
        pool.beat("north", 1, List.of());
        pool.beat("south", 1, List.of());
        Attempt first = request(wanted("demo-1"));
        List<Effect> failed = pool.failed(first, FETCHED.key(), FailureKind.FETCH_FAILED);

        List<Effect.RequestBuild> again = requests(failed);
        Attempt second = again.isEmpty() ? request(passed()) : again.getFirst().attempt();

        assertThat(second.agent()).isNotEqualTo(first.agent());
    }

    @Test
    void another_thing_than_its_hash_says_is_no_failure_of_the_farm() {
        pool.beat("north", 1, List.of());

        assertThat(news(pool.failed(request(wanted("demo-1")), FETCHED.key(), FailureKind.HASH_MISMATCH)))
                .singleElement()
                .isInstanceOf(News.Failed.class);
    }

    @Test
    void nothing_is_learnt_of_what_is_fetched_once() {
        pool.beat("north", 1, List.of());

        pool.built(request(wanted("demo-1")), FETCHED.key());

        assertThat(pool.history(SOURCE)).isEmpty();
    }

    @Test
    void a_source_that_an_agent_does_not_find_is_lost_as_an_input_is() {
        pool.beat("north", 1, List.of());
        BuildSpec plain = spec("words");
        BuildSpec built = new BuildSpec(
                plain.packageId(),
                plain.version(),
                plain.pool(),
                plain.recipeDigest(),
                plain.inputs(),
                plain.features(),
                plain.workspace(),
                List.of(new BuildInput(SOURCE, TestGraphs.hash("output"), TrustDomain.FREE)),
                List.of());
        assertThat(built.key()).isEqualTo(plain.key());
        Attempt attempt = request(pool.demand("demo-1", built, Urgency.ROUTINE, 1, List.of()));
        BuildFailure lost = new BuildFailure(
                FailureKind.INPUT_LOST, "lost", List.of(), null, "", "north", "", List.of(), List.of(SOURCE));

        assertThat(news(pool.finished(attempt, built.key(), new DispatchEvent.Result.Failed(lost))))
                .singleElement()
                .satisfies(told -> assertThat(told)
                        .isInstanceOfSatisfying(
                                News.Failed.class,
                                failed -> assertThat(failed.failure().lostInputs())
                                        .containsExactly(SOURCE)));
    }
}
