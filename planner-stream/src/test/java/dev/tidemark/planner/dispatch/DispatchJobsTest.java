package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.standings;
import static dev.tidemark.planner.dispatch.PoolBench.wanter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DispatchJobsTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();
    private static final Result BUILT = new Result.Built(TestGraphs.hash("output"));

    private final PoolBench pool = new PoolBench();

    @Test
    void one_request_a_key_however_many_waves_want_it() {
        pool.beat("north", 4, NOTHING);
        Attempt attempt = request(pool.demand("demo-1", spec("a"), Urgency.ROUTINE, 1, NOTHING));
        assertThat(requests(pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING)))
                .isEmpty();

        assertThat(pool.built(attempt, A))
                .filteredOn(Effect.TellWave.class::isInstance)
                .extracting(effect -> ((Effect.TellWave) effect).wanter())
                .containsExactly(wanter("demo-1", "a"), wanter("demo-2", "a"));
    }

    @Test
    void one_who_joins_late_is_told_that_it_has_begun() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        assertThat(news(pool.started(attempt))).containsExactly(new News.Started("north", attempt.id()));

        assertThat(news(pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING)))
                .containsExactly(new News.Started("north", attempt.id()));
    }

    @Test
    void one_who_asks_again_for_the_same_job_is_told_once() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.demand("a");

        assertThat(news(pool.built(attempt, A))).hasSize(1);
    }

    @Test
    void one_who_asks_again_by_the_same_try_hears_how_it_stands_and_nothing_else_changes() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.started(attempt);
        Demand before = pool.wanted(A);

        List<Effect> effects = askAgain();

        assertThat(effects)
                .containsExactly(new Effect.TellWave(wanter("demo-1", "a"), new News.Started("north", attempt.id())));
        assertThat(pool.wanted(A)).isEqualTo(before);
    }

    @Test
    void one_who_missed_that_it_was_built_is_answered_by_the_evidence() {
        pool.beat("north", 1, NOTHING);
        pool.built(request(pool.demand("a")), A);

        assertThat(askAgain())
                .containsExactly(new Effect.TellWave(
                        wanter("demo-1", "a"), new News.Built(TestGraphs.hash("output"), true, Duration.ZERO, "")));
    }

    @Test
    void one_who_missed_that_it_failed_has_it_built_again_and_the_request_says_why() {
        pool.beat("north", 1, NOTHING);
        pool.failed(request(pool.demand("a")), A, FailureKind.TEST_FAILED);

        assertThat(requests(askAgain()))
                .extracting(Effect.RequestBuild::purpose)
                .containsExactly(Purpose.INFRA_RETRY);
    }

    @Test
    void who_failed_it_is_still_to_blame_when_a_confirmation_is_asked_for_once_more_and_another_builds_it() {
        askAgain(1, List.of("south"));
        assertThat(pool.wanted(A).failures().accused()).containsExactly("south");
    }

    @Test
    void what_a_person_wants_again_blames_nobody_when_it_is_asked_for_once_more() {
        askAgain(0, List.of("south"));
        assertThat(pool.wanted(A).failures().avoid()).containsExactly("south");
        assertThat(pool.wanted(A).failures().accused()).isEmpty();
    }

    private List<Effect> askAgain() {
        return askAgain(0, NOTHING);
    }

    private List<Effect> askAgain(int failures, List<String> avoid) {
        Want want = new Want(wanter("demo-1", "a"), Purpose.INFRA_RETRY, Urgency.ROUTINE, 1, 0, 0, failures);
        return pool.tell(new DispatchEvent.Demanded(want, spec("a"), avoid, false, 0));
    }

    @Test
    void what_was_built_is_answered_at_once() {
        pool.beat("north", 1, NOTHING);
        pool.built(request(pool.demand("a")), A);

        List<Effect> effects = pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, NOTHING);

        assertThat(effects)
                .containsExactly(new Effect.TellWave(
                        wanter("demo-2", "a"), new News.Built(TestGraphs.hash("output"), true, Duration.ZERO, "")));
    }

    @Test
    void how_long_a_build_took_is_learnt_and_published() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        assertThat(pool.finished(attempt, A, BUILT, Duration.ofSeconds(20)))
                .contains(new Effect.PublishHistory(
                        new JobHistory(new PackageId("demo", "a"), 1, Math.log(20), 0, 1, 0, 0, 0)));
    }

    @Test
    void a_report_that_comes_twice_or_from_a_fenced_attempt_is_learnt_once() {
        pool.beat("north", 1, NOTHING);
        Attempt first = request(pool.demand("a"));
        pool.beat("south", 1, NOTHING);
        Attempt second = request(pool.beat("north", "north-life-2", new Offer(NOTHING, 1, 0, 0, true)));

        assertThat(pool.finished(first, A, BUILT, Duration.ofHours(1))).noneMatch(DispatchJobsTest::isHistory);
        pool.finished(second, A, BUILT, Duration.ofSeconds(20));
        assertThat(pool.finished(second, A, BUILT, Duration.ofSeconds(20))).noneMatch(DispatchJobsTest::isHistory);

        assertThat(pool.history("a").map(JobHistory::builds)).contains(1);
        assertThat(pool.history("a").map(JobHistory::mean)).contains(Math.log(20));
    }

    @Test
    void a_build_that_took_less_than_no_time_teaches_nothing() {
        pool.beat("north", 1, NOTHING);
        assertThat(pool.finished(request(pool.demand("b")), spec("b").key(), BUILT, Duration.ofMillis(-1)))
                .noneMatch(DispatchJobsTest::isHistory);
    }

    @Test
    void what_is_built_after_it_failed_the_same_job_was_flaky() {
        pool.beat("north", 1, NOTHING);
        Want again = new Want(wanter("demo-1", "a"), Purpose.CONFIRM, Urgency.ROUTINE, 1, 0, 0, 2);
        Attempt attempt = request(pool.tell(new DispatchEvent.Demanded(again, spec("a"), NOTHING, false, 0)));

        pool.finished(attempt, A, BUILT, Duration.ofSeconds(20));

        assertThat(pool.history("a").map(JobHistory::flakes)).contains(2.0);
        assertThat(pool.history("a").map(JobHistory::successes)).contains(1.0);
    }

    @Test
    void what_may_have_been_the_farms_doing_once_is_the_packages_the_next_time() {
        pool.beat("north", 1, NOTHING);
        Want again = new Want(wanter("demo-1", "a"), Purpose.CONFIRM, Urgency.ROUTINE, 1, 0, 0, 1);
        Attempt attempt = request(pool.tell(new DispatchEvent.Demanded(again, spec("a"), NOTHING, true, 0)));

        List<Effect> effects = pool.finished(
                attempt,
                A,
                new DispatchEvent.Result.Failed(TestGraphs.failure(FailureKind.TIMED_OUT, "north")),
                Duration.ofSeconds(20));

        assertThat(effects)
                .anyMatch(effect -> effect instanceof Effect.TellWave(var wanter, var news)
                        && news instanceof DispatchDecision.News.Failed);
    }

    @Test
    void what_a_restarted_dispatcher_learns_is_added_to_what_was_known() {
        pool.beat("north", 1, NOTHING);
        pool.finished(request(pool.demand("a")), A, BUILT, Duration.ofSeconds(10));
        pool.restart();
        BuildSpec later = new BuildSpec(
                new PackageId("demo", "a"), "3.0", spec("a").pool(), TestGraphs.hash("recipe"), List.of(), NOTHING);

        pool.finished(
                request(pool.demand("demo-2", later, Urgency.ROUTINE, 1, NOTHING)),
                later.key(),
                BUILT,
                Duration.ofSeconds(40));

        assertThat(pool.history("a")).hasValueSatisfying(history -> {
            assertThat(history.builds()).isEqualTo(2);
            assertThat(Math.exp(history.mean())).isCloseTo(20, within(1e-9));
        });
    }

    private static boolean isHistory(Effect effect) {
        return effect instanceof Effect.PublishHistory;
    }

    @Test
    void a_build_goes_only_to_an_agent_that_has_all_its_features() {
        pool.beat("plain", 8, NOTHING);
        pool.beat("half", 8, List.of("gpu"));
        pool.beat("whole", 1, List.of("cuda", "gpu"));

        assertThat(request(pool.demand("a", "cuda", "gpu")).agent()).isEqualTo("whole");
    }

    @Test
    void the_most_urgent_goes_first_then_the_longest_way_to_the_end() {
        pool.demand("demo-1", spec("short"), Urgency.ROUTINE, 1, NOTHING);
        pool.demand("demo-1", spec("long"), Urgency.ROUTINE, 9, NOTHING);
        pool.demand("demo-2", spec("fix"), Urgency.SECURITY, 1, NOTHING);

        assertThat(requests(pool.beat("north", 2, NOTHING)))
                .extracting(build -> build.spec().packageId().attribute())
                .containsExactly("fix", "long");
    }

    @Test
    void one_more_who_wants_it_makes_it_as_urgent_as_he_is() {
        pool.demand("demo-1", spec("first"), Urgency.ROUTINE, 5, NOTHING);
        pool.demand("demo-1", spec("second"), Urgency.ROUTINE, 1, NOTHING);
        pool.demand("demo-2", spec("second"), Urgency.ROUTINE, 9, NOTHING);

        assertThat(requests(pool.beat("north", 1, NOTHING)))
                .extracting(build -> build.spec().packageId().attribute())
                .containsExactly("second");
    }

    @Test
    void the_least_loaded_agent_gets_it() {
        pool.beat("big", 4, NOTHING);
        pool.beat("small", 1, NOTHING);

        assertThat(List.of(
                        request(pool.demand("a")).agent(),
                        request(pool.demand("b")).agent(),
                        request(pool.demand("c")).agent()))
                .containsExactly("big", "small", "big");
    }

    @Test
    void nobody_gets_more_than_he_has_slots() {
        pool.beat("north", 1, NOTHING);
        Attempt first = request(pool.demand("a"));
        assertThat(requests(pool.demand("b"))).isEmpty();

        assertThat(request(pool.built(first, A)).agent()).isEqualTo("north");
    }

    @Test
    void as_many_wait_at_an_agent_as_will_begin_within_a_second() {
        pool.beat("north", 2, NOTHING);
        for (String attribute : List.of("a", "b", "c", "d", "e", "f")) {
            pool.tell(quick(attribute, 0.5));
        }

        assertThat(pool.view().assignedTo("north")).hasSize(4);
        assertThat(requests(pool.built(pool.attempt(spec("a").key()), spec("a").key())))
                .hasSize(1);
    }

    @Test
    void one_of_two_that_take_two_seconds_each_ends_within_a_second() {
        pool.beat("north", 2, NOTHING);
        for (String attribute : List.of("a", "b", "c", "d")) {
            pool.tell(quick(attribute, 2));
        }

        assertThat(pool.view().assignedTo("north")).hasSize(3);
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.BUSY);
    }

    @Test
    void an_agent_with_a_free_slot_goes_before_one_where_it_would_wait() {
        pool.beat("north", 1, NOTHING);
        pool.tell(quick("a", 0.5));
        pool.beat("south", 1, NOTHING);

        assertThat(request(pool.tell(quick("b", 0.5))).agent()).isEqualTo("south");
    }

    private static DispatchEvent quick(String attribute, double seconds) {
        Want want = new Want(wanter("demo-1", attribute), Purpose.BUILD, Urgency.ROUTINE, 1, 0, 0, 0);
        return new DispatchEvent.Demanded(want, spec(attribute), NOTHING, false, seconds);
    }

    @Test
    void an_agent_to_avoid_gets_it_only_when_no_other_fits() {
        pool.beat("north", 4, NOTHING);
        assertThat(request(pool.demand("demo-1", spec("a"), Urgency.ROUTINE, 1, List.of("north")))
                        .agent())
                .isEqualTo("north");
        pool.beat("south", 1, NOTHING);
        assertThat(request(pool.demand("demo-1", spec("b"), Urgency.ROUTINE, 1, List.of("north")))
                        .agent())
                .isEqualTo("south");
    }

    @Test
    void one_more_who_wants_it_brings_along_whom_to_avoid() {
        pool.demand("demo-1", spec("a"), Urgency.ROUTINE, 1, NOTHING);
        pool.demand("demo-2", spec("a"), Urgency.ROUTINE, 1, List.of("north"));
        pool.beat("south", 1, List.of());
        assertThat(pool.wanted(A).failures().avoid()).containsExactly("north");
    }

    @Test
    void what_the_farm_failed_is_tried_elsewhere_and_waves_hear_no_more_than_where_its_log_is() {
        pool.beat("north", 1, NOTHING);
        Attempt first = request(pool.demand("a"));
        pool.beat("south", 1, NOTHING);

        List<Effect> effects = pool.failed(first, A, FailureKind.AGENT_FAULT);

        assertThat(news(effects))
                .containsExactly(new News.FailedByFarm(
                        "it is tried again, since the farm failed it on north (AGENT_FAULT: it failed)",
                        first.id(),
                        FailureKind.AGENT_FAULT,
                        "north",
                        TestGraphs.hash("log")));
        assertThat(request(effects).agent()).isEqualTo("south");
        assertThat(requests(effects).getFirst().purpose()).isEqualTo(Purpose.INFRA_RETRY);
    }

    @Test
    void what_the_farm_failed_too_often_is_stuck() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        for (int failure = 1; failure < PoolBench.POLICY.farmTries(); failure++) {
            attempt = request(pool.failed(attempt, A, FailureKind.INPUT_LOST));
        }

        List<Effect> effects = pool.failed(attempt, A, FailureKind.AGENT_FAULT);

        assertThat(requests(effects)).isEmpty();
        assertThat(news(effects))
                .last()
                .isInstanceOfSatisfying(
                        News.Stuck.class,
                        stuck -> assertThat(stuck.reason())
                                .isEqualTo("the farm failed it 4 times, last on north (AGENT_FAULT: it failed):"
                                        + " look at that agent's log"));
        assertThat(pool.view().demands()).isEmpty();
    }

    @Test
    void what_the_package_failed_is_told_at_once() {
        pool.beat("north", 1, NOTHING);

        List<Effect> effects = pool.failed(request(pool.demand("a")), A, FailureKind.TEST_FAILED);

        assertThat(news(effects))
                .containsExactly(
                        new News.Failed(TestGraphs.failure(FailureKind.TEST_FAILED, "north"), Duration.ofSeconds(3)));
        assertThat(pool.view().demands()).isEmpty();
    }

    @Test
    void a_time_out_is_first_the_farms_and_then_the_packages() {
        pool.beat("north", 1, NOTHING);
        List<Effect> first = pool.failed(request(pool.demand("a")), A, FailureKind.TIMED_OUT);
        assertThat(news(first)).singleElement().isInstanceOf(News.FailedByFarm.class);

        assertThat(news(pool.failed(request(first), A, FailureKind.TIMED_OUT)))
                .singleElement()
                .isInstanceOf(News.Failed.class);
    }

    @Test
    void an_agent_that_is_silent_gets_nothing_new_and_keeps_what_it_has() {
        pool.beat("north", 2, NOTHING);
        pool.demand("a");
        pool.pass(Duration.ofSeconds(6));

        assertThat(requests(pool.demand("b"))).isEmpty();
        assertThat(pool.wanted(A).assigned()).isTrue();
        assertThat(requests(pool.beat("north", 2, NOTHING, new KnownAttempt("x", false))))
                .extracting(build -> build.spec().packageId().attribute())
                .containsExactly("b");
    }

    @Test
    void a_silent_agent_is_lost_only_while_another_is_heard() {
        pool.beat("north", 1, NOTHING);
        pool.demand("a");
        pool.beat("south", 1, NOTHING);
        pool.pass(Duration.ofSeconds(60));
        assertThat(requests(pool.tick())).isEmpty();
        assertThat(pool.view().agents()).containsOnlyKeys("north", "south");

        pool.beat("south", 1, NOTHING);
        assertThat(requests(pool.tick()))
                .as("while nobody was heard, nobody was silent")
                .isEmpty();
        pool.passHearing("south", PoolBench.POLICY.lostAfter());
        assertThat(request(pool.tick()).agent()).isEqualTo("south");
        assertThat(pool.view().agents()).containsOnlyKeys("south");
    }

    @Test
    void a_restart_gives_every_agent_time_to_be_heard_again() {
        pool.beat("north", 1, NOTHING);
        pool.demand("a");
        pool.pass(Duration.ofMinutes(5));
        pool.restart();
        pool.beat("south", 1, NOTHING);

        pool.tick();

        assertThat(pool.view().agents()).containsOnlyKeys("north", "south");
    }

    @Test
    void until_a_successor_is_assigned_the_late_result_of_a_lost_agent_counts() {
        Attempt attempt = lostWithNobodyElse();

        assertThat(news(pool.built(attempt, A))).singleElement().isInstanceOf(News.Built.class);
        assertThat(pool.view().demands()).isEmpty();
    }

    @Test
    void until_a_successor_is_assigned_a_late_beat_takes_the_build_back() {
        Attempt attempt = lostWithNobodyElse();

        List<Effect> effects = pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false));

        assertThat(requests(effects)).isEmpty();
        assertThat(pool.wanted(A).assigned()).isTrue();
        assertThat(news(pool.built(attempt, A))).hasSize(1);
    }

    @Test
    void a_late_start_alone_does_not_take_the_build_back() {
        Attempt attempt = lostWithNobodyElse();

        assertThat(news(pool.started(attempt))).startsWith(new News.Started("north", attempt.id()));

        assertThat(pool.wanted(A).assigned()).isFalse();
        assertThat(request(pool.beat("east", 1, List.of("gpu"))).agent()).isEqualTo("east");
    }

    @Test
    void once_a_successor_is_assigned_the_late_result_only_gets_its_answer() {
        Attempt attempt = lostWithNobodyElse();
        request(pool.beat("east", 1, List.of("gpu")));

        assertThat(pool.built(attempt, A))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
        assertThat(pool.started(attempt)).isEmpty();
        assertThat(pool.wanted(A).attempt()).isNotEqualTo(attempt);
    }

    @Test
    void a_result_that_comes_twice_is_settled_twice_and_told_once() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.built(attempt, A);

        assertThat(pool.built(attempt, A))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
        assertThat(pool.failed(attempt, A, FailureKind.BUILD_FAILED))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
    }

    @Test
    void a_result_for_another_key_changes_nothing() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        assertThat(news(pool.built(attempt, spec("b").key()))).isEmpty();
        assertThat(pool.view().demands()).containsOnlyKeys(A);
    }

    @Test
    void an_agent_that_still_shows_a_settled_attempt_is_told_again() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.built(attempt, A);

        assertThat(pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), true)))
                .containsExactly(new Effect.SettleAttempt("north", "north-life-1", attempt.id()));
    }

    @Test
    void a_newer_life_ends_the_older_and_its_builds_are_wanted_again() {
        pool.beat("north", "life-1", 1, NOTHING);
        Attempt first = request(pool.demand("a"));

        Attempt second = request(pool.beat("north", "life-2", 1, NOTHING));

        assertThat(second.incarnation()).isEqualTo("life-2");
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(pool.beat("north", "life-1", 1, NOTHING))
                .containsExactly(new Effect.FenceAgent(
                        "north",
                        "life-1",
                        "another agent named north has started since: give each agent a name of its own (agent.name)"));
        assertThat(pool.agent("north").incarnation()).isEqualTo("life-2");
    }

    @Test
    void beats_that_waited_to_be_heard_say_nothing_of_what_was_asked_for_meanwhile() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        for (int seconds = 10; seconds > 2; seconds -= 2) {
            assertThat(requests(pool.beatLate(Duration.ofSeconds(seconds), "north", 1)))
                    .isEmpty();
        }
        assertThat(requests(pool.beatLate(Duration.ofSeconds(2), "north", 1))).isEmpty();
        assertThat(requests(pool.beat("north", 1, NOTHING)))
                .as("the second that does not mention it")
                .extracting(Effect.RequestBuild::attempt)
                .containsExactly(attempt);
    }

    @Test
    void an_agent_whose_broker_is_behind_in_time_is_sent_what_it_never_got_all_the_same() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        int beats = 1;
        while (requests(pool.beatLate(Duration.ofSeconds(5), "north", 1)).isEmpty()) {
            assertThat(++beats).isLessThanOrEqualTo(15);
        }
        assertThat(beats).isEqualTo(15);
        assertThat(pool.attempt(spec("a").key())).isEqualTo(attempt);
    }

    @Test
    void an_attempt_that_two_beats_do_not_mention_is_sent_again_under_the_same_number() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        assertThat(pool.beat("north", 1, NOTHING)).isEmpty();

        assertThat(request(pool.beat("north", 1, NOTHING))).isEqualTo(attempt);
        assertThat(pool.beat("north", 1, NOTHING)).isEmpty();
        assertThat(pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false)))
                .isEmpty();
        assertThat(pool.beat("north", 1, NOTHING)).isEmpty();
    }

    @Test
    void while_nobody_fits_the_waves_are_told_once_why() {
        assertThat(news(pool.demand("a", "gpu")))
                .containsExactly(new News.Waiting("no agent serves the pool x86_64-linux.free"));
        assertThat(pool.tick()).isEmpty();
        assertThat(news(pool.beat("north", 1, NOTHING)))
                .containsExactly(new News.Waiting("no agent of the pool x86_64-linux.free has the feature gpu"));
        assertThat(pool.beat("north", 1, NOTHING)).isEmpty();
    }

    @Test
    void features_that_no_single_agent_has_together_are_named() {
        pool.beat("north", 1, List.of("gpu"));
        pool.beat("south", 1, List.of("kvm"));

        assertThat(news(pool.demand("a", "gpu", "kvm")))
                .containsExactly(new News.Waiting("no single agent of the pool x86_64-linux.free has all of gpu, kvm"));
    }

    @Test
    void when_nobody_has_fitted_for_long_it_is_stuck_once_and_still_built_when_somebody_comes() {
        pool.demand("a", "gpu");
        pool.pass(PoolBench.POLICY.stuckAfter());
        assertThat(news(pool.tick()))
                .containsExactly(new News.Stuck(
                        "no agent serves the pool x86_64-linux.free: start one that does (`tidemark agent`)", true));
        pool.pass(Duration.ofHours(1));
        assertThat(pool.tick()).isEmpty();

        assertThat(request(pool.beat("north", 1, List.of("gpu"))).agent()).isEqualTo("north");
    }

    @Test
    void what_waits_for_a_slot_is_not_stuck_however_long_it_takes() {
        BuildSpec gpu = spec("a", "gpu");
        pool.demand("demo-1", gpu, Urgency.ROUTINE, 1, NOTHING);
        pool.demand("demo-1", spec("b", "gpu"), Urgency.SECURITY, 1, NOTHING);
        pool.beat("north", 1, List.of("gpu"));
        pool.pass(PoolBench.POLICY.stuckAfter().plusHours(1));
        pool.beat("north", 1, List.of("gpu"));

        assertThat(news(pool.tick())).isEmpty();
    }

    @Test
    void an_attempt_whose_place_another_has_taken_is_stopped_though_it_still_runs() {
        pool.beat("north", "life-1", 1, NOTHING);
        Attempt first = request(pool.demand("a"));
        request(pool.beat("north", "life-2", 1, NOTHING));

        assertThat(pool.beat("north", "life-2", 1, NOTHING, new KnownAttempt(first.id(), false)))
                .contains(new Effect.SettleAttempt("north", "life-2", first.id()));
    }

    @Test
    void while_the_only_agent_is_silent_its_build_is_stuck_until_it_answers() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.pass(PoolBench.POLICY.stuckAfter());

        assertThat(news(pool.tick()))
                .containsExactly(new News.Stuck(
                        "nothing is heard of north, which builds it: start it again (`tidemark agent`)", true));
        assertThat(news(pool.tick())).isEmpty();
        assertThat(news(pool.beat("north", 1, NOTHING, new KnownAttempt(attempt.id(), false))))
                .containsExactly(new News.Started("north", attempt.id()));
    }

    @Test
    void what_only_silent_agents_could_build_waits_and_says_for_whom() {
        pool.beat("north", 1, NOTHING);
        pool.pass(PoolBench.POLICY.suspectAfter());

        assertThat(news(pool.demand("a"))).containsExactly(new News.Waiting("nothing is heard of north"));
        assertThat(request(pool.beat("north", 1, NOTHING)).agent()).isEqualTo("north");
    }

    @Test
    void an_agents_fault_does_not_use_up_the_retry_of_a_time_out() {
        pool.beat("north", 3, NOTHING);
        Attempt first = request(pool.demand("a"));
        Attempt second = request(pool.failed(first, A, FailureKind.AGENT_FAULT));

        Attempt third = request(pool.failed(second, A, FailureKind.TIMED_OUT));

        assertThat(news(pool.failed(third, A, FailureKind.TIMED_OUT)))
                .singleElement()
                .isInstanceOf(News.Failed.class);
    }

    @Test
    void patience_counts_from_when_nobody_fits() {
        pool.beat("north", 1, List.of("gpu"));
        KnownAttempt running = new KnownAttempt(request(pool.demand("b", "gpu")).id(), false);
        pool.demand("a", "gpu");
        pool.pass(PoolBench.POLICY.stuckAfter().plusHours(1));

        assertThat(news(pool.beat("north", 1, NOTHING, running)))
                .singleElement()
                .isInstanceOf(News.Waiting.class);
        assertThat(news(pool.tick())).isEmpty();
        pool.pass(PoolBench.POLICY.stuckAfter());
        pool.beat("north", 1, NOTHING, running);
        assertThat(news(pool.tick())).singleElement().isInstanceOf(News.Stuck.class);
    }

    @Test
    void what_an_agent_has_forgotten_is_not_sent_again_when_it_fits_no_more() {
        pool.beat("north", 1, List.of("gpu"));
        request(pool.demand("a", "gpu"));
        pool.beat("north", 1, NOTHING);

        assertThat(news(pool.beat("north", 1, NOTHING)))
                .containsExactly(new News.Waiting("no agent of the pool x86_64-linux.free has the feature gpu"));
    }

    /** A gpu build whose agent was lost while only an agent that cannot take it was heard. */
    private Attempt lostWithNobodyElse() {
        pool.beat("north", 1, List.of("gpu"));
        BuildSpec spec = spec("a", "gpu");
        assertThat(spec.key()).isEqualTo(A);
        Attempt attempt = request(pool.demand("demo-1", spec, Urgency.ROUTINE, 1, NOTHING));
        pool.passHearing("south", PoolBench.POLICY.lostAfter());
        assertThat(requests(pool.tick())).isEmpty();
        assertThat(pool.wanted(A).assigned()).isFalse();
        return attempt;
    }
}
