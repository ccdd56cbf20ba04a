package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Newer;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.event.WaveTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waves that wait for their graph, or could not be planned. */
final class UnplannedWavesTopologyTest {

    private static final String WAVE = "demo-1";

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    UnplannedWavesTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    private void open(long minimumSequence) {
        open("textkit", minimumSequence, null);
    }

    private void open(String attribute, long minimumSequence, @Nullable WaveTerms terms) {
        BumpRef bump = BumpRef.newBuilder()
                .setAttribute(attribute)
                .setFrom("1.0")
                .setTo("2.0")
                .setKind(BumpKind.ROUTINE)
                .setPublisher("watcher")
                .build();
        planner.order(WAVE, order -> order.setOpen(new OpenWave("demo", List.of(bump), minimumSequence, terms)));
    }

    private void resume() {
        planner.order(WAVE, order -> order.setResume(new ResumeWave("ada", "the set is mended")));
    }

    private void abandon() {
        planner.order(WAVE, order -> order.setAbandon(new AbandonWave("ada", "enough")));
    }

    @Test
    void a_wave_whose_package_left_the_graph_halts_and_is_resumed_once_it_is_back() {
        open(1);
        assertThat(planner.refusal()).contains("has no package textkit");
        assertThat(planner.waves()).singleElement().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.HALTED);
            assertThat(wave.getReason().orElseThrow()).contains("has no package textkit", "wave resume demo-1");
        });
        assertThat(planner.operatorEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getNext()).contains("tidemark wave resume demo-1"));

        resume();
        assertThat(planner.refusal()).contains("cannot be planned").contains("has no package textkit");

        planner.graph(2, node("csv"), node("textkit"));
        resume();
        assertThat(planner.waves()).last().extracting(Wave::getState).isEqualTo(WaveState.OPEN);
        assertThat(planner.jobs()).containsKey("textkit/x86_64-linux/wave");
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_wave_on_terms_that_cannot_be_halts_and_the_rest_goes_on() {
        open("csv", 1, WaveTerms.newBuilder().setHaltShare(0).build());

        assertThat(planner.refusal()).contains("haltShare is 0.0: use more than 0, at most 1");
        assertThat(planner.waves()).singleElement().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.HALTED);
            assertThat(wave.getReason())
                    .contains("it cannot be planned: haltShare is 0.0: use more than 0, at most 1;"
                            + " `tidemark wave abandon demo-1 --by NAME --reason TEXT` gives it up");
        });
        resume();
        assertThat(planner.refusal()).contains("haltShare is 0.0");
        planner.publish("csv", "2.0");
        assertThat(planner.waves()).extracting(Wave::getState).contains(WaveState.OPEN);
    }

    @Test
    void a_wave_on_terms_that_cannot_be_does_not_wait_for_its_graph() {
        open("csv", 5, WaveTerms.newBuilder().setCpuHours(-1.0).build());

        assertThat(planner.refusal()).contains("cpuHours is -1.0: use more than 0");
        assertThat(planner.waves()).extracting(Wave::getState).containsExactly(WaveState.HALTED);
    }

    @Test
    void a_command_that_is_newer_than_the_planner_is_a_dead_letter_for_a_wave_without_a_plan() {
        WaveCommand newer = Newer.says(
                WaveCommand.newBuilder()
                        .setWave(WAVE)
                        .setAt(Instant.EPOCH)
                        .setAnswer(new AnswerJob(
                                new JobRef("textkit", TestGraphs.SYSTEM, Variant.WAVE, ""),
                                Resolution.RETRY,
                                "ada",
                                "because"))
                        .build(),
                "RETRY");
        open(5);
        planner.send(Topics.WAVE_COMMAND, WaveCommand.class, new TestRecord<>(WAVE, newer));
        assertThat(planner.refusal()).contains("demo-1: a resolution that is newer than this program: upgrade it");

        planner.graph(5, node("csv"));
        planner.pass(Duration.ofMillis(200));
        assertThat(planner.waves()).extracting(Wave::getState).containsExactly(WaveState.HALTED);
        planner.send(Topics.WAVE_COMMAND, WaveCommand.class, new TestRecord<>(WAVE, newer));
        assertThat(planner.refusal()).contains("demo-1: a resolution that is newer than this program: upgrade it");
    }

    @Test
    void a_wave_that_could_not_be_planned_is_given_up_and_its_end_is_told() {
        open(1);
        planner.deadLetters();
        planner.waves();

        planner.order(WAVE, order -> order.setPause(new PauseWave("ada", "because")));
        assertThat(planner.refusal()).contains("pause of the wave demo-1 is refused: the wave is HALTED");
        abandon();

        assertThat(planner.waves()).singleElement().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.ABANDONED);
            assertThat(wave.getReason()).contains("abandoned by ada: enough");
        });
        assertThat(planner.sent(Topics.WAVE_END, WaveEnd.class))
                .singleElement()
                .satisfies(end -> assertThat(end.value().getState()).isEqualTo(WaveState.ABANDONED));
        resume();
        assertThat(planner.refusal()).contains("the wave is ABANDONED");
    }

    @Test
    void a_wave_that_waits_for_its_graph_is_given_up_and_never_opened() {
        open(5);
        resume();
        assertThat(planner.refusal()).contains("the wave waits for its graph revision");

        abandon();
        assertThat(planner.waves()).extracting(Wave::getState).containsExactly(WaveState.ABANDONED);
        assertThat(planner.kept(PlannerStores.PARKED_OPENS)).isZero();
        planner.graph(5, node("csv"), node("textkit"));
        planner.pass(Duration.ofSeconds(1));
        open(5);
        assertThat(planner.waves()).isEmpty();
    }

    @Test
    void operators_are_told_once_of_a_wave_whose_graph_does_not_come() {
        open(5);
        planner.pass(Duration.ofSeconds(30));
        assertThat(planner.operatorEvents()).isEmpty();
        planner.pass(Duration.ofSeconds(40));
        planner.pass(Duration.ofSeconds(40));

        assertThat(planner.operatorEvents())
                .singleElement()
                .extracting(OperatorEvent::getMessage)
                .isEqualTo("it waits for revision 5 of the graph of demo, which this planner has not");
        planner.graph(5, node("csv"), node("textkit"));
        planner.pass(Duration.ofSeconds(1));
        assertThat(planner.waves()).last().extracting(Wave::getState).isEqualTo(WaveState.OPEN);
    }

    @Test
    void a_wave_that_comes_while_graphs_are_read_is_opened_then_and_nobody_is_bothered() {
        planner.graph(5, node("csv"), node("textkit"));
        planner.reading(true);
        open(5);
        planner.pass(Duration.ofMinutes(5));
        assertThat(planner.waves()).isEmpty();
        assertThat(planner.operatorEvents()).isEmpty();

        planner.reading(false);
        planner.pass(Duration.ofMillis(200));
        assertThat(planner.waves()).last().extracting(Wave::getState).isEqualTo(WaveState.OPEN);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_revision_that_overtakes_the_awaited_one_will_do() {
        open(5);
        planner.graph(9, node("csv"), node("textkit"));
        planner.pass(Duration.ofMillis(200));

        assertThat(planner.waves()).last().satisfies(wave -> {
            assertThat(wave.getState()).isEqualTo(WaveState.OPEN);
            assertThat(wave.getSequence()).isEqualTo(9);
        });
    }
}
