package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class StopTest {

    @Test
    void topics_that_are_missing_come_with_the_next_step() {
        assertThat(Stop.reason(new StreamsException(new MissingSourceTopicException("one is missing"))))
                .isEqualTo("the farm's topics are missing: run tidemark topics apply and restart it");
    }

    @Test
    void a_registry_that_is_away_is_named() {
        assertThat(Stop.reason(new StreamsException(
                        "handler is set to fail",
                        new SerializationException("no schema", new ConnectException("Connection refused")))))
                .isEqualTo(
                        "the schema registry did not answer (Connection refused): restart it once the registry does");
    }

    @Test
    void anything_else_is_told_as_it_was_with_its_cause() {
        assertThat(Stop.reason(new IllegalStateException("the store is gone"))).isEqualTo("the store is gone");
        assertThat(Stop.reason(new StreamsException("exception in task 0_1\n at length", new ArithmeticException())))
                .isEqualTo("exception in task 0_1 (java.lang.ArithmeticException)");
    }
}
