package dev.tidemark.planner.admit;

import static dev.tidemark.planner.admit.AdmittedSet.opened;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may say SECURITY, and what it is worth. */
final class AdmitSecurityTest {

    private static final String ADA = "security: {principals: [ada]}";

    private final AdmittedSet set = AdmittedSet.of(node("json"), node("textkit"));

    @Test
    void it_needs_a_principal_that_the_policy_names() {
        set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1"));
        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.NOT_ENTITLED);
        assertThat(set.pending("textkit", "2.0").reason()).contains("does not name ada");

        assertThat(opened(set.apply(ADA))).containsExactly(List.of("textkit 2.0"));
    }

    @Test
    void it_needs_an_advisory() {
        set.apply(ADA);
        set.publish(Release.of("textkit", "2.0").security("ada"));

        assertThat(set.pending("textkit", "2.0").reason())
                .isEqualTo("it is SECURITY without an advisory: publish it again with --advisory");
        assertThat(opened(set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1"))))
                .hasSize(1);
    }

    @Test
    void nobody_forces_what_he_may_not_say() {
        set.apply(ADA);
        set.publish(Release.of("textkit", "2.0").security("eve").forced("eve", "now"));
        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.NOT_ENTITLED);

        assertThat(opened(set.publish(Release.of("textkit", "2.0").forced("eve", "as any other then"))))
                .containsExactly(List.of("textkit 2.0"));
    }

    @Test
    void where_all_is_held_and_nobody_is_named_who_forces_it_hears_why_and_what_to_do() {
        set.apply("holds: [{package: '*', reason: it cannot be read}]");
        set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1").forced("ada", "now"));

        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.ON_HOLD);
        assertThat(set.pending("textkit", "2.0").reason())
                .isEqualTo("the policy holds *: it cannot be read, and it names nobody who may say SECURITY:"
                        + " publish it as ROUTINE, or mend the policy");
        set.publish(Release.of("json", "2.0").forced("ada", "as any other then"));
        assertThat(set.standing("json", "2.0")).isInstanceOf(Standing.InWave.class);

        set.apply("holds: [{package: '*', reason: a freeze}]\nsecurity: {principals: [bob]}");
        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.NOT_ENTITLED);
    }

    @Test
    void it_waits_for_no_age_no_cadence_no_batch_no_budget_and_no_heavyweight() {
        set.apply(ADA
                + "\nage: 9d\ncadence: {'*': 9d}\nbatching: {size: 9, window: 9d}\nheavyweights: {packages: ['*']}");
        set.publish(Release.of("json", "1.5").forced("ada", "a heavyweight that runs"));

        assertThat(opened(set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1"))))
                .hasSize(1);
        assertThat(opened(set.publish(Release.of("json", "2.0").security("ada", "CVE-2026-2"))))
                .hasSize(1);
    }

    @Test
    void what_a_person_holds_or_excludes_is_held_even_then() {
        set.apply(ADA + "\nholds: [{package: json, reason: no}]\nexclusions: [textkit]");
        set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1"));
        set.publish(Release.of("json", "2.0").security("ada", "CVE-2026-1"));

        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.EXCLUDED);
        assertThat(set.obstacle("json", "2.0")).isEqualTo(Obstacle.ON_HOLD);
    }

    @Test
    void it_takes_the_place_of_the_running_wave_that_carries_its_package() {
        set.apply(ADA);
        set.publish("textkit", "2.0");
        WaveId former = set.wave("textkit", "2.0");

        Decision decision = set.publish(Release.of("textkit", "2.0.1").security("ada", "CVE-2026-1"));

        assertThat(decision.effects().getFirst())
                .isEqualTo(
                        new Effect.AbandonWave(former, "ada", "demo:textkit@2.0.1 takes the place of what it carries"));
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.Skipped.class);
    }

    @Test
    void it_opens_a_wave_beside_the_running_one_where_the_policy_never_restarts() {
        set.apply(ADA + "\nrunning: {restart: never}");
        set.publish("textkit", "2.0");

        Decision decision = set.publish(Release.of("textkit", "2.0.1").security("ada", "CVE-2026-1"));

        assertThat(decision.effects()).hasSize(1);
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.InWave.class);
    }

    @Test
    void a_patch_of_the_version_that_a_wave_carries_does_not_end_that_wave() {
        set.apply(ADA);
        set.publish("textkit", "2.0");

        Decision decision =
                set.publish(Release.of("textkit", "2.0").change("fix.patch").security("ada", "CVE-2026-1"));

        assertThat(decision.effects()).hasSize(1);
        assertThat(set.standing("textkit", "2.0")).isInstanceOf(Standing.InWave.class);
    }

    @Test
    void it_is_not_superseded_by_a_newer_one_that_is_not() {
        set.apply(ADA + "\ncadence: {textkit: 9d}");
        set.publish("textkit", "1.1");
        set.end(set.wave("textkit", "1.1"), WaveRecord.Outcome.GREEN);
        set.publish("textkit", "2.0");

        assertThat(opened(set.publish(Release.of("textkit", "1.1.1").security("ada", "CVE-2026-1"))))
                .containsExactly(List.of("textkit 1.1.1"));
        assertThat(set.obstacle("textkit", "2.0")).isEqualTo(Obstacle.CADENCE);
    }

    @Test
    void a_routine_bump_that_waits_becomes_one_when_a_principal_says_so() {
        set.apply(ADA + "\nage: 9d");
        set.publish("textkit", "2.0");

        assertThat(opened(set.publish(Release.of("textkit", "2.0").security("ada", "CVE-2026-1"))))
                .hasSize(1);
        assertThat(set.status("textkit", "2.0").bump().urgency()).isEqualTo(Urgency.SECURITY);
        assertThat(set.status("textkit", "2.0").bump().advisories()).containsExactly("CVE-2026-1");
    }

    @Test
    void a_stranger_who_says_so_changes_nothing_and_does_not_stand_in_the_way() {
        set.apply(ADA + "\nage: 9d");
        set.publish("textkit", "2.0");
        assertThat(set.publish(Release.of("textkit", "2.0").security("mallory", "CVE-2026-1"))
                        .isEmpty())
                .isTrue();

        set.publish(Release.of("json", "2.0").security("mallory", "CVE-2026-1"));
        set.publish("json", "2.0");

        assertThat(set.obstacle("json", "2.0")).isEqualTo(Obstacle.AGE);
    }
}
