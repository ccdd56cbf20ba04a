package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.JobStuck;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people want of waves, and what waves come to, on their way through topics and stores. */
final class WaveOrdersTopologyTest {

    @TempDir
    private Path folder;

    private PlannerBench planner;
    private String wave = "";

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    WaveOrdersTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("textkit"));
        planner.beat("north");
        planner.publish("textkit", "2.0");
        wave = planner.waves().getLast().getWave();
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_paused_wave_asks_for_nothing_until_it_is_resumed() {
        BuildRequest first = planner.requests().getFirst();
        order(command().setPause(new PauseWave("ada", "because")));
        assertThat(planner.waves().getLast()).satisfies(paused -> {
            assertThat(paused.getState()).isEqualTo(WaveState.PAUSED);
            assertThat(paused.getReason().orElseThrow()).contains("ada: because");
        });
        planner.jobs();

        planner.built(first);
        assertThat(planner.jobs().get("csv/x86_64-linux/wave")).satisfies(job -> {
            assertThat(job.getState()).isEqualTo(JobState.READY);
            assertThat(job.getWaitsFor()).contains("its wave is PAUSED");
        });
        planner.requests();

        order(command().setResume(new ResumeWave("ada", "because")));
        assertThat(planner.requests()).hasSize(1);
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.OPEN);
    }

    @Test
    void an_abandoned_wave_takes_back_what_it_asked_for_and_says_that_it_ended() {
        planner.sent(Topics.JOB_DEMAND, JobDemand.class);

        order(command().setAbandon(new AbandonWave("ada", "because")));

        assertThat(planner.sent(Topics.JOB_DEMAND, JobDemand.class))
                .first()
                .satisfies(record -> assertThat(record.value().getWithdrawn()).isTrue());
        assertThat(planner.state("csv/x86_64-linux/wave")).isEqualTo(JobState.CANCELLED);
        assertThat(planner.waves().getLast().getCounts()).containsExactly(new StateCount("CANCELLED", 2));
        assertThat(planner.sent(Topics.WAVE_END, WaveEnd.class)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("demo");
            assertThat(record.value().getWave()).isEqualTo(wave);
            assertThat(record.value().getState()).isEqualTo(WaveState.ABANDONED);
        });
        assertThat(planner.sent(Topics.TAG, Tag.class)).isEmpty();
    }

    @Test
    void a_green_wave_says_what_it_took_and_is_tagged() {
        planner.built(planner.requests().getFirst());
        planner.built(planner.requests().getLast());

        assertThat(planner.sent(Topics.WAVE_END, WaveEnd.class)).singleElement().satisfies(record -> {
            assertThat(record.value().getState()).isEqualTo(WaveState.GREEN);
            assertThat(record.value().getCpuHours()).isEqualTo(2 * 1.2 / 3600);
        });
        assertThat(planner.sent(Topics.TAG, Tag.class)).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo(wave);
            assertThat(record.value().getCounts()).containsExactly(new StateCount("SUCCEEDED", 2));
            assertThat(record.value().getExceptionsInAll()).isZero();
            assertThat(record.value().getSequence()).isEqualTo(1);
        });
    }

    @Test
    void an_answer_goes_on_from_what_the_stores_have() {
        planner.send(
                Topics.JOB_EVENT,
                JobEvent.class,
                new TestRecord<>(
                        wave,
                        JobEvent.newBuilder()
                                .setWave(wave)
                                .setJob(textkit())
                                .setTries(1)
                                .setStuck(new JobStuck("the farm failed it", false))
                                .build()));
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.RED);
        planner.sent(Topics.JOB_DEMAND, JobDemand.class);

        order(command().setAnswer(new AnswerJob(textkit(), Resolution.RETRY, "ada", "because")));
        assertThat(planner.sent(Topics.JOB_DEMAND, JobDemand.class))
                .extracting(record -> record.value().getWithdrawn()
                        + " " + record.value().getPurpose()
                        + " " + record.value().getTries())
                .as("what the farm gave up need not be taken back")
                .containsExactly("false " + Purpose.RETRY + " 2");
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.OPEN);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void an_order_that_does_not_fit_is_a_dead_letter_that_says_why_and_the_wave_goes_on() {
        order(command().setResume(new ResumeWave("ada", "because")));

        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(new String(
                                letter.headers()
                                        .lastHeader("__streams.errors.message")
                                        .value(),
                                StandardCharsets.UTF_8))
                        .contains("resume of the wave " + wave + " is refused: the wave is OPEN"));
        assertThat(planner.waves()).extracting(Wave::getState).doesNotContain(WaveState.HALTED);
    }

    @Test
    void an_order_for_a_wave_that_nobody_opened_is_a_dead_letter() {
        wave = "demo-99";
        order(command().setResume(new ResumeWave("ada", "because")));

        assertThat(planner.deadLetters()).hasSize(1);
        assertThat(planner.waves()).isEmpty();
    }

    private static JobRef textkit() {
        return new JobRef("textkit", TestGraphs.SYSTEM, Variant.WAVE, "");
    }

    private WaveCommand.Builder command() {
        return WaveCommand.newBuilder().setWave(wave).setAt(Instant.EPOCH);
    }

    private void order(WaveCommand.Builder command) {
        planner.send(Topics.WAVE_COMMAND, WaveCommand.class, new TestRecord<>(wave, command.build()));
    }
}
