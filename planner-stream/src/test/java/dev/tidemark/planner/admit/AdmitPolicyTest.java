package dev.tidemark.planner.admit;

import static dev.tidemark.planner.admit.AdmittedSet.opened;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.WaveTerms.NoAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a policy lets a bump wait for by itself. */
final class AdmitPolicyTest {

    private final AdmittedSet set = AdmittedSet.of(node("csv"), node("json"), node("textkit"));

    @Test
    void a_package_with_a_cadence_is_carried_once_in_that_time_and_the_newest_has_the_turn() {
        set.apply("cadence: {textkit: 7d}");
        set.publish("textkit", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN);
        set.pass(Duration.ofDays(1));

        set.publish("textkit", "2.1");
        set.publish("textkit", "2.2");

        assertThat(set.standing("textkit", "2.1")).isInstanceOf(Standing.Skipped.class);
        assertThat(set.pending("textkit", "2.2").reason())
                .isEqualTo(
                        "the policy takes textkit up once in 7d, and its last wave was opened at 2026-01-01T00:00:00Z");
        assertThat(set.pending("textkit", "2.2").until()).contains(Instant.parse("2026-01-08T00:00:00Z"));
        assertThat(set.pass(Duration.ofDays(6).minusMillis(1)).isEmpty()).isTrue();
        assertThat(opened(set.pass(Duration.ofMillis(1)))).containsExactly(List.of("textkit 2.2"));
    }

    @Test
    void a_cadence_of_one_name_comes_before_that_of_a_pattern() {
        set.apply("cadence: {'*': 30d, textkit: 1d}");
        set.publish("textkit", "2.0");
        set.publish("json", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN);
        set.end(set.wave("json", "2.0"), Outcome.GREEN);
        set.publish("textkit", "2.1");
        set.publish("json", "2.1");

        assertThat(opened(set.pass(Duration.ofDays(1)))).containsExactly(List.of("textkit 2.1"));
        assertThat(set.pending("json", "2.1").until()).contains(Instant.parse("2026-01-31T00:00:00Z"));
    }

    @Test
    void a_routine_bump_waits_for_its_age_since_its_publisher_saw_it() {
        set.apply("age: 3d");
        set.publish(Release.of("textkit", "2.0").seen(Duration.ofDays(1)));
        assertThat(set.pending("textkit", "2.0").reason()).isEqualTo("it is not 3d old yet");

        assertThat(opened(set.publish(Release.of("json", "2.0").seen(Duration.ofDays(3)))))
                .hasSize(1);
        assertThat(opened(set.pass(Duration.ofDays(2)))).containsExactly(List.of("textkit 2.0"));
    }

    @Test
    void what_is_released_every_day_is_still_taken_up_once_a_release_is_of_age() {
        set.apply("age: 3d");
        set.publish("textkit", "2.0");
        set.pass(Duration.ofDays(1));
        set.publish("textkit", "2.1");
        set.pass(Duration.ofDays(1));
        set.publish("textkit", "2.2");

        assertThat(opened(set.pass(Duration.ofDays(1)))).containsExactly(List.of("textkit 2.0"));
    }

    @Test
    void a_hold_says_its_reason_and_ends_at_its_time() {
        set.apply("holds: [{package: text*, reason: 2.0 breaks csv, until: 2026-01-03}]");
        set.publish("textkit", "2.0");

        assertThat(set.standing("textkit", "2.0"))
                .isEqualTo(new Standing.Held(
                        Obstacle.ON_HOLD,
                        "the policy holds text*: 2.0 breaks csv",
                        AdmittedSet.START,
                        Optional.of(Instant.parse("2026-01-03T00:00:00Z"))));
        assertThat(set.due()).contains(Instant.parse("2026-01-03T00:00:00Z"));
        assertThat(opened(set.pass(Duration.ofDays(2)))).hasSize(1);
    }

    @Test
    void of_several_that_were_held_the_newest_is_taken_up_when_the_policy_lets_them_go() {
        set.apply("holds: [{package: textkit, reason: wait}]");
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Held.class);

        assertThat(opened(set.apply("age: 0s"))).containsExactly(List.of("textkit 2.1"));
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Skipped.class);
    }

    @Test
    void an_excluded_package_is_held_before_and_after_the_policy_says_so() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");
        set.apply("exclusions: [textkit]");
        assertThat(set.obstacle("textkit", "2.1")).isEqualTo(Obstacle.EXCLUDED);

        set.publish("textkit", "2.2");

        assertThat(set.obstacle("textkit", "2.2")).isEqualTo(Obstacle.EXCLUDED);
        assertThat(set.status("textkit", "2.2").nextStep()).isPresent();
    }

    @Test
    void a_prerelease_is_held_unless_the_policy_admits_it_or_the_set_has_one_already() {
        set.publish("textkit", "2.0-rc1");
        assertThat(set.obstacle("textkit", "2.0-rc1")).isEqualTo(Obstacle.PRERELEASE);
        assertThat(opened(set.publish("textkit", "2.0"))).hasSize(1);
        assertThat(set.standing("textkit", "2.0-rc1")).isInstanceOf(Standing.Skipped.class);

        set.publish("json", "3.0.0-beta.2");
        assertThat(opened(set.apply("prereleases: admit"))).containsExactly(List.of("json 3.0.0-beta.2"));
        set.apply("");
        set.revise(2, PackageNode.named("csv", "0-unstable-2025-12-01").build());
        assertThat(opened(set.publish("csv", "0-unstable-2025-12-24"))).hasSize(1);
    }

    @Test
    void with_the_weeks_hours_spent_routine_bumps_wait_until_enough_of_them_are_a_week_old() {
        set.apply("waves: {cpuHoursAWeek: 100}");
        set.publish("textkit", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN, 60, 0);
        set.pass(Duration.ofDays(1));
        set.publish("json", "2.0");
        set.end(set.wave("json", "2.0"), Outcome.RED, 60, 0);

        set.publish("csv", "2.0");

        assertThat(set.pending("csv", "2.0").reason())
                .isEqualTo("the waves of the last seven days took 120.0 CPU hours, and the policy allows 100.0");
        assertThat(set.pending("csv", "2.0").until()).contains(Instant.parse("2026-01-08T00:00:00Z"));
        assertThat(opened(set.pass(Duration.ofDays(6)))).containsExactly(List.of("csv 2.0"));
    }

    @Test
    void hours_with_a_gpu_are_counted_by_themselves() {
        set.apply("waves: {gpuHoursAWeek: 1}");
        set.publish("textkit", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN, 600, 0.5);
        assertThat(opened(set.publish("json", "2.0"))).hasSize(1);
        set.end(set.wave("json", "2.0"), Outcome.GREEN, 600, 0.5);

        set.publish("csv", "2.0");

        assertThat(set.obstacle("csv", "2.0")).isEqualTo(Obstacle.BUDGET);
    }

    @Test
    void a_wave_is_opened_on_the_policys_terms() {
        set.apply("waves: {haltShare: 0.25, haltAfterJobs: 40, cpuHours: 500, noAgent: exclude}");

        Decision decision = set.publish("textkit", "2.0");

        assertThat(decision.opened().getFirst().terms())
                .isEqualTo(new WaveTerms(
                        0.25, 40, OptionalDouble.of(500), OptionalDouble.empty(), NoAgent.EXCLUDE, NoticeTerms.NONE));
    }

    @Test
    void a_bump_that_waits_for_the_same_kind_of_reason_has_waited_since_it_began_to() {
        set.apply("cadence: {textkit: 7d}");
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");
        set.pass(Duration.ofDays(1));

        set.apply("cadence: {textkit: 9d}");

        assertThat(set.pending("textkit", "2.1").since()).isEqualTo(AdmittedSet.START);
        assertThat(set.pending("textkit", "2.1").until()).contains(Instant.parse("2026-01-10T00:00:00Z"));
    }

    @Test
    void a_bump_is_forced_through_every_one_of_them() {
        set.apply(
                "{age: 9d, exclusions: [textkit], holds: [{package: textkit, reason: no}], waves: {cpuHoursAWeek: 1}}");
        set.publish("textkit", "2.0-rc1");

        assertThat(opened(set.publish(Release.of("textkit", "2.0-rc1").forced("ada", "a test"))))
                .hasSize(1);
    }
}
