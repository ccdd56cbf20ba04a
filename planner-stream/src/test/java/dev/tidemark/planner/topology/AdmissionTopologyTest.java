package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpObstacle;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies, waves' ends and time reach the core, and what it decides is kept and told. */
final class AdmissionTopologyTest {

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    AdmissionTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("json"), node("textkit"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_bump_that_waits_for_its_time_is_taken_up_when_it_has_come_and_not_before() {
        planner.apply("age: 1h");
        planner.publish("textkit", "2.0");
        assertThat(planner.bumps()).singleElement().satisfies(bump -> {
            assertThat(bump.getState()).isEqualTo(BumpState.WAITING);
            assertThat(bump.getObstacle()).contains(BumpObstacle.AGE);
            assertThat(bump.getUntil()).isEqualTo(bump.getSince().map(since -> since.plus(Duration.ofHours(1))));
            assertThat(bump.getNextStep().orElseThrow()).startsWith("tidemark bump force demo:textkit@2.0");
        });

        planner.pass(Duration.ofMinutes(59));
        assertThat(planner.bumps()).isEmpty();
        planner.pass(Duration.ofMinutes(1));

        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
    }

    @Test
    void the_end_of_a_wave_makes_its_bump_done_and_lets_the_next_one_go() {
        planner.publish("textkit", "2.0");
        String first = planner.waves().getLast().getWave();
        planner.publish("textkit", "3.0");
        planner.bumps();

        planner.end(first, WaveState.GREEN);

        assertThat(planner.bumps())
                .extracting(Bump::getState)
                .containsExactlyInAnyOrder(BumpState.DONE, BumpState.IN_WAVE);
        planner.end(first, WaveState.GREEN);
        assertThat(planner.bumps()).isEmpty();
    }

    @Test
    void bumps_that_share_a_wave_are_opened_with_one_command_on_the_policys_terms() {
        planner.apply("{batching: {size: 2, window: 1h}, waves: {cpuHours: 5}}");
        planner.publish("json", "2.0");
        planner.publish("textkit", "2.0");

        assertThat(planner.sent(Topics.WAVE_COMMAND, WaveCommand.class))
                .singleElement()
                .satisfies(command -> {
                    assertThat(command.value().getOpen().orElseThrow().getBumps())
                            .extracting(bump -> bump.getAttribute())
                            .containsExactly("json", "textkit");
                    assertThat(command.value()
                                    .getOpen()
                                    .orElseThrow()
                                    .getTerms()
                                    .orElseThrow()
                                    .getCpuHours())
                            .isEqualTo(Optional.of(5.0));
                });
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_wave_whose_place_another_takes_is_told_to_end() {
        planner.apply("running: {restart: always}");
        planner.publish("textkit", "2.0");
        String former = planner.waves().getLast().getWave();
        planner.sent(Topics.WAVE_COMMAND, WaveCommand.class);

        planner.publish("textkit", "2.1");

        assertThat(planner.sent(Topics.WAVE_COMMAND, WaveCommand.class).getFirst())
                .satisfies(command -> {
                    assertThat(command.key()).isEqualTo(former);
                    assertThat(command.value().getAbandon().orElseThrow().getActor())
                            .isEqualTo("watcher");
                });
    }

    @Test
    void a_policy_that_cannot_be_read_is_a_dead_letter_and_the_one_before_still_holds() {
        planner.apply("age: 1h");

        planner.apply("agee: 2h");

        assertThat(planner.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(reason(letter)).contains("line 1, column 7 (agee): there is no"));
        planner.publish("textkit", "2.0");
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.WAITING);
    }

    @Test
    void a_kept_policy_of_another_release_that_this_one_cannot_read_holds_everything_and_says_so() {
        planner.keep(PlannerStores.POLICIES, "demo", new Policy("demo", "agee: 2h", "ada", Instant.EPOCH));

        planner.publish("textkit", "2.0");

        assertThat(planner.bumps()).singleElement().satisfies(bump -> {
            assertThat(bump.getState()).isEqualTo(BumpState.HELD);
            assertThat(bump.getObstacle()).contains(BumpObstacle.ON_HOLD);
            assertThat(bump.getReason().orElseThrow())
                    .contains("cannot read what ada applied (line 1, column 7 (agee): there is no")
                    .contains("tidemark policy apply FILE --set demo");
        });
        assertThat(planner.operatorEvents()).hasSize(1);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_policy_that_cannot_be_read_any_more_is_mended_by_the_next_one() {
        planner.keep(PlannerStores.POLICIES, "demo", new Policy("demo", "agee: 2h", "ada", Instant.EPOCH));
        planner.publish("textkit", "2.0");
        planner.bumps();

        planner.apply("age: 1h");
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.WAITING);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_policy_that_cannot_be_read_any_more_is_mended_by_being_withdrawn() {
        planner.keep(PlannerStores.POLICIES, "demo", new Policy("demo", "agee: 2h", "ada", Instant.EPOCH));
        planner.publish("textkit", "2.0");
        planner.bumps();

        planner.send(Topics.POLICY, Policy.class, new TestRecord<>("demo", null));
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
        assertThat(planner.deadLetters()).isEmpty();
    }

    @Test
    void a_policy_that_is_withdrawn_holds_no_more() {
        planner.apply("age: 1h");
        planner.publish("textkit", "2.0");
        planner.bumps();

        planner.send(Topics.POLICY, Policy.class, new TestRecord<>("demo", null));

        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
    }

    private static String reason(TestRecord<byte[], byte[]> letter) {
        return new String(
                letter.headers().lastHeader("__streams.errors.message").value(), StandardCharsets.UTF_8);
    }
}
