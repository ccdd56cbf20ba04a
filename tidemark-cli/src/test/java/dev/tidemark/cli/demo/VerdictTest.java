package dev.tidemark.cli.demo;

import static dev.tidemark.cli.demo.Told.BASE_2;
import static dev.tidemark.cli.demo.Told.breakage;
import static dev.tidemark.cli.demo.Told.carried;
import static dev.tidemark.cli.demo.Told.count;
import static dev.tidemark.cli.demo.Told.held;
import static dev.tidemark.cli.demo.Told.job;
import static dev.tidemark.cli.demo.Told.story;
import static dev.tidemark.cli.demo.Told.tell;
import static dev.tidemark.cli.demo.Told.wave;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.WaveState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerdictTest {

    @Test
    void a_proven_breakage_downstream_is_what_the_demo_is_to_show() {
        Verdict verdict = Verdict.of(red(breakage("left")), true);
        assertThat(verdict.reasons()).isEmpty();
        assertThat(verdict.shown()).isTrue();
    }

    @Test
    void what_is_missing_is_said() {
        assertThat(Verdict.of(red(), true).reasons()).containsExactly("nothing broke: the bump raised no breakage");
        assertThat(Verdict.of(red(breakage("left")), false).reasons()).containsExactly("the wave did not end in time");
        assertThat(Verdict.of(story(), true).reasons()).containsExactly("no wave was opened");
    }

    @Test
    void that_the_bumped_package_itself_does_not_build_is_not_enough() {
        assertThat(Verdict.of(red(breakage("base")), true).reasons())
                .containsExactly("nothing downstream broke: only base itself did");
        assertThat(Verdict.of(red(breakage("base"), breakage("left")), true).shown())
                .isTrue();
    }

    @Test
    void a_held_bump_a_halted_wave_and_a_violation_are_reasons() {
        WaveStory kept = story();
        tell(kept, held("the set has no package base"));
        assertThat(Verdict.of(kept, true).reasons()).containsExactly("the bump is held: the set has no package base");
        WaveStory halted = story();
        tell(halted, carried(), wave(WaveState.HALTED));
        assertThat(Verdict.of(halted, true).reasons()).contains("the wave is halted: its set has no graph");
        WaveStory early = red(breakage("left"));
        tell(early, job("left", JobState.RUNNING), job("top", JobState.RUNNING));
        assertThat(Verdict.of(early, true).reasons())
                .containsExactly("top was released for x86_64-linux before left was built");
    }

    @Test
    void the_wrong_blame_and_an_empty_log_prove_nothing() {
        BumpRef another = new BumpRef("lone", "1", "2", BumpKind.ROUTINE, "watcher", null, List.of(), null);
        assertThat(Verdict.of(red(breakage("w", another, List.of("error"), "left")), true)
                        .reasons())
                .containsExactly("breakage b-left does not blame the bump that was published");
        assertThat(Verdict.of(red(breakage("w", BASE_2, List.of(), "left")), true)
                        .reasons())
                .containsExactly("the failure of left comes without a log");
    }

    /** A wave that ended with one job built and one regressed. */
    private static WaveStory red(FarmNews... breakages) {
        WaveStory story = story();
        tell(
                story,
                carried(),
                job("base", JobState.SUCCEEDED),
                job("left", JobState.REGRESSED),
                wave(WaveState.RED, count(JobState.SUCCEEDED, 1), count(JobState.REGRESSED, 1)));
        tell(story, breakages);
        return story;
    }
}
