package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wave whose workspace the artifact store has lost: the same is prepared again, and the wave goes on where it was. */
final class RestoreWorkspaceTest {

    private static final PackageNode[] CHAIN = {node("a"), node("b", "a"), node("c", "b")};

    private static WaveBench prepared(PackageNode... nodes) {
        WaveBench wave = WaveBench.opened(TestGraphs.plan(List.of(bump("a")), TestGraphs.estimate(List.of(nodes))));
        wave.prepared(1, TestGraphs.evaluation(wave.view().plan()));
        return wave;
    }

    private static BuildFailure lost() {
        return TestGraphs.failure(FailureKind.INPUT_LOST, "agent-1").naming(List.of("@workspace"));
    }

    private static Report workspaceLost() {
        return new Report.Failed(lost(), WaveBench.MINUTE);
    }

    private static Report made(Sha256 workspace) {
        return new Report.Prepared("x-2", workspace, 3, "agent-2", WaveBench.MINUTE);
    }

    private static Report failed(FailureKind kind, String agent) {
        return new Report.Failed(TestGraphs.failure(kind, agent), WaveBench.MINUTE);
    }

    @Test
    void it_is_prepared_again_and_nobody_has_to_look() {
        WaveBench wave = prepared(CHAIN);
        wave.started("a");

        WaveDecision asked = wave.report("a", workspaceLost());

        assertThat(wave.demanded(asked)).containsExactly("@workspace RESTORE");
        assertThat(asked.demands().getFirst().spec().workspace())
                .isEqualTo(new Workspace.Wanted(1, "commit-1", List.of(bump("a"))));
        assertThat(asked.demands().getFirst().spec())
                .as("the same as at first")
                .isEqualTo(wave.demands().getFirst().spec());
        assertThat(asked.effects()).isEmpty();
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason())
                .isEqualTo("the artifact store has lost its workspace, and it is prepared again: it failed");
        assertThat(wave.state("a")).isEqualTo(JobState.READY);
        assertThat(wave.status("a").failures()).isEmpty();
        wave.assertReplays();

        wave.preparing(new Report.Started("agent-2"));
        assertThat(wave.view().reason())
                .isEqualTo("the artifact store has lost its workspace, and it is prepared again");
        WaveDecision there = wave.preparing(made(WaveBench.WORKSPACE));

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.view().reason()).isNull();
        assertThat(wave.demanded(there)).containsExactly("a BUILD");
        wave.assertReplays();
        wave.built("a");
        wave.built("b");
        wave.built("c");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void what_is_evaluated_once_more_changes_no_job() {
        WaveBench wave = prepared(CHAIN);
        wave.report("a", workspaceLost());

        wave.preparing(new Report.Evaluated("x-2", 0, List.of()));

        assertThat(wave.view().hasHeard()).isFalse();
        wave.preparing(made(WaveBench.WORKSPACE));
        assertThat(wave.view().plan().waveJobs()).isEqualTo(3);
    }

    @Test
    void what_nobody_has_begun_is_taken_back_and_who_has_it_still_finishes() {
        WaveBench wave = prepared(node("a"), node("b", "a"), node("c", "a"), node("d", "a"), node("e", "d"));
        wave.built("a");
        wave.started("b");
        wave.started("d");

        WaveDecision lost = wave.report("b", workspaceLost());

        assertThat(lost.withdrawn())
                .extracting(demand -> wave.name(demand.job()))
                .as("c, and b, whose try is over")
                .containsExactly("b", "c");
        assertThat(wave.built("d").demands()).as("nothing new while it is lost").isEmpty();
        assertThat(wave.state("d")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.demanded(wave.preparing(made(WaveBench.WORKSPACE))))
                .containsExactly("b BUILD", "c BUILD", "e BUILD");
    }

    @Test
    void who_finds_it_lost_later_waits_with_the_others() {
        WaveBench wave = prepared(node("a"), node("b", "a"), node("c", "a"));
        wave.built("a");
        wave.started("b");
        wave.started("c");
        wave.report("b", workspaceLost());

        assertThat(wave.report("c", workspaceLost()).demands()).isEmpty();

        assertThat(wave.view().preparation().losses()).isEqualTo(1);
        assertThat(wave.demanded(wave.preparing(made(WaveBench.WORKSPACE)))).containsExactly("b BUILD", "c BUILD");
    }

    @Test
    void that_of_another_wave_is_none_of_this_one_and_the_job_is_asked_for_in_its_own() {
        WaveBench wave = prepared(CHAIN);
        wave.started("a");

        WaveDecision decision =
                wave.report("a", new Report.Failed(lost(), WaveBench.MINUTE, TestGraphs.hash("another wave's")));

        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.demanded(decision)).containsExactly("a BUILD");
        assertThat(decision.demands().getFirst().spec().workspace())
                .isEqualTo(new Workspace.Published(WaveBench.WORKSPACE));
        wave.assertReplays();

        wave.report("a", new Report.Failed(lost(), WaveBench.MINUTE, WaveBench.WORKSPACE));
        assertThat(wave.view().state()).as("its own").isEqualTo(WaveState.PREPARING);
    }

    @Test
    void where_another_workspace_comes_of_it_a_person_has_to_bring_the_store_back() {
        WaveBench wave = prepared(CHAIN);
        wave.report("a", workspaceLost());
        Sha256 other = TestGraphs.hash("another");

        WaveDecision halted = wave.preparing(made(other));

        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason())
                .isEqualTo(
                        ("its workspace %s is lost, and what agent-2 has made of the same is another, %s: bring the artifact store back,"
                                        + " then `tidemark wave resume demo-1 --by NAME --reason TEXT` prepares it once more and goes on;"
                                        + " `tidemark wave abandon demo-1 --by NAME --reason TEXT` gives it up")
                                .formatted(WaveBench.WORKSPACE.brief(12), other.brief(12)));
        assertThat(halted.effects())
                .containsExactly(new WaveDecision.Effect.Halted(
                        String.valueOf(wave.view().reason())));
        assertThat(halted.demands()).isEmpty();
        wave.assertReplays();

        assertThat(wave.demanded(wave.resume())).containsExactly("@workspace RESTORE");
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.demanded(wave.preparing(made(WaveBench.WORKSPACE)))).containsExactly("a BUILD");
    }

    @Test
    void what_fails_to_bring_it_back_is_tried_once_more_elsewhere_and_then_told() {
        WaveBench wave = prepared(CHAIN);
        wave.report("a", workspaceLost());

        WaveDecision again = wave.preparing(failed(FailureKind.FETCH_FAILED, "agent-1"));

        assertThat(wave.demanded(again)).containsExactly("@workspace RESTORE");
        assertThat(again.demands().getFirst().avoid()).containsExactly("agent-1");
        assertThat(wave.view().reason())
                .isEqualTo("the artifact store has lost its workspace, and it is prepared again, once more, since that"
                        + " failed on agent-1: it failed");
        wave.preparing(failed(FailureKind.FETCH_FAILED, "agent-2"));
        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason())
                .startsWith("its workspace is lost, and it is not prepared again: that failed on agent-2: it failed: ");
        wave.assertReplays();
    }

    @Test
    void what_the_farm_cannot_do_is_told_and_what_nobody_fits_is_waited_for() {
        WaveBench wave = prepared(CHAIN);
        wave.report("a", workspaceLost());

        wave.preparing(new Report.Stuck("no agent has prepare: start one", true));
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.view().reason()).endsWith("prepared again: no agent has prepare: start one");
        wave.preparing(new Report.Stuck("the farm failed it 5 times", false));

        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason())
                .startsWith("its workspace is lost and cannot be prepared again: the farm failed it 5 times: ");
        assertThat(wave.demanded(wave.resume())).containsExactly("@workspace RESTORE");
    }

    @Test
    void what_is_lost_again_and_again_is_for_a_person_whose_word_forgives_the_store() {
        WaveBench wave = prepared(CHAIN);
        for (int loss = 0; loss < 3; loss++) {
            assertThat(wave.demanded(wave.report("a", workspaceLost()))).containsExactly("@workspace RESTORE");
            wave.preparing(made(WaveBench.WORKSPACE));
        }

        WaveDecision halted = wave.report("a", workspaceLost());

        assertThat(halted.demands()).isEmpty();
        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason()).startsWith("it failed, and was prepared again 3 times before: bring ");
        wave.resume();
        wave.preparing(made(WaveBench.WORKSPACE));
        assertThat(wave.demanded(wave.report("a", workspaceLost()))).containsExactly("@workspace RESTORE");
    }

    @Test
    void a_wave_that_was_red_until_an_agent_came_is_prepared_again_too() {
        WaveBench wave = prepared(CHAIN);
        wave.fitsNobody("a");
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);

        wave.report("a", workspaceLost());

        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
        assertThat(wave.demanded(wave.preparing(made(WaveBench.WORKSPACE)))).containsExactly("a BUILD");
    }

    @Test
    void what_is_lost_during_a_pause_is_asked_for_when_the_wave_goes_on() {
        WaveBench wave = prepared(CHAIN);
        wave.started("a");
        wave.pause();

        assertThat(wave.report("a", workspaceLost()).demands()).isEmpty();

        assertThat(wave.view().state()).isEqualTo(WaveState.PAUSED);
        assertThat(wave.demanded(wave.resume())).containsExactly("@workspace RESTORE");
        assertThat(wave.view().state()).isEqualTo(WaveState.PREPARING);
    }

    @Test
    void what_is_brought_back_during_a_pause_is_built_in_when_the_wave_goes_on() {
        WaveBench wave = prepared(CHAIN);
        wave.report("a", workspaceLost());
        wave.pause();

        assertThat(wave.preparing(made(WaveBench.WORKSPACE)).demands()).isEmpty();

        assertThat(wave.view().state()).isEqualTo(WaveState.PAUSED);
        assertThat(wave.demanded(wave.resume())).containsExactly("a BUILD");
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        wave.assertReplays();
    }

    @Test
    void nobody_is_asked_about_builds_in_a_workspace_that_is_lost_when_the_wave_goes_on_after_a_halt() {
        WaveBench wave = prepared(node("a"), node("b", "a"), node("c", "a"));
        wave.built("a");
        wave.started("b");
        wave.started("c");
        wave.report("b", workspaceLost());
        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));

        WaveDecision resumed = wave.resume();

        assertThat(resumed.askedAgain())
                .extracting(demand -> wave.name(demand.job()))
                .containsExactly("@workspace");
        assertThat(resumed.withdrawn())
                .extracting(demand -> wave.name(demand.job()))
                .containsExactly("c");
        assertThat(wave.demanded(wave.preparing(made(WaveBench.WORKSPACE)))).containsExactly("b BUILD", "c BUILD");
        wave.assertReplays();
    }

    @Test
    void a_wave_that_is_given_up_meanwhile_takes_it_back() {
        WaveBench wave = prepared(CHAIN);
        WaveDecision asked = wave.report("a", workspaceLost());

        WaveDecision over = wave.abandon();

        assertThat(over.withdrawn()).isEqualTo(asked.demands());
        assertThat(over.withdrawn().getFirst().purpose()).isEqualTo(Purpose.RESTORE);
        assertThat(wave.view().state()).isEqualTo(WaveState.ABANDONED);
        assertThat(wave.view().counts().keySet()).containsExactly(JobState.CANCELLED);
        assertThat(wave.preparing(made(WaveBench.WORKSPACE))).isEqualTo(WaveDecision.NOTHING);
        wave.assertReplays();
    }
}
