package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStuck;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of waves that are over. */
final class FinishedWavesTopologyTest {

    private static final Duration A_WHILE = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    FinishedWavesTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("textkit"));
        planner.beat("north");
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    private String greenWave() {
        planner.publish("textkit", "2.0");
        for (int job = 0; job < 2; job++) {
            planner.built(lastBuild());
        }
        assertThat(planner.waves().getLast().getState()).isEqualTo(WaveState.GREEN);
        return planner.bumps().getLast().getWave().orElseThrow();
    }

    private BuildRequest lastBuild() {
        return planner.requests().stream()
                .filter(request -> request.getBuild().isPresent())
                .toList()
                .getLast();
    }

    @Test
    void the_jobs_of_a_green_wave_leave_the_stores_and_its_bump_is_done() {
        planner.publish("textkit", "2.0");
        assertThat(planner.kept(PlannerStores.WAVE_JOBS))
                .as("four jobs in one row")
                .isEqualTo(1);
        BuildRequest first = lastBuild();
        planner.built(first);
        planner.built(lastBuild());

        planner.pass(A_WHILE);

        assertThat(planner.bumps()).last().extracting(Bump::getState).isEqualTo(BumpState.DONE);
        assertThat(planner.kept(PlannerStores.WAVE_JOBS)).isZero();
        assertThat(planner.kept(PlannerStores.JOB_STATES)).isZero();
        assertThat(planner.kept(PlannerStores.FINISHED_WAVES)).isZero();
        assertThat(planner.kept(PlannerStores.DEMANDS)).isZero();
        assertThat(planner.kept(PlannerStores.WAVES)).isEqualTo(1);
        assertThat(planner.kept(PlannerStores.EVIDENCE))
                .as("a key is built once")
                .isEqualTo(2);
    }

    @Test
    void what_comes_late_for_a_wave_that_is_over_changes_nothing() {
        String wave = greenWave();
        stuck(wave, "textkit");
        planner.pass(A_WHILE);
        stuck(wave, "textkit");

        assertThat(planner.waves()).isEmpty();
        assertThat(planner.deadLetters()).isEmpty();
        assertThat(planner.kept(PlannerStores.WAVE_JOBS)).isZero();
    }

    @Test
    void an_order_to_a_wave_that_is_over_is_refused_with_the_reason() {
        String wave = greenWave();
        planner.pass(A_WHILE);

        planner.order(wave, order -> order.setResume(new ResumeWave("ada", "because")));
        assertThat(planner.refusal()).isEqualTo("resume of the wave %s is refused: the wave is GREEN".formatted(wave));
        planner.order(
                wave,
                order -> order.setAnswer(new AnswerJob(
                        new JobRef("csv", TestGraphs.SYSTEM, Variant.WAVE, ""), Resolution.RETRY, "ada", "because")));
        assertThat(planner.refusal())
                .isEqualTo("answer RETRY of the wave %s is refused: the wave is GREEN".formatted(wave));
        assertThat(planner.waves()).isEmpty();
    }

    @Test
    void the_jobs_of_a_large_wave_leave_a_few_at_a_time_and_another_wave_goes_on_meanwhile() {
        planner.graph(
                2,
                IntStream.range(0, 801)
                        .mapToObj(number -> number == 0 ? node("root") : node("leaf-" + number, "root"))
                        .toArray(PackageNode[]::new));
        planner.publish("root", "2.0");
        String large = planner.bumps().getLast().getWave().orElseThrow();
        planner.order(large, order -> order.setAbandon(new AbandonWave("ada", "because")));
        long atFirst = planner.kept(PlannerStores.WAVE_JOBS);
        assertThat(atFirst).as("802 jobs with the bump and as many without").isEqualTo(7);

        planner.pass(Duration.ofMillis(50));
        assertThat(planner.kept(PlannerStores.WAVE_JOBS)).isStrictlyBetween(0L, atFirst);
        planner.publish("leaf-7", "2.0");
        String small = planner.bumps().getLast().getWave().orElseThrow();
        for (int times = 0; planner.kept(PlannerStores.FINISHED_WAVES) > 0 && times < 10; times++) {
            planner.pass(Duration.ofMillis(50));
        }

        assertThat(planner.kept(PlannerStores.WAVE_JOBS))
                .as("those of " + small)
                .isEqualTo(1);
        assertThat(planner.kept(PlannerStores.FINISHED_WAVES)).isZero();
        planner.order(large, order -> order.setResume(new ResumeWave("ada", "because")));
        assertThat(planner.refusal()).contains("the wave is ABANDONED");
    }

    private void stuck(String wave, String attribute) {
        JobEvent event = JobEvent.newBuilder()
                .setWave(wave)
                .setJob(new JobRef(attribute, TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStuck(new JobStuck("too late", false))
                .build();
        planner.send(Topics.JOB_EVENT, JobEvent.class, new TestRecord<>(wave, event));
    }
}
