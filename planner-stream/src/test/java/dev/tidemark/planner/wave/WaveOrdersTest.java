package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people want of a wave. */
final class WaveOrdersTest {

    @Test
    void a_paused_wave_asks_for_nothing_and_catches_up_when_it_goes_on() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "a"));
        wave.pause();
        assertThat(wave.view().state()).isEqualTo(WaveState.PAUSED);
        assertThat(wave.view().reason()).contains("ada").contains("because").contains("tidemark wave resume demo-1");

        assertThat(wave.built("a").demands()).isEmpty();
        assertThat(wave.state("b")).isEqualTo(JobState.READY);
        assertThat(wave.view().reasonOf(wave.number("b"))).isEqualTo("its wave is PAUSED");

        assertThat(wave.demanded(wave.resume())).containsExactly("b BUILD", "c BUILD");
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.view().reason()).isNull();
    }

    @Test
    void a_job_that_fails_during_a_pause_gets_its_second_try_after_it() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.pause();
        assertThat(wave.failed("a").demands()).isEmpty();
        assertThat(wave.state("a")).isEqualTo(JobState.CONFIRMING);
        assertThat(wave.failed("a")).as("the same report again").isEqualTo(WaveDecision.NOTHING);

        assertThat(wave.demanded(wave.resume())).containsExactly("a CONFIRM");
    }

    @Test
    void a_wave_whose_last_job_is_built_during_a_pause_ends_when_it_goes_on() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.pause();
        wave.built("a");
        assertThat(wave.view().state()).isEqualTo(WaveState.PAUSED);

        assertThat(wave.resume().effects())
                .containsExactly(new Effect.Ended(WaveState.GREEN, wave.view().tally()));
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void abandoning_takes_back_what_is_under_way_and_cancels_what_is_not_settled() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "a"), node("d", "b"));
        wave.built("a");
        wave.started("b");
        wave.fitsNobody("c");

        WaveDecision decision = wave.abandon();

        assertThat(decision.withdrawn().stream().map(demand -> wave.name(demand.job())))
                .containsExactly("b", "c");
        assertThat(wave.view().state()).isEqualTo(WaveState.ABANDONED);
        assertThat(wave.state("a")).isEqualTo(JobState.SUCCEEDED);
        for (String job : List.of("b", "c", "d")) {
            assertThat(wave.state(job)).as(job).isEqualTo(JobState.CANCELLED);
            assertThat(wave.status(job).waitsFor()).isEqualTo("its wave was abandoned by ada: because");
        }
        assertThat(decision.effects())
                .containsExactly(
                        new Effect.Ended(WaveState.ABANDONED, wave.view().tally()));
        assertThat(wave.built("b")).as("a late report").isEqualTo(WaveDecision.NOTHING);
    }

    @Test
    void a_retry_builds_what_regressed_again_and_what_is_blocked_behind_it_goes_on() {
        WaveBench wave = regressed();
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);

        WaveDecision decision = wave.answer("b", Resolution.RETRY);

        assertThat(wave.demanded(decision)).containsExactly("b RETRY");
        assertThat(wave.status("b").generation()).isEqualTo(1);
        assertThat(wave.status("b").failure()).isNull();
        assertThat(wave.state("c")).isEqualTo(JobState.PENDING);
        assertThat(wave.view().state()).isEqualTo(WaveState.OPEN);
        assertThat(wave.demanded(wave.built("b"))).containsExactly("c BUILD");
        wave.built("c");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
    }

    @Test
    void a_retry_that_fails_is_confirmed_and_judged_like_any_build() {
        WaveBench wave = regressed();
        wave.answer("b", Resolution.RETRY);

        assertThat(wave.demanded(wave.failed("b"))).containsExactly("b CONFIRM");
        wave.failed("b");

        assertThat(wave.state("b")).isEqualTo(JobState.REGRESSED);
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
    }

    @Test
    void a_late_report_of_an_earlier_generation_decides_nothing() {
        WaveBench wave = regressed();
        int b = wave.number("b");
        int tries = wave.status("b").tries();
        wave.answer("b", Resolution.RETRY);

        assertThat(wave.tell(
                        new WaveEvent.JobReported(b, tries, new Report.Built(WaveBench.output("b"), WaveBench.MINUTE))))
                .isEqualTo(WaveDecision.NOTHING);
    }

    @Test
    void a_retry_of_what_is_stuck_takes_back_what_was_asked_for_before_it_asks_again() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.fitsNobody("a");

        WaveDecision decision = wave.answer("a", Resolution.RETRY);

        assertThat(decision.withdrawn()).singleElement().satisfies(demand -> {
            assertThat(demand.tries()).isEqualTo(1);
            assertThat(demand.purpose()).isEqualTo(Purpose.BUILD);
        });
        assertThat(decision.demands()).singleElement().satisfies(demand -> {
            assertThat(demand.tries()).isEqualTo(2);
            assertThat(demand.purpose()).isEqualTo(Purpose.RETRY);
        });
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
    }

    @Test
    void a_retry_of_what_cannot_be_judged_retries_what_would_judge_it() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failed("a");
        wave.failed("a");
        wave.fitsNobody("a/baseline");

        assertThat(wave.demanded(wave.answer("a", Resolution.RETRY))).containsExactly("a/baseline RETRY", "a RETRY");
    }

    @Test
    void a_wave_that_is_over_wants_nothing_any_more() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.failed("a");
        wave.failed("a");
        wave.fitsNobody("a/baseline");

        WaveDecision decision = wave.answer("a", Resolution.WONT_FIX);

        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
        assertThat(decision.withdrawn().stream().map(demand -> wave.name(demand.job())))
                .containsExactly("a/baseline");
    }

    @Test
    void what_nobody_mends_is_excluded_with_all_that_needs_it_and_the_wave_ends() {
        for (Resolution resolution : List.of(Resolution.WONT_FIX, Resolution.CANT_FIX)) {
            WaveBench wave = regressed();

            WaveDecision decision = wave.answer("b", resolution);

            assertThat(wave.state("b")).isEqualTo(JobState.EXCLUDED);
            assertThat(wave.status("b").waitsFor()).contains("ada: because");
            assertThat(wave.state("c")).isEqualTo(JobState.EXCLUDED);
            assertThat(wave.roots("c")).containsExactly("b");
            assertThat(wave.view().reasonOf(wave.number("c"))).startsWith("it needs b, which is EXCLUDED (");
            assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
            assertThat(decision.effects())
                    .containsExactly(
                            new Effect.Ended(WaveState.GREEN, wave.view().tally()));
        }
    }

    @Test
    void an_order_that_does_not_fit_is_refused_with_the_reason_and_changes_nothing() {
        WaveBench wave = regressed();

        assertRefused(wave.resume(), "the wave is RED");
        assertRefused(wave.pause(), "the wave is RED");
        assertRefused(wave.answer("a", Resolution.RETRY), "a/x86_64-linux/wave is SUCCEEDED: only what stands");
        assertRefused(wave.answer("c", Resolution.RETRY), "is BLOCKED: answer what it is behind: b/x86_64-linux/wave");
        assertRefused(wave.order(new Order.Answer(-1, Resolution.RETRY)), "the wave has no such job");
        wave.answer("b", Resolution.WONT_FIX);
        assertRefused(wave.abandon(), "the wave is GREEN");
        assertRefused(wave.answer("b", Resolution.RETRY), "the wave is GREEN");
    }

    @Test
    void a_wave_with_a_record_that_cannot_be_decided_halts_until_somebody_has_looked() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));

        wave.started("a");

        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));
        assertThat(wave.view().state()).isEqualTo(WaveState.HALTED);
        assertThat(wave.view().reason()).contains("tidemark wave resume demo-1");
        assertThat(wave.built("a").demands()).isEmpty();

        assertThat(wave.demanded(wave.resume())).containsExactly("b BUILD");
    }

    @Test
    void a_wave_that_goes_on_after_a_halt_asks_what_became_of_what_was_being_built() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        WaveDecision.Demand asked = wave.demands().getFirst();
        wave.started("a");
        wave.tell(new WaveEvent.Undecidable("that it was built could not be decided"));

        WaveDecision resumed = wave.resume();

        assertThat(resumed.demands()).isEmpty();
        assertThat(resumed.askedAgain()).singleElement().satisfies(again -> {
            assertThat(again.job()).isEqualTo(asked.job());
            assertThat(again.tries()).isEqualTo(asked.tries());
            assertThat(again.spec().key()).isEqualTo(asked.spec().key());
            assertThat(again.purpose()).isEqualTo(Purpose.INFRA_RETRY);
        });
        assertThat(wave.demanded(wave.built("a"))).containsExactly("b BUILD");
    }

    @Test
    void what_was_asked_about_and_had_failed_for_good_is_taken_back_since_it_may_have_been_begun_anew() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.failed("a");
        wave.started("a");
        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));
        WaveDecision.Demand again = wave.resume().askedAgain().getFirst();

        WaveDecision decision = wave.failed("a");

        assertThat(wave.state("a")).isEqualTo(JobState.JUDGING);
        assertThat(decision.withdrawn()).singleElement().satisfies(taken -> {
            assertThat(taken.job()).isEqualTo(again.job());
            assertThat(taken.tries()).isEqualTo(again.tries());
        });
    }

    @Test
    void so_is_what_the_farm_had_given_up() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));

        assertThat(wave.exhausted("a").withdrawn())
                .extracting(WaveDecision.Demand::tries)
                .containsExactly(1);
        assertThat(wave.state("a")).isEqualTo(JobState.STUCK);
    }

    @Test
    void what_is_tried_again_at_once_takes_the_place_of_what_failed_and_need_not_be_taken_back() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));

        WaveDecision decision = wave.failed("a");

        assertThat(wave.demanded(decision)).containsExactly("a CONFIRM");
        assertThat(decision.withdrawn()).isEmpty();
    }

    @Test
    void what_was_being_built_when_its_input_was_lost_is_not_asked_about_but_asked_for_anew_once_that_is_there() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "a"));
        wave.built("a");
        wave.started("b");
        wave.started("c");
        BuildFailure lost =
                TestGraphs.failure(FailureKind.INPUT_LOST, "agent-1").naming(List.of("a"));
        wave.report("c", new Report.Failed(lost, WaveBench.MINUTE));
        wave.started("a");
        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));

        WaveDecision resumed = wave.resume();

        assertThat(resumed.askedAgain())
                .extracting(demand -> wave.name(demand.job()))
                .containsExactly("a");
        assertThat(resumed.withdrawn())
                .extracting(demand -> wave.name(demand.job()))
                .containsExactly("b");
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
        assertThat(wave.demanded(wave.built("a"))).containsExactlyInAnyOrder("b INFRA_RETRY", "c INFRA_RETRY");
        wave.assertReplays();
    }

    @Test
    void a_wave_that_was_paused_has_missed_nothing() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.started("a");
        wave.pause();

        assertThat(wave.resume().askedAgain()).isEmpty();
    }

    @Test
    void what_waits_for_an_agent_is_taken_back_by_a_halt_and_asked_for_anew() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.tell(new WaveEvent.Undecidable("an event could not be decided"));

        WaveDecision resumed = wave.resume();

        assertThat(resumed.askedAgain()).isEmpty();
        assertThat(wave.demanded(resumed)).containsExactly("a BUILD");
    }

    @Test
    void a_wave_that_is_over_is_not_halted_by_what_comes_late() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.built("a");

        assertThat(wave.tell(new WaveEvent.Undecidable("an event could not be decided")))
                .isEqualTo(WaveDecision.NOTHING);
    }

    /** b regressed, c is blocked behind it. */
    private static WaveBench regressed() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "b"));
        wave.built("a");
        wave.failed("b");
        wave.failed("b");
        wave.built("a/baseline");
        wave.built("b/baseline");
        assertThat(wave.state("b")).isEqualTo(JobState.REGRESSED);
        return wave;
    }

    private static void assertRefused(WaveDecision decision, String reason) {
        assertThat(decision.changes()).isEmpty();
        assertThat(decision.demands()).isEmpty();
        assertThat(decision.withdrawn()).isEmpty();
        assertThat(decision.effects())
                .singleElement()
                .satisfies(
                        effect -> assertThat(((Effect.Refused) effect).reason()).contains(reason));
    }
}
