package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.ProbeSeen.Shown;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which of several bumps is to blame. */
final class CulpritsTest {

    private static final List<Bump> TWO = List.of(bump("a"), bump("b"));
    private static final PackageNode[] BOTH = {node("a"), node("b"), node("top", "a", "b")};

    @Test
    void of_two_bumps_the_one_is_blamed_with_which_alone_it_breaks() {
        WaveBench wave = suspected(TWO, BOTH);

        WaveDecision asked = wave.built("top/baseline");
        assertThat(wave.state("top")).isEqualTo(JobState.BISECTING);
        assertThat(wave.view().counts()).containsEntry(JobState.BISECTING, 1);
        assertThat(wave.demanded(asked)).containsExactly("top/probe@1 PROBE");
        assertThat(wave.demands().getLast().spec().inputs())
                .extracting(input -> input.outputHash())
                .containsExactly(WaveBench.output("a"), WaveBench.output("b/baseline"));

        wave.failed("top/probe@1");

        assertThat(wave.state("top")).isEqualTo(JobState.REGRESSED);
        assertBlamed(wave, "top", "a");
        assertThat(Blame.of(wave.view(), wave.number("top")).path()).containsExactly("a", "top");
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(ProbeSeen.of(wave.view(), wave.number("top")))
                .singleElement()
                .satisfies(seen -> {
                    assertThat(seen.bumps()).containsExactly("a");
                    assertThat(seen.outcome()).isEqualTo(Shown.BREAKS);
                });
        wave.assertReplays();
    }

    @Test
    void the_other_is_blamed_once_it_alone_breaks_it_too() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");

        assertThat(wave.demanded(wave.built("top/probe@1"))).containsExactly("top/probe@2 PROBE");
        wave.failed("top/probe@2");

        assertBlamed(wave, "top", "b");
    }

    @Test
    void two_that_break_it_only_together_are_blamed_together() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");
        wave.built("top/probe@1");
        wave.built("top/probe@2");

        assertBlamed(wave, "top", "a", "b");
        assertThat(ProbeSeen.of(wave.view(), wave.number("top")))
                .extracting(ProbeSeen::outcome)
                .containsExactly(Shown.HOLDS, Shown.HOLDS);
    }

    @Test
    void what_lies_between_is_built_with_some_of_the_bumps_too_and_what_none_of_them_reaches_is_not() {
        WaveBench wave = WaveBench.opened(WaveBench.plan(
                List.of(bump("a"), bump("b")),
                node("a"),
                node("b"),
                node("both", "a", "b"),
                node("onlya", "a"),
                node("onlyb", "b"),
                node("top", "both", "onlya", "onlyb")));
        build(wave, "a", "b", "both", "onlya", "onlyb");
        wave.failed("top");
        wave.failed("top");
        build(wave, "a/baseline", "b/baseline", "both/baseline", "onlya/baseline", "onlyb/baseline");

        assertThat(wave.demanded(wave.built("top/baseline"))).containsExactly("both/probe@1 PROBE");
        assertThat(wave.demanded(wave.built("both/probe@1"))).containsExactly("top/probe@1 PROBE");
        assertThat(wave.demands().getLast().spec().inputs())
                .extracting(input -> input.outputHash())
                .containsExactlyInAnyOrder(
                        WaveBench.output("both/probe@1"),
                        WaveBench.output("onlya"),
                        WaveBench.output("onlyb/baseline"));
        wave.failed("top/probe@1");

        assertBlamed(wave, "top", "a");
    }

    @Test
    void a_probe_whose_inputs_cannot_be_built_tells_nothing() {
        WaveBench wave = WaveBench.opened(WaveBench.plan(
                List.of(bump("a"), bump("b")), node("a"), node("b"), node("both", "a", "b"), node("top", "both")));
        build(wave, "a", "b", "both");
        wave.failed("top");
        wave.failed("top");
        build(wave, "a/baseline", "b/baseline", "both/baseline", "top/baseline");

        wave.failed("both/probe@1");
        wave.failed("both/probe@1");

        assertThat(wave.state("top/probe@1")).isEqualTo(JobState.BLOCKED);
        assertBlamed(wave, "top", "a", "b");
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
        assertThat(wave.view().standing()).isEqualTo(1);
    }

    @Test
    void a_probe_that_fails_of_something_else_is_tried_again_and_then_tells_nothing() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");

        assertThat(wave.demanded(wave.failedOf("something else", "top/probe@1")))
                .containsExactly("top/probe@1 CONFIRM");
        wave.failedOf("something else", "top/probe@1");

        assertBlamed(wave, "top", "a", "b");
    }

    @Test
    void a_probe_that_no_agent_fits_tells_nothing_and_holds_nothing_up() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");

        wave.fitsNobody("top/probe@1");

        assertBlamed(wave, "top", "a", "b");
        assertThat(wave.view().state()).isEqualTo(WaveState.RED);
    }

    @Test
    void of_jobs_that_fail_in_the_same_way_one_is_bisected_and_the_others_are_asked_about_what_broke_it() {
        WaveBench wave = WaveBench.opened(WaveBench.plan(
                Stream.of("a", "b", "c", "d").map(TestGraphs::bump).toList(),
                node("a"),
                node("b"),
                node("c"),
                node("d"),
                node("one", "a", "b", "c", "d"),
                node("two", "a", "b", "c", "d"),
                node("three", "a", "b", "c", "d")));
        build(wave, "a", "b", "c", "d");
        for (String job : List.of("one", "two", "three")) {
            wave.failed(job);
            wave.failed(job);
        }
        build(wave, "a/baseline", "b/baseline", "c/baseline", "d/baseline");

        assertThat(wave.demanded(wave.built("one/baseline"))).containsExactly("one/probe@3 PROBE");
        assertThat(wave.demanded(wave.built("two/baseline"))).isEmpty();
        wave.built("three/baseline");
        assertThat(wave.demanded(wave.built("one/probe@3"))).containsExactly("one/probe@7 PROBE");
        assertThat(wave.demanded(wave.failed("one/probe@7"))).containsExactly("one/probe@4 PROBE");
        assertThat(wave.demanded(wave.failed("one/probe@4")))
                .as("nobody waits for another once something is suspected")
                .containsExactlyInAnyOrder("two/probe@4 PROBE", "three/probe@4 PROBE");
        assertBlamed(wave, "one", "c");
        wave.failed("three/probe@4");
        wave.failed("two/probe@4");

        assertBlamed(wave, "two", "c");
        assertBlamed(wave, "three", "c");
        wave.assertReplays();
    }

    @Test
    void bumps_of_a_group_are_blamed_as_one_without_a_probe() {
        List<Bump> group =
                TWO.stream().map(each -> each.carried(each.from(), "release")).toList();
        WaveBench wave = suspected(group, BOTH);

        assertThat(wave.demanded(wave.built("top/baseline"))).isEmpty();

        assertThat(wave.state("top")).isEqualTo(JobState.REGRESSED);
        assertThat(Blame.of(wave.view(), wave.number("top")).bumps()).isEqualTo(group);
    }

    @Test
    void a_bump_that_does_not_reach_it_is_not_suspected() {
        WaveBench wave =
                WaveBench.opened(WaveBench.plan(TWO, node("a"), node("b"), node("top", "a"), node("other", "b")));
        build(wave, "a", "b", "other");
        wave.failed("top");
        wave.failed("top");
        build(wave, "a/baseline", "top/baseline");

        assertThat(wave.state("top")).isEqualTo(JobState.REGRESSED);
        assertThat(wave.demands()).noneMatch(demand -> demand.purpose() == Purpose.PROBE);
        assertThat(Blame.of(wave.view(), wave.number("top")).bumps()).containsExactly(bump("a"));
    }

    @Test
    void nobody_answers_for_a_probe() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");
        wave.failed("top/probe@1");

        assertThat(wave.answer("top/probe@1", Resolution.WONT_FIX).effects())
                .singleElement()
                .isInstanceOfSatisfying(
                        WaveDecision.Effect.Refused.class,
                        refused -> assertThat(refused.reason()).contains("is a probe"));
    }

    @Test
    void what_is_tried_again_is_suspected_anew_and_asks_for_no_probe_twice() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");
        wave.failed("top/probe@1");
        wave.answer("top", Resolution.RETRY);
        assertThat(wave.status("top").blamed()).isEmpty();
        int asked = wave.demands().size();
        wave.failed("top");
        wave.failed("top");

        assertBlamed(wave, "top", "a");
        assertThat(wave.demands().subList(asked, wave.demands().size()))
                .noneMatch(demand -> demand.purpose() == Purpose.PROBE);
    }

    @Test
    void a_wave_that_is_given_up_bisects_no_more() {
        WaveBench wave = suspected(TWO, BOTH);
        wave.built("top/baseline");

        WaveDecision end = wave.abandon();

        assertThat(end.withdrawn())
                .extracting(demand -> wave.name(demand.job()))
                .containsExactly("top/probe@1");
        assertThat(wave.state("top")).isEqualTo(JobState.CANCELLED);
        assertThat(wave.state("top/probe@1")).isEqualTo(JobState.CANCELLED);
    }

    private static WaveBench suspected(List<Bump> bumps, PackageNode... nodes) {
        WaveBench wave = WaveBench.opened(WaveBench.plan(bumps, nodes));
        build(wave, "a", "b");
        wave.failed("top");
        wave.failed("top");
        build(wave, "a/baseline", "b/baseline");
        return wave;
    }

    private static void build(WaveBench wave, String... jobs) {
        for (String job : jobs) {
            wave.built(job);
        }
    }

    private static void assertBlamed(WaveBench wave, String job, String... attributes) {
        assertThat(wave.state(job)).isEqualTo(JobState.REGRESSED);
        List<String> blamed = new ArrayList<>();
        for (Bump bump : Blame.of(wave.view(), wave.number(job)).bumps()) {
            blamed.add(bump.attribute());
        }
        assertThat(blamed).containsExactly(attributes);
    }
}
