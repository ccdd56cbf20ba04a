package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UpCommandTest {

    @Test
    void a_farm_that_breaks_down_is_noticed_and_its_reason_told() {
        Deque<List<String>> answers = new ArrayDeque<>(
                List.of(List.of(), List.of(), List.of("planner: the client is in ERROR", "agent: fenced")));
        assertThatThrownBy(() -> UpCommand.watchOver(answers::pop, Duration.ofMillis(1), Path.of("tidemark.log")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("planner: the client is in ERROR; agent: fenced")
                .hasMessageContaining("tidemark.log");
        assertThat(answers).isEmpty();
    }

    @Test
    void an_interrupt_ends_the_watch_over_a_farm_that_lives() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> UpCommand.watchOver(List::of, Duration.ofMinutes(1), Path.of("tidemark.log")))
                .isInstanceOf(InterruptedException.class);
    }
}
