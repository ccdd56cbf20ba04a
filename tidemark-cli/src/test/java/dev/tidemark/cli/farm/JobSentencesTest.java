package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JobSentencesTest {

    @BeforeAll
    static void trustTheEvents() {
        TrustedEvents.declare();
    }

    private static Job.Builder job(JobState state, Variant variant) {
        return Job.newBuilder()
                .setWave("demo-1")
                .setSet("demo")
                .setJob(new JobRef("handbook", "x86_64-linux", variant, ""))
                .setVersion("3.0")
                .setTrust(Trust.FREE)
                .setState(state)
                .setTries(1)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of());
    }

    @Test
    void what_a_job_waits_for_is_told_with_the_next_command() {
        assertThat(JobSentences.sentence(job(JobState.READY, Variant.WAVE)
                        .setWaitsFor("no agent of the pool x86_64-linux.free has the feature gpu")
                        .build()))
                .isEqualTo("handbook on x86_64-linux waits: no agent of the pool x86_64-linux.free has the feature gpu;"
                        + " see the agents with tidemark agent list");
    }

    @Test
    void what_waits_for_its_turn_and_what_is_built_without_the_bumps_is_told_so() {
        assertThat(JobSentences.sentence(job(JobState.READY, Variant.BASELINE).build()))
                .isEqualTo(
                        "handbook on x86_64-linux, without the bumps, waits for its turn: see who is free with tidemark"
                                + " agent list");
    }

    @Test
    void who_else_waits_for_a_turn_is_counted() {
        Job own = job(JobState.READY, Variant.WAVE).build();
        Job other = job(JobState.READY, Variant.WAVE).setWave("demo-2").build();
        Job elsewhere = job(JobState.READY, Variant.WAVE).setTrust(Trust.UNFREE).build();
        Job running = job(JobState.RUNNING, Variant.BASELINE).build();

        assertThat(JobSentences.turn(own, List.of(own, other, elsewhere, running)))
                .isEqualTo("waits for its turn, as do 1 others of 1 wave in its pool: see who is free with tidemark"
                        + " agent list");
    }

    @Test
    void what_is_broken_before_it_is_named() {
        assertThat(JobSentences.sentence(job(JobState.BLOCKED, Variant.WAVE)
                        .setRoots(List.of(new JobRef("textkit", "x86_64-linux", Variant.WAVE, "")))
                        .build()))
                .isEqualTo(
                        "handbook on x86_64-linux cannot be built, behind textkit: what is broken there comes first");
    }

    @Test
    void every_state_has_a_sentence_of_its_own() {
        assertThat(Arrays.stream(JobState.values())
                        .map(state ->
                                JobSentences.sentence(job(state, Variant.WAVE).build())))
                .doesNotHaveDuplicates()
                .allMatch(sentence -> sentence.startsWith("handbook on x86_64-linux "));
    }
}
