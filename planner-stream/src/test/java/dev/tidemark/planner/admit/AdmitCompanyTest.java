package dev.tidemark.planner.admit;

import static dev.tidemark.planner.admit.AdmittedSet.opened;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which bumps go together: groups, releases, batches; and which do not: heavyweights. */
final class AdmitCompanyTest {

    private static final String QT = "groups: [{name: qt6, members: ['qt6.*'], window: 2d}]";

    private final AdmittedSet set = AdmittedSet.of(
            node("csv", "textkit"),
            node("json"),
            node("py311.torch"),
            node("py312.torch"),
            node("qt6.base"),
            node("qt6.svg", "qt6.base"),
            node("textkit"));

    @Test
    void a_group_moves_in_one_wave_once_all_have_come() {
        set.apply(QT);
        set.publish("qt6.base", "6.9");
        assertThat(set.pending("qt6.base", "6.9").reason()).isEqualTo("it waits for qt6.svg of group qt6");
        set.pass(Duration.ofDays(1));

        assertThat(opened(set.publish("qt6.svg", "6.9"))).containsExactly(List.of("qt6.base 6.9", "qt6.svg 6.9"));
    }

    @Test
    void after_the_window_a_group_goes_with_those_that_have_come() {
        set.apply(QT);
        set.publish("qt6.base", "6.9");

        assertThat(set.pass(Duration.ofDays(2).minusMillis(1)).isEmpty()).isTrue();
        assertThat(opened(set.pass(Duration.ofMillis(1)))).containsExactly(List.of("qt6.base 6.9"));
    }

    @Test
    void a_newer_release_does_not_make_its_group_wait_anew() {
        set.apply(QT);
        set.publish("qt6.base", "6.9");
        set.pass(Duration.ofDays(1));
        set.publish("qt6.base", "6.9.1");

        assertThat(opened(set.pass(Duration.ofDays(1)))).containsExactly(List.of("qt6.base 6.9.1"));
    }

    @Test
    void one_release_of_several_packages_is_a_group_without_a_policy() {
        String[] both = {"py311.torch", "py312.torch", "py39.torch"};
        set.publish(Release.of("py311.torch", "2.9").together("torch 2.9", both));
        assertThat(set.pending("py311.torch", "2.9").reason())
                .isEqualTo("it waits for py312.torch of release torch 2.9");

        assertThat(opened(set.publish(Release.of("py312.torch", "2.9").together("torch 2.9", both))))
                .containsExactly(List.of("py311.torch 2.9", "py312.torch 2.9"));
    }

    @Test
    void a_release_waits_as_long_as_the_policy_says_and_the_late_one_goes_alone() {
        set.apply("releases: {window: 2h}");
        String[] both = {"py311.torch", "py312.torch"};
        set.publish(Release.of("py311.torch", "2.9").together("torch 2.9", both));
        assertThat(opened(set.pass(Duration.ofHours(2)))).containsExactly(List.of("py311.torch 2.9"));

        assertThat(opened(set.publish(Release.of("py312.torch", "2.9").together("torch 2.9", both))))
                .containsExactly(List.of("py312.torch 2.9"));
    }

    @Test
    void routine_bumps_with_no_path_between_them_share_a_wave() {
        set.apply("batching: {size: 3, window: 1h}");
        set.publish("textkit", "2.0");
        set.publish("json", "2.0");
        set.publish("csv", "2.0");
        assertThat(set.obstacle("csv", "2.0")).isEqualTo(Obstacle.BATCH);

        Decision decision = set.pass(Duration.ofHours(1));

        assertThat(opened(decision)).containsExactly(List.of("csv 2.0", "json 2.0"), List.of("textkit 2.0"));
    }

    @Test
    void a_batch_that_is_full_waits_no_longer() {
        set.apply("batching: {size: 2, window: 1h}");
        set.publish("textkit", "2.0");

        assertThat(opened(set.publish("json", "2.0"))).containsExactly(List.of("json 2.0", "textkit 2.0"));
    }

    @Test
    void a_newer_bump_of_a_package_keeps_its_place_in_the_batch() {
        set.apply("batching: {size: 3, window: 1h}");
        set.publish("textkit", "2.0");
        set.pass(Duration.ofMinutes(59));
        set.publish("textkit", "2.1");

        assertThat(opened(set.pass(Duration.ofMinutes(1)))).containsExactly(List.of("textkit 2.1"));
    }

    @Test
    void of_heavyweights_no_more_are_carried_at_once_than_the_policy_says() {
        set.apply("heavyweights: {packages: [json], dependents: 0, atOnce: 1}");
        set.publish("textkit", "2.0");
        set.publish("json", "2.0");
        set.publish("qt6.base", "6.9");
        assertThat(opened(set.publish("csv", "2.0"))).containsExactly(List.of("csv 2.0"));

        assertThat(set.pending("json", "2.0").reason())
                .isEqualTo(
                        "json is a heavyweight, and so is what wave %s carries; it is judged again when that wave ends"
                                .formatted(set.wave("textkit", "2.0")));
        assertThat(opened(set.end(set.wave("textkit", "2.0"), Outcome.RED))).containsExactly(List.of("json 2.0"));
        assertThat(opened(set.end(set.wave("json", "2.0"), Outcome.GREEN))).containsExactly(List.of("qt6.base 6.9"));
    }

    @Test
    void heavy_is_what_more_others_depend_on_than_the_policy_says() {
        set.apply("heavyweights: {dependents: 1}");

        assertThat(opened(set.publish("textkit", "2.0"))).hasSize(1);
        assertThat(opened(set.publish("qt6.base", "6.9"))).hasSize(1);
    }

    @Test
    void a_wave_knows_which_of_its_bumps_are_heavyweights() {
        set.apply("heavyweights: {packages: [textkit]}");

        assertThat(set.publish("textkit", "2.0")
                        .opened()
                        .getFirst()
                        .terms()
                        .notice()
                        .heavyweights())
                .containsExactly("textkit");
        assertThat(set.publish("json", "2.0")
                        .opened()
                        .getFirst()
                        .terms()
                        .notice()
                        .heavyweights())
                .isEmpty();
    }

    @Test
    void a_heavyweight_is_in_no_batch() {
        set.apply("{heavyweights: {packages: [textkit]}, batching: {size: 3, window: 1h}}");

        assertThat(opened(set.publish("textkit", "2.0"))).containsExactly(List.of("textkit 2.0"));
    }
}
