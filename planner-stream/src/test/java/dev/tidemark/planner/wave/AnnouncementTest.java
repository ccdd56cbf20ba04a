package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.SYSTEM;
import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.Announcement.Cause;
import dev.tidemark.planner.wave.Announcement.Reached;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnnouncementTest {

    private static final double ROUNDING = 1e-6;

    /** Everything takes ten seconds; {@code brittle} fails two builds in five, and {@code unlucky} has failed its only one. */
    private static final Prospects LEARNT = new Prospects() {
        @Override
        public double seconds(String attribute, String system) {
            return 10;
        }

        @Override
        public double failureChance(String attribute, String system) {
            return switch (attribute) {
                case "brittle" -> FailureChance.of(6, 5);
                case "unlucky" -> FailureChance.of(0, 1);
                default -> FailureChance.UNKNOWN;
            };
        }

        @Override
        public FlakeScore flakeScore(String attribute, String system) {
            return attribute.equals("brittle") ? FlakeScore.of(0.002, 0, 6) : FlakeScore.UNKNOWN;
        }
    };

    private static Announcement of(WaveTerms terms, PackageNode... nodes) {
        return Announcement.of(plan(terms, nodes));
    }

    private static WavePlan plan(WaveTerms terms, PackageNode... nodes) {
        return PlanWave.plan(new WaveId("demo-1"), List.of(bump("textkit")), terms, TestGraphs.graph(nodes), LEARNT);
    }

    @Test
    void it_names_what_the_bumps_reach_and_nothing_else_with_who_maintains_it() {
        Announcement announced =
                of(WaveTerms.NONE, node("args"), node("textkit"), node("csv", "textkit", "args"), node("json"));

        assertThat(announced.reached()).extracting(Reached::attribute).containsExactly("csv", "textkit");
        assertThat(announced.reached().getFirst().maintainers()).containsExactly("csv-owner");
        assertThat(announced.reached().getFirst().systems()).containsExactly(SYSTEM);
        assertThat(announced.name().bumps()).containsExactly(bump("textkit"));
        assertThat(announced.size().jobs()).isEqualTo(2);
        assertThat(announced.size().levels()).isEqualTo(2);
    }

    @Test
    void a_package_for_several_systems_is_named_once_and_each_pool_knows_its_work() {
        List<String> systems = List.of("aarch64-linux", SYSTEM);
        Announcement announced = of(
                WaveTerms.NONE,
                node("textkit", systems, false, List.of()),
                node("csv", systems, true, List.of(), "textkit"));

        assertThat(announced.reached()).extracting(Reached::systems).containsOnly(systems);
        assertThat(announced.pools())
                .extracting(work -> work.pool() + " " + work.jobs() + " " + work.seconds())
                .containsExactly(
                        "aarch64-linux.free 1 10.0",
                        "aarch64-linux.unfree 1 10.0",
                        "x86_64-linux.free 1 10.0",
                        "x86_64-linux.unfree 1 10.0");
    }

    @Test
    void it_takes_at_least_as_long_as_its_longest_chain() {
        Announcement announced = of(
                WaveTerms.NONE,
                node("textkit"),
                node("csv", "textkit"),
                node("report", "csv"),
                node("other", "textkit"));

        assertThat(announced.size().longestSeconds()).isCloseTo(30, within(ROUNDING));
    }

    @Test
    void what_the_set_refuses_and_what_needs_it_is_counted_and_comes_at_nobody() {
        Announcement announced = of(
                WaveTerms.NONE,
                node("textkit"),
                TestGraphs.refused(node("csv", "textkit"), Refusal.Kind.BROKEN, "it is"),
                node("report", "csv"),
                node("docs", "textkit"));

        assertThat(announced.reached()).extracting(Reached::attribute).containsExactly("docs", "textkit");
        assertThat(announced.size().refused()).isEqualTo(2);
        assertThat(announced.size().longestSeconds()).isCloseTo(20, within(ROUNDING));
    }

    @Test
    void a_package_that_fails_more_often_than_the_policy_says_is_likely_to_break() {
        Announcement announced = of(WaveTerms.NONE, node("textkit"), node("brittle", "textkit"));

        assertThat(announced.causes()).containsExactly(Cause.LIKELY_BREAK);
        assertThat(announced.reached())
                .filteredOn(Reached::likelyBreak)
                .singleElement()
                .satisfies(likely -> {
                    assertThat(likely.attribute()).isEqualTo("brittle");
                    assertThat(likely.failureChance()).isCloseTo(5.1 / 13, within(ROUNDING));
                });
    }

    @Test
    void what_fails_no_more_often_than_the_policy_says_is_worth_no_message() {
        WaveTerms patient = new WaveTerms(
                1,
                20,
                WaveTerms.NONE.cpuHours(),
                WaveTerms.NONE.gpuHours(),
                WaveTerms.NoAgent.WAIT,
                new NoticeTerms(1, List.of()));

        assertThat(of(patient, node("textkit"), node("brittle", "textkit")).causes())
                .isEmpty();
    }

    @Test
    void one_build_that_failed_says_too_little_of_the_next() {
        Announcement announced = of(WaveTerms.NONE, node("textkit"), node("unlucky", "textkit"));

        assertThat(announced.reached().getLast().failureChance())
                .isGreaterThan(WaveTerms.NONE.notice().likelyBreak());
        assertThat(announced.causes()).isEmpty();
        assertThat(announced.reached()).noneMatch(Reached::likelyBreak);
    }

    @Test
    void a_heavyweight_is_worth_a_message() {
        Announcement announced =
                of(WaveTerms.NONE.carrying(List.of("textkit")), node("textkit"), node("csv", "textkit"));

        assertThat(announced.causes()).containsExactly(Cause.HEAVYWEIGHT);
        assertThat(announced.heavyweights()).containsExactly("textkit");
    }

    @Test
    void it_is_told_when_a_wave_opens_and_no_second_time() {
        WavePlan plan = plan(WaveTerms.NONE, node("textkit"), node("csv", "textkit"));
        WaveView view = WaveView.planned(plan);
        WaveDecision opened = AdvanceWave.decide(view, new WaveEvent.Opened());

        assertThat(opened.effects()).containsExactly(new Effect.Announced(Announcement.of(plan)));

        opened.changes().forEach(view::apply);
        WaveDecision again = AdvanceWave.decide(view, new WaveEvent.Undecidable("a test"));
        assertThat(again.effects()).noneMatch(Effect.Announced.class::isInstance);
    }

    @Test
    void an_estimate_is_told_to_nobody_before_its_evaluation_is_frozen() {
        WavePlan estimate = TestGraphs.plan(
                List.of(bump("textkit")), TestGraphs.estimate(List.of(node("textkit"), node("csv", "textkit"))));

        assertThat(AdvanceWave.decide(WaveView.planned(estimate), new WaveEvent.Opened())
                        .effects())
                .isEmpty();
    }
}
