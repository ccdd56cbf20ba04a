package dev.tidemark.planner.admit;

import static dev.tidemark.planner.admit.AdmittedSet.opened;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a bump is, and what becomes of it in a set without a policy. */
final class AdmitBumpTest {

    private final AdmittedSet set = AdmittedSet.of(node("csv"), node("json"), node("textkit"));

    @Test
    void a_newer_version_opens_a_wave_that_is_planned_from_this_graph_or_a_newer_one() {
        set.revise(7, node("textkit"));

        Decision decision = set.publish("textkit", "2.0");

        assertThat(decision.waves()).isEqualTo(1);
        assertThat(decision.opened()).singleElement().satisfies(opened -> {
            assertThat(opened.wave().value()).startsWith("demo-1-");
            assertThat(opened.minimumSequence()).isEqualTo(7);
            assertThat(opened.terms()).isEqualTo(WaveTerms.NONE);
            assertThat(opened.bumps()).singleElement().satisfies(carried -> {
                assertThat(carried.bump()).isEqualTo(new Bump("textkit", "1.0", "2.0", Urgency.ROUTINE, "watcher"));
                assertThat(carried.publication().traceparent()).isEqualTo(Release.TRACE);
                assertThat(carried.standing()).isEqualTo(new Standing.InWave(opened.wave(), AdmittedSet.START));
                assertThat(carried.nextStep()).isEmpty();
                assertThat(decision.bumps()).containsExactly(carried);
            });
        });
    }

    @Test
    void the_same_bump_twice_is_one_bump_whatever_else_is_said_of_it() {
        set.publish("textkit", "2.0");

        Release again = Release.of("textkit", "0.9", "2.0").seen(Duration.ofDays(3));
        assertThat(set.publish(again).isEmpty()).isTrue();
        assertThat(set.publish("textkit", "2.0").waves()).isEqualTo(1);
    }

    @Test
    void another_change_to_the_same_version_is_another_bump() {
        set.publish(Release.of("textkit", "1.0").change("CVE-1.patch"));

        assertThat(set.publish(Release.of("textkit", "1.0").change("CVE-2.patch"))
                        .bumps())
                .extracting(BumpStatus::id)
                .containsExactly("demo:textkit@1.0@CVE-2.patch");
        assertThat(set.publish(Release.of("textkit", "1.0").change("CVE-2.patch"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void what_is_decided_again_has_the_same_name() {
        SetEvent event = Release.of("textkit", "2.0").event(set.now());
        WaveId one = set.consider(event).opened().getFirst().wave();
        WaveId again = set.consider(event).opened().getFirst().wave();
        WaveId other = set.consider(Release.of("textkit", "2.1").event(set.now()))
                .opened()
                .getFirst()
                .wave();

        assertThat(again).isEqualTo(one).isNotEqualTo(other);
    }

    @Test
    void a_version_that_is_not_newer_is_held_and_said_so_once() {
        set.publish("textkit", "1.0");

        assertThat(set.pending("textkit", "1.0").reason())
                .isEqualTo("1.0 is not newer than 1.0, which the graph has;"
                        + " it is judged again with the next graph revision");
        assertThat(set.status("textkit", "1.0").nextStep())
                .contains("tidemark bump force demo:textkit@1.0 --by NAME --reason TEXT");
        assertThat(set.publish("textkit", "1.0").isEmpty()).isTrue();
        set.publish("textkit", "0.9");
        assertThat(set.obstacle("textkit", "0.9")).isEqualTo(Obstacle.NOT_NEWER);
    }

    @Test
    void a_patch_is_news_though_the_version_stays() {
        assertThat(opened(set.publish(Release.of("textkit", "1.0").change("https://example.org/fix.patch"))))
                .containsExactly(List.of("textkit 1.0"));
    }

    @Test
    void a_patch_of_a_version_that_the_set_has_left_behind_is_held() {
        set.publish(Release.of("textkit", "0.9").change("fix.patch"));

        assertThat(set.standing("textkit", "0.9@fix.patch")).isInstanceOf(Standing.Held.class);
    }

    @Test
    void an_older_version_is_news_where_its_publisher_names_what_the_set_has_as_the_one_before() {
        assertThat(opened(set.publish(Release.of("textkit", "1.0", "0.9.8"))))
                .containsExactly(List.of("textkit 0.9.8"));
        set.publish(Release.of("csv", "0.9.7", "0.9.8"));
        assertThat(set.obstacle("csv", "0.9.8")).isEqualTo(Obstacle.NOT_NEWER);
    }

    @Test
    void what_a_green_wave_carried_is_not_newer_though_the_graph_does_not_have_it_yet() {
        set.publish("textkit", "2.0");
        set.end(set.wave("textkit", "2.0"), Outcome.GREEN);
        set.publish("textkit", "1.9");

        assertThat(set.pending("textkit", "1.9").reason())
                .startsWith("1.9 is not newer than 2.0, which a green wave carried");
        assertThat(opened(set.publish("textkit", "2.1"))).containsExactly(List.of("textkit 2.1"));
    }

    @Test
    void a_bump_of_an_unknown_package_is_held_until_a_revision_has_it() {
        set.publish("args", "2.0");
        assertThat(set.pending("args", "2.0").reason()).contains("set demo has no package args");
        assertThat(set.status("args", "2.0").nextStep()).contains("tidemark graph import PATH");

        Decision decision = set.revise(2, node("args"), node("textkit"));

        assertThat(decision.opened()).singleElement().satisfies(opened -> {
            assertThat(opened.bumps().getFirst().bump().from()).isEqualTo("1.0");
            assertThat(opened.minimumSequence()).isEqualTo(2);
        });
    }

    @Test
    void a_bump_of_a_set_without_a_graph_is_held_with_the_next_step() {
        AdmittedSet bare = new AdmittedSet();
        bare.publish("textkit", "2.0");

        assertThat(bare.pending("textkit", "2.0").reason())
                .contains("set demo has no graph yet")
                .endsWith("tidemark graph import PATH");
    }

    @Test
    void a_revision_opens_all_that_were_held_for_it_each_in_a_wave_of_its_own() {
        AdmittedSet bare = new AdmittedSet();
        bare.publish("json", "2.0");
        bare.publish("csv", "2.0");
        bare.publish("nobody", "2.0");

        Decision decision = bare.revise(1, node("csv"), node("json"));

        assertThat(opened(decision)).containsExactly(List.of("csv 2.0"), List.of("json 2.0"));
        assertThat(decision.waves()).isEqualTo(2);
        assertThat(bare.obstacle("nobody", "2.0")).isEqualTo(Obstacle.NO_PACKAGE);
    }

    @Test
    void a_bump_that_is_held_for_another_reason_says_the_new_one_and_a_revision_that_changes_nothing_says_nothing() {
        AdmittedSet bare = new AdmittedSet();
        bare.publish("json", "2.0");
        bare.pass(Duration.ofHours(1));

        bare.revise(1, node("csv"));

        assertThat(bare.pending("json", "2.0").since()).isEqualTo(bare.now());
        assertThat(bare.revise(2, node("csv")).isEmpty()).isTrue();
    }

    @Test
    void a_waiting_bump_whose_package_leaves_the_graph_is_held_and_visible() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "3.0");
        assertThat(set.obstacle("textkit", "3.0")).isEqualTo(Obstacle.RUNNING);

        set.revise(2, node("csv"));

        assertThat(set.standing("textkit", "3.0")).isInstanceOf(Standing.Held.class);
        assertThat(set.obstacle("textkit", "3.0")).isEqualTo(Obstacle.NO_PACKAGE);
    }

    @Test
    void a_clock_that_is_ahead_makes_no_release_younger_than_when_it_was_heard_of() {
        set.publish(Release.of("textkit", "2.0").seen(Duration.ofDays(-3)));

        assertThat(set.status("textkit", "2.0").publication().seenAt()).isEqualTo(AdmittedSet.START);
    }

    @Test
    void a_forced_bump_is_taken_up_whatever_holds_it() {
        set.publish("textkit", "1.0");
        Release forced = Release.of("textkit", "1.0").forced("ada", "built with another compiler");

        assertThat(opened(set.publish(forced))).containsExactly(List.of("textkit 1.0"));
        assertThat(set.status("textkit", "1.0").publication().force())
                .isEqualTo(new BumpStatus.Force("ada", "built with another compiler"));
        assertThat(set.publish(forced).isEmpty()).isTrue();
    }

    @Test
    void not_even_a_forced_bump_is_taken_up_without_its_package() {
        set.publish(Release.of("nobody", "1.0").forced("ada", "please"));

        assertThat(set.obstacle("nobody", "1.0")).isEqualTo(Obstacle.NO_PACKAGE);
    }

    @Test
    void a_forced_bump_opens_a_wave_beside_the_one_that_runs() {
        set.publish("textkit", "2.0");

        Decision decision = set.publish(Release.of("textkit", "2.1").forced("ada", "now"));

        assertThat(opened(decision)).containsExactly(List.of("textkit 2.1"));
        assertThat(decision.effects()).hasSize(1);
    }

    @Test
    void a_skipped_bump_can_be_forced_too() {
        set.publish("textkit", "2.0");
        set.publish("textkit", "2.1");
        set.publish("textkit", "2.2");
        assertThat(set.standing("textkit", "2.1")).isInstanceOf(Standing.Skipped.class);

        assertThat(opened(set.publish(Release.of("textkit", "2.1").forced("ada", "to bisect"))))
                .containsExactly(List.of("textkit 2.1"));
    }

    @Test
    void what_is_due_is_known_and_nothing_is_due_where_time_does_not_help() {
        set.publish("textkit", "1.0");
        assertThat(set.due()).isEqualTo(Optional.empty());

        set.apply("age: 2d");
        set.publish("json", "2.0");

        assertThat(set.due()).contains(Instant.parse("2026-01-03T00:00:00Z"));
    }
}
