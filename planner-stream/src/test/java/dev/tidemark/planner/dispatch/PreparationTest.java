package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.testing.RandomValues;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waves that are to be prepared: a build like any other, but for what it says before its end. */
final class PreparationTest {

    private static final BuildSpec SPEC = BuildSpec.preparing(
            "demo",
            new Pool(TestGraphs.SYSTEM, TrustDomain.FREE),
            new Workspace.Wanted(1, "commit-1", List.of(TestGraphs.bump("a"))));
    private static final Sha256 KEY = SPEC.key();
    private static final Sha256 WORKSPACE = TestGraphs.hash("workspace");
    private static final List<String> PREPARE = List.of(BuildSpec.PREPARE);
    private static final List<EvaluatedJob> ROWS = new RandomValues(7).evaluatedJobs();

    private final PoolBench pool = new PoolBench();

    private List<Effect> demand(String wave) {
        return pool.demand(wave, SPEC, Urgency.ROUTINE, 9, List.of());
    }

    private List<Effect> evaluated(Attempt attempt, int chunk) {
        return pool.tell(
                new DispatchEvent.Evaluated(attempt.agent(), attempt.incarnation(), attempt.id(), chunk, ROWS));
    }

    private List<Effect> prepared(Attempt attempt) {
        return pool.finished(attempt, KEY, new Result.Prepared(WORKSPACE, 2 * ROWS.size()));
    }

    @Test
    void it_goes_to_an_agent_that_prepares() {
        pool.beat("builds", 1, List.of());
        List<Effect> asked = demand("demo-1");
        assertThat(requests(asked)).isEmpty();
        assertThat(news(asked))
                .singleElement()
                .isInstanceOfSatisfying(
                        News.Waiting.class,
                        waiting -> assertThat(waiting.reason()).contains(BuildSpec.PREPARE));

        assertThat(request(pool.beat("prepares", 1, PREPARE)).agent()).isEqualTo("prepares");
    }

    @Test
    void what_is_found_is_passed_on_part_by_part_and_then_that_it_is_all() {
        pool.beat("north", 1, PREPARE);
        Attempt attempt = request(demand("demo-1"));

        assertThat(news(evaluated(attempt, 0))).containsExactly(new News.Evaluated(attempt.id(), 0, ROWS));
        assertThat(news(evaluated(attempt, 1))).containsExactly(new News.Evaluated(attempt.id(), 1, ROWS));
        assertThat(news(prepared(attempt)))
                .containsExactly(
                        new News.Prepared(attempt.id(), WORKSPACE, 2 * ROWS.size(), Duration.ofSeconds(3), "north"));
        assertThat(pool.view().demands()).isEmpty();
        pool.assertReplays();
    }

    @Test
    void of_an_attempt_that_does_not_count_nothing_is_passed_on() {
        pool.beat("north", 1, PREPARE);
        Attempt attempt = request(demand("demo-1"));
        pool.beat("north", "north-life-2", 1, PREPARE);
        Attempt second = pool.attempt(KEY);
        assertThat(second).isNotEqualTo(attempt);

        assertThat(news(evaluated(attempt, 0))).isEmpty();
        assertThat(news(prepared(attempt))).isEmpty();
        assertThat(news(evaluated(second, 0))).hasSize(1);
    }

    @Test
    void a_workspace_is_no_evidence_since_who_wants_it_later_wants_its_evaluation_too() {
        pool.beat("north", 1, PREPARE);
        prepared(request(demand("demo-1")));

        assertThat(requests(demand("demo-2"))).hasSize(1);
    }

    @Test
    void waves_that_want_the_same_workspace_at_once_share_a_preparation() {
        pool.beat("north", 2, PREPARE);
        Attempt attempt = request(demand("demo-1"));
        assertThat(requests(demand("demo-2"))).isEmpty();

        assertThat(news(evaluated(attempt, 0))).hasSize(2);
        assertThat(news(prepared(attempt))).hasSize(2);
    }

    private List<Effect> restore() {
        Want want = new Want(PoolBench.wanter("demo-1", "@workspace", 2), Purpose.RESTORE, Urgency.ROUTINE, 9, 0, 0, 0);
        return pool.tell(new DispatchEvent.Demanded(want, SPEC, List.of(), false, 0));
    }

    @Test
    void operators_hear_that_a_workspace_is_lost_and_prepared_again() {
        assertThat(operators(restore())).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(OperatorNews.Kind.ARTIFACT_LOST);
            assertThat(told.message())
                    .isEqualTo(
                            "the artifact store has lost the workspace of the wave demo-1: it is prepared again, and so"
                                    + " is what else is found to be lost");
        });
    }

    @Test
    void who_looked_for_a_workspace_before_it_was_prepared_again_is_asked_once_more() {
        BuildSpec spec = new BuildSpec(
                new PackageId("demo", "b"),
                "2.0",
                SPEC.pool(),
                TestGraphs.hash("recipe"),
                List.of(),
                List.of(),
                new Workspace.Published(WORKSPACE));
        pool.beat("builds", 1, List.of());
        Attempt early = request(pool.demand("demo-1", spec, Urgency.ROUTINE, 1, List.of()));
        pool.beat("prepares", 1, PREPARE);
        prepared(request(restore()));
        pool.restart();
        pool.leave("prepares");
        BuildFailure missed =
                TestGraphs.failure(FailureKind.INPUT_LOST, "builds").naming(List.of(PackageId.WORKSPACE));

        List<Effect> effects = pool.finished(early, spec.key(), new Result.Failed(missed));

        assertThat(news(effects)).noneMatch(News.Failed.class::isInstance);
        Attempt again = request(effects);
        assertThat(news(pool.finished(again, spec.key(), new Result.Failed(missed))))
                .as("made since")
                .anyMatch(News.Failed.class::isInstance);
    }

    @Test
    void how_long_preparing_takes_is_learnt_for_itself() {
        pool.beat("north", 1, PREPARE);
        prepared(request(demand("demo-1")));

        assertThat(pool.history("@workspace"))
                .hasValueSatisfying(history -> assertThat(history.builds()).isEqualTo(1));
    }

    @Test
    void who_answers_a_preparation_with_an_output_or_a_build_with_a_workspace_is_at_fault_himself() {
        pool.beat("north", 1, PREPARE);
        Attempt attempt = request(demand("demo-1"));

        assertThat(news(pool.built(attempt, KEY))).noneMatch(News.Built.class::isInstance);
        assertThat(pool.wanted(KEY).failures().byFarm()).isEqualTo(1);
        assertThat(pool.agent("north").health().ends()).containsExactly(Health.End.BADLY);

        pool.beat("south", 1, List.of());
        Attempt build = request(pool.demand("a"));
        assertThat(news(pool.finished(build, spec("a").key(), new Result.Prepared(WORKSPACE, 1))))
                .noneMatch(News.Prepared.class::isInstance);
        assertThat(pool.wanted(spec("a").key()).failures().byFarm()).isEqualTo(1);
    }

    @Test
    void a_part_of_an_evaluation_of_what_is_a_build_is_passed_over() {
        pool.beat("north", 1, List.of());
        Attempt attempt = request(pool.demand("a"));

        assertThat(news(evaluated(attempt, 0))).isEmpty();
    }

    @Test
    void the_farm_tries_what_it_failed_elsewhere_and_the_wave_hears_of_what_the_bumps_failed() {
        pool.beat("north", 1, PREPARE);
        Attempt attempt = request(demand("demo-1"));
        pool.beat("south", 1, PREPARE);

        Attempt second = request(pool.failed(attempt, KEY, FailureKind.AGENT_FAULT));
        assertThat(second.agent()).isEqualTo("south");
        assertThat(news(pool.failed(second, KEY, FailureKind.BUILD_FAILED)))
                .singleElement()
                .isInstanceOf(News.Failed.class);
    }
}
