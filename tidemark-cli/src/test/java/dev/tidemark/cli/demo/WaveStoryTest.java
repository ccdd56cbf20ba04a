package dev.tidemark.cli.demo;

import static dev.tidemark.cli.demo.Told.ARM;
import static dev.tidemark.cli.demo.Told.LINUX;
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
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.WaveState;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaveStoryTest {

    @Test
    void it_is_over_when_the_wave_has_ended_its_jobs_were_seen_and_every_regression_is_in_a_breakage() {
        WaveStory story = story();
        tell(story, carried(), wave(WaveState.OPEN, count(JobState.PENDING, 2)));
        assertThat(story.isOver()).isFalse();
        tell(story, wave(WaveState.RED, count(JobState.SUCCEEDED, 1), count(JobState.REGRESSED, 1)));
        assertThat(story.isOver()).isFalse();
        tell(story, job("base", JobState.SUCCEEDED), job("left", JobState.REGRESSED));
        assertThat(story.isOver()).isFalse();
        tell(story, breakage("left"));
        assertThat(story.isOver()).isTrue();
        assertThat(story.violations()).isEmpty();
    }

    @Test
    void a_held_bump_and_a_halted_wave_end_it_at_once() {
        WaveStory kept = story();
        tell(kept, held("the set has no package base"));
        assertThat(kept.isOver()).isTrue();
        WaveStory halted = story();
        tell(halted, carried(), wave(WaveState.HALTED, count(JobState.PENDING, 5)));
        assertThat(halted.isOver()).isTrue();
    }

    @Test
    void states_that_are_newer_than_this_program_end_nothing() {
        WaveStory story = story();
        tell(story, Told.bump(BumpState.UNKNOWN), carried(), wave(WaveState.UNKNOWN), job("base", JobState.UNKNOWN));

        assertThat(story.isOver()).isFalse();
    }

    @Test
    void a_package_on_two_systems_is_two_jobs() {
        WaveStory story = story();
        tell(
                story,
                carried(),
                job("w", "base", LINUX, JobState.SUCCEEDED),
                job("w", "base", ARM, JobState.RUNNING),
                job("w", "left", LINUX, JobState.RUNNING));
        assertThat(story.violations()).isEmpty();
        tell(
                story,
                job("w", "base", ARM, JobState.SUCCEEDED),
                job("w", "left", LINUX, JobState.SUCCEEDED),
                wave(WaveState.GREEN, count(JobState.SUCCEEDED, 3)));
        assertThat(story.isOver()).isTrue();
    }

    @Test
    void a_job_that_is_released_before_what_it_needs_is_built_is_a_violation_told_once() {
        WaveStory story = story();
        tell(
                story,
                carried(),
                job("base", JobState.RUNNING),
                job("left", JobState.READY),
                job("left", JobState.RUNNING));
        assertThat(story.violations()).containsExactly("left was released for x86_64-linux before base was built");
    }

    @Test
    void what_came_out_as_it_was_is_there_for_what_needs_it() {
        WaveStory story = story();
        tell(story, carried(), job("base", JobState.UNCHANGED), job("left", JobState.READY));
        assertThat(story.violations()).isEmpty();
    }

    @Test
    void where_packages_need_each_other_in_a_circle_the_cut_edge_is_no_violation() {
        WaveStory story = story("left", "base", "left", "right", "right", "middle", "middle", "left");
        tell(
                story,
                carried(),
                job("base", JobState.SUCCEEDED),
                job("left", JobState.PENDING),
                job("middle", JobState.PENDING),
                job("right", JobState.PENDING),
                job("left", JobState.READY));
        assertThat(story.violations()).isEmpty();
        tell(story, job("base", JobState.PENDING), job("left", JobState.READY));
        assertThat(story.violations()).hasSize(1);
    }

    @Test
    void what_is_of_another_wave_is_not_taken() {
        WaveStory story = story();
        assertThat(story.take(carried())).hasSize(1);
        assertThat(story.take(job("other", "base", LINUX, JobState.SUCCEEDED))).isEmpty();
        assertThat(story.take(breakage("other", Told.BASE_2, List.of("x"), "left")))
                .isEmpty();
        assertThat(story.take(wave("other", "tiny", WaveState.GREEN))).isEmpty();
        assertThat(story.take(wave("w2", "another-set", WaveState.GREEN))).isEmpty();
        assertThat(story.inState(JobState.SUCCEEDED)).isEmpty();
        assertThat(story.breakages()).isEmpty();
        assertThat(story.wave()).isEmpty();
    }

    @Test
    void jobs_that_come_before_the_wave_is_known_are_told_once_it_is() {
        WaveStory story = story();
        FarmNews ours = job("base", JobState.READY);
        assertThat(story.take(ours)).isEmpty();
        assertThat(story.take(job("other", "base", LINUX, JobState.READY))).isEmpty();
        FarmNews wave = wave(WaveState.OPEN, count(JobState.READY, 1));
        assertThat(story.take(wave)).containsExactly(ours, wave);
        assertThat(story.inState(JobState.READY)).hasSize(1);
    }
}
