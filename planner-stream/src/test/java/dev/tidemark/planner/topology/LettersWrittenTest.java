package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Evaluated;
import dev.tidemark.schemas.event.Started;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LettersWrittenTest {

    static {
        PlannerBench.serdes(); // Which names the classes that Avro may make.
    }

    private final LettersWritten letters = new LettersWritten();

    @Test
    void of_beats_that_cannot_be_decided_for_the_same_reason_there_is_one() {
        AgentReport beat = PlannerBench.beat("north", PlannerBench.POOL);

        assertThat(letters.isNew(beat, "newer")).isTrue();
        assertThat(letters.isNew(beat, "newer")).isFalse();
        assertThat(letters.isNew(beat, "nonsense")).isTrue();
    }

    @Test
    void of_a_result_there_is_one_for_each_reason() {
        Envelope envelope = new Envelope("a type", ByteBuffer.wrap(new byte[] {1}), List.of());
        AgentReport result = PlannerBench.from("north", PlannerBench.POOL)
                .setResult(envelope)
                .build();

        assertThat(letters.isNew(result, "it is not signed")).isTrue();
        assertThat(letters.isNew(result, "it is not signed")).isFalse();
        assertThat(letters.isNew(result, "it cannot be decided")).isTrue();
    }

    @Test
    void what_an_agent_says_once_is_one_each_time() {
        for (int chunk = 0; chunk < 3; chunk++) {
            AgentReport part = PlannerBench.from("north", PlannerBench.POOL)
                    .setEvaluated(new Evaluated("x-1", chunk, List.of()))
                    .build();
            assertThat(letters.isNew(part, "newer")).as("part %d", chunk).isTrue();
        }
        AgentReport started = PlannerBench.from("north", PlannerBench.POOL)
                .setStarted(new Started("x-1"))
                .build();
        assertThat(letters.isNew(started, "newer")).isTrue();
        assertThat(letters.isNew(started, "newer")).as("replayed").isTrue();
    }
}
