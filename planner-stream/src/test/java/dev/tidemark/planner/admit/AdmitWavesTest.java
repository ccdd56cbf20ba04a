package dev.tidemark.planner.admit;

import static dev.tidemark.planner.admit.AdmittedSet.opened;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bumps and the waves that carry them: what runs, ends and is superseded. */
final class AdmitWavesTest {

    private final AdmittedSet set = AdmittedSet.of(node("csv"), node("json"), node("textkit"));

    @Test
    void a_newer_bump_of_a_package_in_a_running_wave_waits_for_its_end() {
        set.publish("textkit", "2.0");
        WaveId first = set.wave("textkit", "2.0");

        assertThat(opened(set.publish("textkit", "2.1"))).isEmpty();

        assertThat(set.standing("textkit", "2.1")).isInstanceOf(Standing.Waiting.class);
        assertThat(set.pending("textkit", "2.1").reason())
                .isEqualTo("wave %s carries textkit already; it is judged again when that wave ends".formatted(first));
        assertThat(opened(set.end(first, Outcome.GREEN))).containsExactly(List.of("textkit 2.1"));
        assertThat(set.standing("textkit", "2.0")).isEqualTo(new Standing.Done(first, AdmittedSet.START));
    }

    @Test
    void after_a_red_wave_its_bumps_stay_in_it_and_newer_ones_have_their_turn() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");
        WaveId red = set.wave("textkit", "2.0");

        assertThat(opened(set.end(red, Outcome.RED))).containsExactly(List.of("textkit 2.1"));

        assertThat(set.wave("textkit", "2.0")).isEqualTo(red);
        set.end(red, Outcome.GREEN);
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Done.class);
    }

    @Test
    void the_bumps_of_an_abandoned_wave_are_held_until_somebody_forces_them() {
        set.publish("textkit", "2.0");
        WaveId wave = set.wave("textkit", "2.0");
        set.end(wave, Outcome.ABANDONED);

        assertThat(set.pending("textkit", "2.0").reason()).isEqualTo("its wave %s was abandoned".formatted(wave));
        assertThat(set.status("textkit", "2.0").nextStep()).isPresent();
        assertThat(set.revise(2, node("textkit")).isEmpty()).isTrue();
        assertThat(set.publish("textkit", "2.0").isEmpty()).isTrue();
        assertThat(opened(set.publish(Release.of("textkit", "2.0").forced("ada", "the disk was full"))))
                .hasSize(1);
    }

    @Test
    void a_newer_bump_takes_the_place_of_one_whose_wave_was_abandoned() {
        set.publish("textkit", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.ABANDONED);

        assertThat(opened(set.publish("textkit", "2.1"))).containsExactly(List.of("textkit 2.1"));
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Skipped.class);
    }

    @Test
    void an_end_that_is_told_twice_is_one_end() {
        set.publish("textkit", "2.0");
        WaveId wave = set.wave("textkit", "2.0");
        set.end(wave, Outcome.GREEN, 3, 1);

        assertThat(set.end(wave, Outcome.GREEN, 3, 1).isEmpty()).isTrue();
    }

    @Test
    void a_wave_is_forgotten_a_week_after_its_end_unless_it_may_still_go_green() {
        set.publish("textkit", "2.0");
        set.publish("json", "2.0");
        set.publish("csv", "2.0");
        WaveId red = set.wave("json", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN);
        set.end(red, Outcome.RED);
        set.pass(Duration.ofDays(7));

        set.end(set.wave("csv", "2.0"), Outcome.GREEN);

        assertThat(set.records()).extracting(WaveRecord::wave).hasSize(2).contains(red);
    }

    @Test
    void a_newer_bump_supersedes_one_that_still_waits_and_says_so() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");

        Decision decision = set.publish("textkit", "2.2");

        assertThat(decision.skipped()).extracting(BumpStatus::id).containsExactly("demo:textkit@2.1");
        assertThat(set.standing("textkit", "2.1"))
                .isEqualTo(new Standing.Skipped(
                        "demo:textkit@2.2", "superseded by 2.2 before its turn", AdmittedSet.START));
        assertThat(opened(set.end(set.wave("textkit", "2.0"), Outcome.GREEN))).containsExactly(List.of("textkit 2.2"));
    }

    @Test
    void an_older_bump_that_comes_late_is_superseded_at_once() {
        set.publish("textkit", "2.1");

        set.publish("textkit", "2.0");

        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Skipped.class);
    }

    @Test
    void what_is_held_supersedes_nothing() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");

        set.publish("textkit", "3.0-rc1");

        assertThat(set.obstacle("textkit", "3.0-rc1")).isEqualTo(Obstacle.PRERELEASE);
        assertThat(set.obstacle("textkit", "2.1")).isEqualTo(Obstacle.RUNNING);
    }

    @Test
    void two_patches_of_one_version_are_carried_one_after_the_other() {
        set.publish(Release.of("textkit", "1.0").change("one.patch"));
        set.publish(Release.of("textkit", "1.0").change("two.patch"));
        assertThat(set.obstacle("textkit", "1.0@two.patch")).isEqualTo(Obstacle.RUNNING);

        assertThat(opened(set.end(set.wave("textkit", "1.0@one.patch"), Outcome.GREEN)))
                .containsExactly(List.of("textkit 1.0"));
    }

    @Test
    void a_policy_that_says_always_ends_the_running_wave_for_a_newer_bump() {
        set.apply("running: {restart: always}");
        set.publish("textkit", "2.0");
        WaveId former = set.wave("textkit", "2.0");

        Decision decision = set.publish("textkit", "2.1");

        assertThat(decision.effects()).hasSize(2);
        assertThat(decision.effects().getFirst())
                .isEqualTo(new Effect.AbandonWave(
                        former, "watcher", "demo:textkit@2.1 takes the place of what it carries"));
        assertThat(opened(decision)).containsExactly(List.of("textkit 2.1"));
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Skipped.class);
        set.end(former, Outcome.ABANDONED, 4, 0);
        assertThat(set.wave("textkit", "2.1")).isNotEqualTo(former);
    }

    @Test
    void what_else_an_ended_wave_carried_is_carried_on_by_the_one_in_its_place() {
        set.apply("{batching: {size: 2, window: 1h}, running: {restart: always}}");
        set.publish("json", "2.0");
        set.publish("textkit", "2.0");
        assertThat(set.wave("json", "2.0")).isEqualTo(set.wave("textkit", "2.0"));
        set.publish("textkit", "2.1");

        assertThat(opened(set.pass(Duration.ofHours(1)))).containsExactly(List.of("json 2.0", "textkit 2.1"));
        assertThat(set.wave("json", "2.0")).isEqualTo(set.wave("textkit", "2.1"));
    }

    @Test
    void an_end_of_a_wave_that_nobody_opened_here_changes_no_bump() {
        set.publish("textkit", "2.0");

        assertThat(set.end(new WaveId("demo-99"), Outcome.GREEN, 1, 0).bumps()).isEmpty();
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.InWave.class);
    }
}
