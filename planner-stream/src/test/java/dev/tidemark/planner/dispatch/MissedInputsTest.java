package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.wanter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an agent does not find in the artifact store is lost once another does not find it either. */
final class MissedInputsTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 OUTPUT = TestGraphs.hash("output");
    private static final BuildSpec B = reading("b", TrustDomain.FREE, "a", "d");

    private final PoolBench pool = new PoolBench();

    /** North is given a build before south is. */
    @BeforeEach
    void two_agents() {
        beat("north");
        beat("south");
    }

    private static BuildSpec reading(String attribute, TrustDomain trust, String... inputs) {
        return new BuildSpec(
                new PackageId("demo", attribute),
                "2.0",
                new Pool(TestGraphs.SYSTEM, TrustDomain.FREE),
                TestGraphs.hash("recipe"),
                Arrays.stream(inputs)
                        .map(input -> new BuildInput(input, OUTPUT, trust))
                        .toList(),
                NOTHING);
    }

    private static BuildSpec inWorkspace(String attribute, Sha256 digest) {
        return new BuildSpec(
                new PackageId("demo", attribute),
                "2.0",
                B.pool(),
                B.recipeDigest(),
                B.inputs(),
                NOTHING,
                new Workspace.Published(digest));
    }

    private void beat(String agent) {
        pool.beat(agent, 1, NOTHING);
    }

    private List<Effect> demand(BuildSpec spec) {
        return pool.demand("demo-1", spec, Urgency.ROUTINE, 1, NOTHING);
    }

    private List<Effect> restore(String attribute, int tries) {
        Want want = new Want(wanter("demo-1", attribute, tries), Purpose.RESTORE, Urgency.ROUTINE, 1, 0, 0, 0);
        return pool.tell(new DispatchEvent.Demanded(want, PoolBench.spec(attribute), NOTHING, false, 0));
    }

    private List<Effect> misses(Attempt attempt, BuildSpec spec, String... inputs) {
        BuildFailure failure = new BuildFailure(
                FailureKind.INPUT_LOST,
                "it is lost",
                NOTHING,
                null,
                "",
                attempt.agent(),
                "",
                NOTHING,
                Arrays.asList(inputs));
        return pool.finished(attempt, spec.key(), new DispatchEvent.Result.Failed(failure));
    }

    private static List<List<String>> lost(List<Effect> effects) {
        return news(effects).stream()
                .filter(News.Failed.class::isInstance)
                .map(told -> ((News.Failed) told).failure().lostInputs())
                .toList();
    }

    @Test
    void another_agent_is_to_look_for_what_one_does_not_find() {
        List<Effect> effects = misses(request(demand(B)), B, "a");

        assertThat(lost(effects)).isEmpty();
        assertThat(requests(effects)).singleElement().satisfies(asked -> {
            assertThat(asked.attempt().agent()).isEqualTo("south");
            assertThat(asked.purpose()).isEqualTo(Purpose.INFRA_RETRY);
        });
    }

    @Test
    void what_two_agents_do_not_find_is_lost() {
        Attempt second = request(misses(request(demand(B)), B, "a"));
        pool.restart();
        pool.assertReplays();

        assertThat(lost(misses(second, B, "a"))).containsExactly(List.of("a"));
    }

    @Test
    void of_what_two_agents_do_not_find_that_is_lost_that_both_miss() {
        Attempt second = request(misses(request(demand(B)), B, "a"));

        assertThat(lost(misses(second, B, "a", "d"))).containsExactly(List.of("a"));
    }

    @Test
    void two_agents_that_miss_different_things_confirm_nothing() {
        Attempt second = request(misses(request(demand(B)), B, "a"));

        Attempt third = request(misses(second, B, "d"));

        assertThat(lost(misses(third, B, third.agent().equals("north") ? "d" : "a")))
                .hasSize(1);
    }

    @Test
    void where_there_is_no_other_agent_the_one_is_believed() {
        Attempt attempt = request(demand(B));
        pool.leave("south");

        assertThat(lost(misses(attempt, B, "a", "d"))).containsExactly(List.of("a", "d"));
    }

    @Test
    void an_agent_that_drains_is_no_other_agent() {
        Attempt attempt = request(demand(B));
        pool.beat("south", "south-life-1", new Offer(NOTHING, 1, 4, 1L << 30, true));

        assertThat(lost(misses(attempt, B, "a"))).hasSize(1);
    }

    @Test
    void one_that_has_no_room_for_a_while_is_another_agent_all_the_same() {
        for (Offer.Wish wish : List.of(Offer.Wish.NO_MEMORY, Offer.Wish.NO_DISK)) {
            BuildSpec spec = reading("b-" + wish, TrustDomain.FREE, "a");
            Attempt attempt = request(demand(spec));
            String other = attempt.agent().equals("north") ? "south" : "north";
            pool.beat(other, other + "-life-1", Offer.of(NOTHING, 1).wishing(wish));

            assertThat(lost(misses(attempt, spec, "a"))).isEmpty();
            pool.withdraw("demo-1", spec.packageId().attribute());
            beat("north");
            beat("south");
        }
    }

    @Test
    void so_is_one_that_is_silent_and_not_given_up() {
        Attempt attempt = request(demand(B));
        for (int beat = 0; beat < 4; beat++) {
            pool.pass(PoolBench.POLICY.beatInterval());
            pool.beat("north", 1, NOTHING, new DispatchEvent.KnownAttempt(attempt.id(), false));
        }

        assertThat(lost(misses(attempt, B, "a"))).isEmpty();
    }

    @Test
    void that_the_same_agent_says_it_again_confirms_nothing_before_the_farms_last_try() {
        request(pool.demand("a-build-that-keeps-north-busy"));
        Attempt attempt = request(demand(B));
        for (int tries = 1; tries < PoolBench.POLICY.farmTries(); tries++) {
            assertThat(attempt.agent()).isEqualTo("south");
            List<Effect> effects = misses(attempt, B, "a");
            assertThat(lost(effects)).as("try %d", tries).isEmpty();
            assertThat(requests(effects)).as("north is busy").isEmpty();
            attempt = southAgain();
        }

        List<Effect> last = misses(attempt, B, "a");

        assertThat(lost(last)).as("nobody else has looked for so long").containsExactly(List.of("a"));
        assertThat(news(last)).noneMatch(News.Stuck.class::isInstance);
    }

    private Attempt southAgain() {
        for (int step = 0; step < 1000; step++) {
            pool.pass(PoolBench.POLICY.beatInterval());
            pool.beat("north", 1, NOTHING, new DispatchEvent.KnownAttempt(northsAttempt(), false));
            beat("south");
            List<Effect.RequestBuild> again = requests(pool.tick());
            if (!again.isEmpty()) {
                return again.getFirst().attempt();
            }
        }
        throw new AssertionError("nobody is asked again");
    }

    private String northsAttempt() {
        return pool.attempt(PoolBench.spec("a-build-that-keeps-north-busy").key())
                .id();
    }

    @Test
    void operators_hear_of_an_agent_that_does_not_find_what_another_finds() {
        Attempt second = request(misses(request(demand(B)), B, "a"));

        assertThat(operators(pool.built(second, B.key()))).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(OperatorNews.Kind.STORE_DOUBTED);
            assertThat(told.subject()).isEqualTo("north");
        });
        assertThat(pool.agent("north").health().ends()).containsExactly(Health.End.BADLY);
    }

    @Test
    void that_another_finds_it_shows_when_the_package_fails_too() {
        Attempt second = request(misses(request(demand(B)), B, "a"));

        assertThat(operators(pool.failed(second, B.key(), FailureKind.TEST_FAILED)))
                .extracting(OperatorNews::kind)
                .containsExactly(OperatorNews.Kind.STORE_DOUBTED);
    }

    @Test
    void an_agent_with_an_empty_store_is_quarantined_before_long_and_nothing_is_built_again() {
        for (int build = 0; build < 10 && !pool.agent("north").health().isQuarantined(); build++) {
            BuildSpec spec = reading("p" + build, TrustDomain.FREE, "a");
            Attempt second = request(misses(request(demand(spec)), spec, "a"));
            assertThat(lost(pool.built(second, spec.key()))).isEmpty();
            beat("north");
            beat("south");
        }

        assertThat(pool.agent("north").health().isQuarantined()).isTrue();
    }

    @Test
    void of_what_is_built_in_another_pool_it_is_no_proof_that_another_finds_it() {
        BuildSpec spec = reading("b", TrustDomain.UNFREE, "a");
        Attempt second = request(misses(request(demand(spec)), spec, "a"));

        assertThat(operators(pool.built(second, spec.key()))).isEmpty();
    }

    @Test
    void who_missed_what_was_built_again_since_said_nothing_wrong() {
        Attempt second = request(misses(request(demand(B)), B, "a"));
        beat("north");
        Attempt restoring = request(restore("a", 2));
        pool.built(restoring, PoolBench.spec("a").key());

        assertThat(operators(pool.built(second, B.key()))).isEmpty();
    }

    @Test
    void an_attempt_that_was_made_before_its_input_was_built_again_says_nothing_of_it() {
        Attempt early = request(demand(B));
        Attempt restoring = request(restore("a", 2));
        pool.built(restoring, PoolBench.spec("a").key());
        pool.restart();
        beat("north");

        List<Effect> effects = misses(early, B, "a");

        assertThat(lost(effects)).isEmpty();
        Effect.RequestBuild asked = requests(effects).getFirst();
        assertThat(asked.purpose()).isEqualTo(Purpose.INFRA_RETRY);
        assertThat(pool.wanted(B.key()).failures().avoid()).isEmpty();
        assertThat(pool.wanted(B.key()).failures().byFarm())
                .as("the farm has not failed it")
                .isZero();
        pool.leave("north".equals(asked.attempt().agent()) ? "south" : "north");
        assertThat(lost(misses(asked.attempt(), B, "a"))).as("made since").containsExactly(List.of("a"));
    }

    @Test
    void so_does_one_whose_input_came_of_asking_once_more_what_became_of_restoring_it() {
        Attempt early = request(demand(B));
        Want again = new Want(wanter("demo-1", "a", 2), Purpose.INFRA_RETRY, Urgency.ROUTINE, 1, 0, 0, 0);
        Attempt restoring =
                request(pool.tell(new DispatchEvent.Demanded(again, PoolBench.spec("a"), NOTHING, false, 0)));
        pool.built(restoring, PoolBench.spec("a").key());
        pool.leave("south");

        assertThat(lost(misses(early, B, "a"))).isEmpty();
    }

    @Test
    void an_attempt_that_misses_something_else_too_is_believed_in_that() {
        Attempt early = request(demand(B));
        pool.built(request(restore("a", 2)), PoolBench.spec("a").key());
        pool.leave("south");

        assertThat(lost(misses(early, B, "a", "d"))).containsExactly(List.of("d"));
    }

    @Test
    void of_a_workspace_that_one_agent_misses_and_another_has_operators_hear_but_the_first_is_not_held_to_it() {
        for (int build = 0; build < 6; build++) {
            BuildSpec spec = inWorkspace("p" + build, OUTPUT);
            Attempt second = request(misses(request(demand(spec)), spec, PackageId.WORKSPACE));
            assertThat(second.agent()).isEqualTo("south");

            assertThat(operators(pool.built(second, spec.key())))
                    .as("build %d", build)
                    .extracting(OperatorNews::kind)
                    .isEqualTo(build == 0 ? List.of(OperatorNews.Kind.STORE_DOUBTED) : List.of());
            beat("north");
            beat("south");
        }
        assertThat(pool.agent("north").health()).as("south may have kept it").isEqualTo(Health.GOOD);
    }

    @Test
    void a_workspace_that_two_agents_miss_is_lost_and_neither_is_at_fault() {
        BuildSpec spec = inWorkspace("b", OUTPUT);
        Attempt second = request(misses(request(demand(spec)), spec, PackageId.WORKSPACE));

        List<Effect> effects = misses(second, spec, PackageId.WORKSPACE);

        assertThat(lost(effects)).containsExactly(List.of("@workspace"));
        assertThat(news(effects))
                .filteredOn(News.Failed.class::isInstance)
                .singleElement()
                .satisfies(told -> assertThat(((News.Failed) told).failure().message())
                        .as("a person sees whose stores to look at")
                        .isEqualTo("it is lost (so say: north, south)"));
        assertThat(pool.agent("north").health()).isEqualTo(Health.GOOD);
        assertThat(pool.agent("south").health()).isEqualTo(Health.GOOD);
    }

    @Test
    void what_an_agent_missed_before_it_was_started_again_is_not_held_against_it() {
        Attempt second = request(misses(request(demand(B)), B, "a"));
        pool.beat("north", "north-life-2", 1, NOTHING);
        pool.restart();
        pool.assertReplays();

        assertThat(operators(pool.built(second, B.key()))).isEmpty();
        assertThat(pool.agent("north").health()).isEqualTo(Health.GOOD);
    }

    @Test
    void operators_hear_that_an_agent_misses_what_others_find_once_an_hour_at_most() {
        List<Integer> told = new ArrayList<>();
        for (int build = 0; build < 3; build++) {
            BuildSpec spec = reading("p" + build, TrustDomain.FREE, "a");
            Attempt second = request(misses(request(demand(spec)), spec, "a"));
            told.add(operators(pool.built(second, spec.key())).size());
            beat("north");
            beat("south");
        }

        assertThat(told).containsExactly(1, 0, 0);
    }

    @Test
    void who_wants_a_build_is_told_which_workspace_is_lost_since_it_may_be_another_waves() {
        BuildSpec first = inWorkspace("b", OUTPUT);
        Attempt second = request(misses(request(demand(first)), first, PackageId.WORKSPACE));
        pool.demand("demo-2", inWorkspace("b", TestGraphs.hash("another")), Urgency.ROUTINE, 1, NOTHING);

        List<Effect> effects = misses(second, first, PackageId.WORKSPACE);

        assertThat(news(effects))
                .filteredOn(News.Failed.class::isInstance)
                .hasSize(2)
                .allSatisfy(
                        told -> assertThat(((News.Failed) told).lostWorkspace()).isEqualTo(OUTPUT));
    }

    @Test
    void operators_hear_of_losses_once_an_hour_at_most() {
        assertThat(operators(restore("a", 2))).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(OperatorNews.Kind.ARTIFACT_LOST);
            assertThat(told.subject()).isEqualTo("demo:a");
        });
        Sha256 key = PoolBench.spec("a").key();
        pool.built(pool.attempt(key), key);
        beat("north");
        beat("south");
        pool.restart();
        pool.assertReplays();
        assertThat(operators(restore("d", 2)))
                .as("all was built again meanwhile")
                .isEmpty();

        pool.pass(Duration.ofHours(1));

        assertThat(operators(restore("a", 3))).hasSize(1);
    }
}
