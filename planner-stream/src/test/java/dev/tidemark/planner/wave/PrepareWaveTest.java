package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A wave of a set whose evaluation decides what its bumps change. */
final class PrepareWaveTest {

    private static final PackageNode[] CHAIN = {node("a"), node("b", "a"), node("c", "b")};

    private static WaveBench opened(PackageNode... nodes) {
        return WaveBench.opened(TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(nodes))));
    }

    private static List<EvaluatedJob> evaluation(WaveBench wave) {
        return TestGraphs.evaluation(wave.view().plan());
    }

    private static Report failed(FailureKind kind, String agent) {
        return new Report.Failed(TestGraphs.failure(kind, agent), WaveBench.MINUTE);
    }

    @Test
    void no_job_is_asked_for_before_the_set_was_evaluated_with_the_bumps() {
        WaveBench wave = opened(CHAIN);

        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.demands()).singleElement().satisfies(demand -> {
            assertThat(wave.name(demand.job())).isEqualTo("@workspace");
            assertThat(demand.purpose()).isEqualTo(Purpose.PREPARE);
            assertThat(demand.spec().features()).containsExactly(BuildSpec.PREPARE);
            assertThat(demand.spec().workspace()).isEqualTo(new Workspace.Wanted(1, "commit-1", List.of(bump("a"))));
        });
        assertThat(wave.view().counts()).containsExactly(Map.entry(JobState.DORMANT, 3));
    }

    @Test
    void a_wave_whose_graph_is_the_truth_is_open_at_once() {
        WaveBench wave = WaveBench.opened("a", CHAIN);

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.view().preparation()).isEqualTo(Preparation.NEEDLESS);
        assertThat(wave.demands())
                .allSatisfy(demand -> assertThat(demand.spec().workspace()).isEqualTo(Workspace.NONE));
    }

    @Test
    void what_is_unfree_is_prepared_in_the_open_domain_too_since_agents_of_every_domain_read_its_workspace() {
        WaveBench free = opened(CHAIN);
        WaveBench unfree = opened(node("a", List.of(TestGraphs.SYSTEM), true, List.of()), node("b", "a"));

        assertThat(free.demands().getFirst().spec().pool().trust()).isEqualTo(TrustDomain.FREE);
        assertThat(unfree.demands().getFirst().spec().pool().trust()).isEqualTo(TrustDomain.FREE);
    }

    @Test
    void the_evaluation_is_frozen_once_all_of_it_has_arrived() {
        WaveBench wave = opened(CHAIN);
        List<EvaluatedJob> rows = evaluation(wave);
        wave.preparing(new Report.Started("agent-1"));
        wave.preparing(new Report.Evaluated("x-1", 0, rows.subList(0, 2)));
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        wave.preparing(new Report.Evaluated("x-1", 1, rows.subList(2, 3)));

        WaveDecision opened =
                wave.preparing(new Report.Prepared("x-1", WaveBench.WORKSPACE, 3, "agent-1", WaveBench.MINUTE));

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.demanded(opened)).containsExactly("a BUILD");
        assertThat(opened.demands().getFirst().spec().workspace())
                .isEqualTo(new Workspace.Published(WaveBench.WORKSPACE));
        assertThat(wave.view().hasHeard()).isFalse();
        wave.built("a");
        wave.built("b");
        wave.built("c");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
        wave.assertReplays();
    }

    @Test
    void a_wave_that_halted_while_it_was_prepared_asks_what_became_of_that() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(new Report.Started("agent-1"));
        wave.tell(new WaveEvent.Undecidable("that it was prepared could not be decided"));

        WaveDecision resumed = wave.resume();

        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(resumed.demands()).isEmpty();
        assertThat(resumed.askedAgain()).singleElement().satisfies(again -> {
            assertThat(again.job()).isEqualTo(WavePlan.PREPARATION);
            assertThat(again.tries()).isEqualTo(1);
            assertThat(again.purpose()).isEqualTo(Purpose.INFRA_RETRY);
        });
        wave.prepared(1, evaluation(wave));
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void what_is_built_without_the_bumps_is_built_in_what_they_were_applied_to() {
        WaveBench wave = opened(CHAIN);
        wave.prepared(1, evaluation(wave));

        wave.failed("a");
        WaveDecision judged = wave.failed("a");

        assertThat(wave.demanded(judged)).containsExactly("a/baseline BASELINE");
        assertThat(judged.demands().getFirst().spec().workspace()).isEqualTo(new Workspace.Base(WaveBench.WORKSPACE));
    }

    @Test
    void a_part_that_comes_twice_counts_once_and_that_of_another_attempt_not_at_all() {
        WaveBench wave = opened(CHAIN);
        List<EvaluatedJob> rows = evaluation(wave);
        wave.preparing(new Report.Evaluated("x-1", 0, rows.subList(0, 1)));
        wave.preparing(new Report.Evaluated("x-2", 1, rows.subList(1, 3)));
        wave.preparing(new Report.Evaluated("x-2", 0, rows.subList(0, 1)));
        wave.preparing(new Report.Evaluated("x-2", 0, rows.subList(0, 1)));

        wave.preparing(new Report.Prepared("x-2", WaveBench.WORKSPACE, 3, "agent-1", WaveBench.MINUTE));

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.view().plan().waveJobs()).isEqualTo(3);
    }

    @Test
    void an_evaluation_that_did_not_arrive_whole_is_asked_for_again_and_nothing_of_it_is_frozen() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(new Report.Evaluated("x-1", 0, evaluation(wave).subList(0, 2)));

        WaveDecision again =
                wave.preparing(new Report.Prepared("x-1", WaveBench.WORKSPACE, 3, "agent-1", WaveBench.MINUTE));

        assertThat(wave.demanded(again)).containsExactly("@workspace PREPARE");
        assertThat(again.demands().getFirst().tries()).isEqualTo(2);
        assertThat(again.demands().getFirst().avoid())
                .as("that is not the agent's doing")
                .isEmpty();
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason())
                .isEqualTo("it is prepared once more: of 3 jobs that agent-1 evaluated 2 arrived");
        assertThat(wave.view().hasHeard()).isFalse();
    }

    @Test
    void evaluations_that_never_arrive_whole_are_for_a_person_to_look_at() {
        WaveBench wave = opened(CHAIN);
        for (int time = 0; time < 4; time++) {
            assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
            wave.preparing(new Report.Prepared("x-" + time, WaveBench.WORKSPACE, 3, "agent-1", WaveBench.MINUTE));
        }

        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(wave.view().reason())
                .startsWith("it cannot be prepared: of 3 jobs that agent-1 evaluated 0 arrived");
    }

    @Test
    void a_preparation_that_fails_is_tried_once_more_elsewhere_and_then_the_bump_cannot_be_applied() {
        WaveBench wave = opened(CHAIN);

        WaveDecision again = wave.preparing(failed(FailureKind.BUILD_FAILED, "agent-1"));
        assertThat(wave.demanded(again)).containsExactly("@workspace PREPARE");
        assertThat(again.demands().getFirst().avoid()).containsExactly("agent-1");
        assertThat(wave.view().reason()).isEqualTo("it is prepared once more, since that failed on agent-1: it failed");

        WaveDecision over = wave.preparing(failed(FailureKind.BUILD_FAILED, "agent-2"));
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(wave.view().reason())
                .isEqualTo("the bump cannot be applied: it failed;"
                        + " `tidemark wave resume demo-1 --by NAME --reason TEXT` prepares it again,"
                        + " `tidemark wave abandon demo-1 --by NAME --reason TEXT` gives it up");
        assertThat(over.effects())
                .containsExactly(
                        new WaveDecision.Effect.Ended(WaveState.RED, wave.view().tally()));
        assertThat(wave.view().tally().cpu()).isEqualTo(WaveBench.MINUTE.multipliedBy(2));
        wave.assertReplays();
    }

    @Test
    void a_wave_that_cannot_be_prepared_is_prepared_again_when_a_person_says_so() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(failed(FailureKind.REFUSED, "agent-1"));
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);

        assertThat(wave.demanded(wave.resume())).containsExactly("@workspace PREPARE");

        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason()).isNull();
        wave.prepared(2, evaluation(wave));
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void a_wave_that_cannot_be_prepared_can_be_given_up() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(failed(FailureKind.REFUSED, "agent-1"));

        assertThat(wave.abandon().withdrawn()).isEmpty();

        assertThat(wave.view().state()).isEqualTo(WaveState.ABANDONED);
    }

    @Test
    void a_preparation_that_the_farm_failed_too_often_is_not_the_bumps_doing() {
        WaveBench wave = opened(CHAIN);

        wave.preparing(new Report.Stuck("the farm failed it 5 times", false));

        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(wave.view().reason()).startsWith("it cannot be prepared: the farm failed it 5 times; ");
    }

    @Test
    void where_nobody_prepares_the_wave_says_so_and_waits() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(new Report.Waiting("no agent has prepare"));
        assertThat(wave.view().reason()).isEqualTo("no agent has prepare");

        wave.preparing(new Report.Stuck("no agent has prepare: start one", true));
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason()).isEqualTo("no agent has prepare: start one");

        wave.preparing(new Report.Started("agent-1"));
        assertThat(wave.view().reason()).isNull();
    }

    @Test
    void what_is_prepared_during_a_pause_is_frozen_and_begun_when_the_wave_goes_on() {
        WaveBench wave = opened(CHAIN);
        wave.pause();

        assertThat(wave.prepared(2, evaluation(wave)).demands()).isEmpty();

        assertThat(wave.view().state()).isEqualTo(WaveState.PAUSED);
        assertThat(wave.view().plan().isEstimate()).isFalse();
        assertThat(wave.demanded(wave.resume())).containsExactly("a BUILD");
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void a_wave_that_goes_on_before_it_is_prepared_does_not_ask_twice() {
        WaveBench wave = opened(CHAIN);
        wave.preparing(new Report.Waiting("nobody is free"));
        wave.pause();

        assertThat(wave.resume().demands()).isEmpty();

        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason()).isEqualTo("nobody is free");
    }

    @Test
    void a_second_try_waits_until_a_paused_wave_goes_on() {
        WaveBench wave = opened(CHAIN);
        wave.pause();

        assertThat(wave.preparing(failed(FailureKind.BUILD_FAILED, "agent-1")).demands())
                .isEmpty();

        assertThat(wave.demanded(wave.resume())).containsExactly("@workspace PREPARE");
    }

    @Test
    void a_preparation_that_ended_is_taken_back_since_it_may_have_been_begun_anew_when_it_was_asked_about() {
        WaveBench wave = opened(CHAIN);
        WaveDecision again = wave.preparing(failed(FailureKind.BUILD_FAILED, "agent-1"));
        assertThat(again.withdrawn()).as("the next one takes its place").isEmpty();
        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));
        assertThat(wave.resume().askedAgain()).hasSize(1);

        WaveDecision over = wave.prepared(2, evaluation(wave));

        assertThat(over.withdrawn()).singleElement().satisfies(taken -> {
            assertThat(wave.name(taken.job())).isEqualTo("@workspace");
            assertThat(taken.tries()).isEqualTo(2);
        });
    }

    @Test
    void a_wave_that_is_given_up_takes_its_preparation_back() {
        WaveBench wave = opened(CHAIN);

        WaveDecision over = wave.abandon();

        assertThat(over.withdrawn()).isEqualTo(wave.demands());
        assertThat(wave.prepared(2, evaluation(wave))).isEqualTo(WaveDecision.NOTHING);
    }

    @Test
    void what_is_said_of_another_try_or_after_it_was_frozen_means_nothing() {
        WaveBench wave = opened(CHAIN);
        List<EvaluatedJob> rows = evaluation(wave);
        Report.Evaluated part = new Report.Evaluated("x-1", 0, rows);
        assertThat(wave.tell(new WaveEvent.JobReported(WavePlan.PREPARATION, 2, part)))
                .isEqualTo(WaveDecision.NOTHING);
        wave.prepared(3, rows);

        assertThat(wave.preparing(part)).isEqualTo(WaveDecision.NOTHING);
        assertThat(wave.preparing(failed(FailureKind.BUILD_FAILED, "agent-1"))).isEqualTo(WaveDecision.NOTHING);
        assertThat(wave.prepared(3, rows)).isEqualTo(WaveDecision.NOTHING);
    }

    @Test
    void the_hours_of_a_preparation_count() {
        WaveTerms terms = new WaveTerms(
                1, 20, OptionalDouble.of(0.01), OptionalDouble.empty(), WaveTerms.NoAgent.WAIT, NoticeTerms.NONE);
        WaveBench wave = WaveBench.opened(PlanWave.plan(
                new WaveId("demo-1"),
                List.of(bump("a")),
                terms,
                TestGraphs.estimate(List.of(CHAIN)),
                Prospects.UNKNOWN));

        wave.prepared(2, evaluation(wave));

        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.demanded(wave.resume())).containsExactly("a BUILD");
    }
}
