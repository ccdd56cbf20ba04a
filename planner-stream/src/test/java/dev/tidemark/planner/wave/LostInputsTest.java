package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the artifact store loses is built again, and nobody is blamed for it. */
final class LostInputsTest {

    private static WaveDecision inputsLost(WaveBench wave, String job, String... inputs) {
        BuildFailure failure = new BuildFailure(
                FailureKind.INPUT_LOST,
                "the input is lost",
                List.of(),
                null,
                "lost",
                "agent-1",
                "",
                List.of(),
                List.of(inputs));
        return wave.report(job, new Report.Failed(failure, WaveBench.MINUTE));
    }

    private static WaveBench chain() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"), node("c", "a"));
        wave.built("a");
        wave.started("b");
        return wave;
    }

    @Test
    void a_lost_input_is_built_again_and_the_job_waits_for_it() {
        WaveBench wave = chain();

        WaveDecision decision = inputsLost(wave, "b", "a");

        assertThat(wave.demanded(decision)).containsExactly("a RESTORE");
        assertThat(wave.state("a")).isEqualTo(JobState.READY);
        assertThat(wave.status("a").generation()).isEqualTo(1);
        assertThat(wave.state("b")).isEqualTo(JobState.PENDING);
        assertThat(wave.view().reasonOf(wave.number("b"))).isEqualTo("the input is lost; it is built again first");
        assertThat(wave.demanded(wave.built("a"))).containsExactly("b INFRA_RETRY", "c INFRA_RETRY");
        wave.built("b");
        wave.built("c");
        assertThat(wave.view().state()).isEqualTo(WaveState.GREEN);
        wave.assertReplays();
    }

    @Test
    void whoever_has_not_begun_is_taken_back_since_it_would_not_find_it_either() {
        WaveBench wave = chain();

        WaveDecision decision = inputsLost(wave, "b", "a");

        assertThat(decision.withdrawn().stream().map(demand -> wave.name(demand.job())))
                .as("c, and b, whose try is over")
                .containsExactly("b", "c");
        assertThat(wave.state("c")).isEqualTo(JobState.PENDING);
    }

    @Test
    void whoever_has_begun_goes_on() {
        WaveBench wave = chain();
        wave.started("c");

        assertThat(inputsLost(wave, "b", "a").withdrawn().stream().map(demand -> wave.name(demand.job())))
                .as("b alone, whose try is over")
                .containsExactly("b");

        wave.built("c");
        assertThat(wave.state("c")).isEqualTo(JobState.SUCCEEDED);
    }

    @Test
    void where_it_is_built_to_something_else_now_that_is_what_the_job_is_built_from() {
        WaveBench wave = chain();
        inputsLost(wave, "b", "a");
        Sha256 other = WaveBench.output("another a");

        WaveDecision decision = wave.report("a", new Report.Built(other, WaveBench.MINUTE));

        assertThat(decision.demands())
                .allSatisfy(demand -> assertThat(demand.spec().inputs())
                        .singleElement()
                        .satisfies(input -> assertThat(input.outputHash()).isEqualTo(other)));
    }

    @Test
    void what_succeeded_and_is_not_built_again_is_stuck_and_nobody_is_blamed() {
        WaveBench wave = chain();
        inputsLost(wave, "b", "a");

        wave.failed("a");
        wave.failed("a");

        assertThat(wave.state("a")).isEqualTo(JobState.STUCK);
        assertThat(wave.status("a").waitsFor())
                .contains("the artifact store lost")
                .contains("RETRY");
        assertThat(wave.state("b")).isEqualTo(JobState.BLOCKED);
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(wave.demanded(wave.answer("a", Resolution.RETRY))).containsExactly("a RESTORE");
    }

    @Test
    void a_job_that_had_failed_before_is_confirmed_and_judged_after_the_loss() {
        WaveBench wave = chain();
        wave.failed("b");
        inputsLost(wave, "b", "a");

        assertThat(wave.demanded(wave.built("a"))).contains("b CONFIRM");
        assertThat(wave.failed("b").demands())
                .extracting(WaveDecision.Demand::purpose)
                .containsExactly(Purpose.INPUT);
        assertThat(wave.state("b")).isEqualTo(JobState.JUDGING);
    }

    @Test
    void what_is_lost_again_and_again_is_for_a_person() {
        WaveBench wave = chain();
        for (int loss = 0; loss < 3; loss++) {
            inputsLost(wave, "b", "a");
            wave.built("a");
        }

        assertThat(inputsLost(wave, "b", "a").demands()).isEmpty();

        assertThat(wave.state("b")).isEqualTo(JobState.STUCK);
        assertThat(wave.status("b").waitsFor()).contains("bring the artifact store back");

        wave.answer("b", Resolution.RETRY);
        assertThat(wave.demanded(inputsLost(wave, "b", "a"))).containsExactly("a RESTORE");
    }

    @Test
    void who_finds_the_third_loss_too_waits_with_the_others() {
        WaveBench wave = chain();
        wave.started("c");
        for (int loss = 0; loss < 2; loss++) {
            inputsLost(wave, "b", "a");
            wave.built("a");
            wave.started("b");
        }
        inputsLost(wave, "b", "a");

        inputsLost(wave, "c", "a");

        assertThat(wave.state("c")).isEqualTo(JobState.PENDING);
    }

    @Test
    void what_is_lost_that_it_does_not_need_is_for_a_person() {
        WaveBench wave = chain();

        inputsLost(wave, "b", "c");

        assertThat(wave.state("b")).isEqualTo(JobState.STUCK);
    }

    @Test
    void a_pause_puts_it_off() {
        WaveBench wave = chain();
        wave.pause();

        assertThat(inputsLost(wave, "b", "a").demands()).isEmpty();

        assertThat(wave.demanded(wave.resume())).containsExactly("a RESTORE");
    }

    @Test
    void who_was_asked_before_it_was_built_again_may_say_late_that_it_is_lost() {
        WaveBench wave = chain();
        wave.started("c");
        inputsLost(wave, "b", "a");
        wave.built("a");

        assertThat(wave.demanded(inputsLost(wave, "c", "a"))).containsExactly("c INFRA_RETRY");

        assertThat(wave.state("a")).isEqualTo(JobState.SUCCEEDED);
        assertThat(wave.status("a").losses()).isEqualTo(1);
        assertThat(wave.demanded(inputsLost(wave, "c", "a")))
                .as("asked for since")
                .containsExactly("a RESTORE");
        wave.assertReplays();
    }

    @Test
    void so_may_who_was_to_build_from_what_it_was_before() {
        WaveBench wave = chain();
        wave.started("c");
        inputsLost(wave, "b", "a");
        Sha256 other = WaveBench.output("another a");
        wave.report("a", new Report.Built(other, WaveBench.MINUTE));

        assertThat(inputsLost(wave, "c", "a").demands())
                .singleElement()
                .satisfies(demand -> assertThat(demand.spec().inputs())
                        .singleElement()
                        .satisfies(input -> assertThat(input.outputHash()).isEqualTo(other)));
    }

    @Test
    void what_else_is_lost_besides_is_built_again() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a", "d"), node("c", "a"), node("d", "a"));
        wave.built("a");
        wave.built("d");
        wave.started("b");
        wave.started("c");
        inputsLost(wave, "c", "a");
        wave.built("a");

        assertThat(wave.demanded(inputsLost(wave, "b", "a", "d"))).containsExactly("d RESTORE");
    }

    @Test
    void that_a_loss_is_why_it_is_asked_for_again_outlives_a_pause() {
        WaveBench wave = chain();
        inputsLost(wave, "b", "a");
        wave.pause();
        wave.built("a");
        wave.assertReplays();

        assertThat(wave.demanded(wave.resume())).containsExactly("b INFRA_RETRY", "c INFRA_RETRY");
    }
}
