package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.service.FarmSettings;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

final class DeadLetterTest {

    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    private final MetricRegistry metrics = new MetricRegistry();
    private final StreamsConfig config = new StreamsConfig(new StreamsPart(
                    "tidemark-test",
                    FarmSettings.at("127.0.0.1:1"),
                    new StreamsSettings("test", Path.of("state"), Duration.ofMillis(20), 1),
                    metrics,
                    Topology::new)
            .properties());
    private final ProcessingExceptionHandler processing = config.processingExceptionHandler();
    private final DeserializationExceptionHandler deserialization = config.deserializationExceptionHandler();

    @Test
    void what_cannot_be_decided_is_a_dead_letter_and_the_rest_goes_on() {
        var response = processing.handleError(
                context(), new Record<>("key", "value", 0L), new UndecidableException("nobody knows the wave"));

        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
        assertIsDeadLetter(response.deadLetterQueueRecords());
    }

    @Test
    void what_fails_while_it_is_applied_stops_the_client() {
        for (Exception failure : List.of(
                new IllegalStateException("the store is gone"),
                new IllegalArgumentException("half a decision", new UndecidableException("nobody knows the wave")))) {
            var response = processing.handleError(context(), new Record<>("key", "value", 0L), failure);

            assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.FAIL);
            assertThat(response.deadLetterQueueRecords()).isEmpty();
        }
    }

    @Test
    void what_cannot_be_read_is_a_dead_letter_and_the_rest_goes_on() {
        var response = deserialization.handleError(
                context(), new ConsumerRecord<>("topic", 0, 7L, KEY, VALUE), new SerializationException("no event"));

        assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.RESUME);
        assertIsDeadLetter(response.deadLetterQueueRecords());
    }

    @Test
    void what_could_not_be_read_since_the_registry_was_away_is_no_dead_letter() {
        var response = deserialization.handleError(
                context(),
                new ConsumerRecord<>("topic", 0, 7L, KEY, VALUE),
                new SerializationException("no schema", new ConnectException("Connection refused")));

        assertThat(response.result()).isEqualTo(DeserializationExceptionHandler.Result.FAIL);
        assertThat(response.deadLetterQueueRecords()).isEmpty();
    }

    private void assertIsDeadLetter(List<ProducerRecord<byte[], byte[]>> letters) {
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo(Topics.DEAD_LETTER.name());
            assertThat(letter.key()).isEqualTo(KEY);
            assertThat(letter.value()).isEqualTo(VALUE);
            assertThat(letter.timestamp()).as("the broker's own").isNull();
            assertThat(DeadLetter.from(letter.headers()))
                    .hasValueSatisfying(told -> assertThat(told.origin()).isEqualTo("topic/0/7"));
        });
        assertThat(metrics.counter("dead-letters").getCount()).isEqualTo(1);
    }

    @Test
    void a_record_that_is_too_large_for_a_letter_is_told_of_without_its_value() {
        byte[] large = new byte[1_000_000];

        var response = deserialization.handleError(
                context(large),
                new ConsumerRecord<>("topic", 0, 7L, KEY, large),
                new SerializationException("no event"));

        assertThat(response.deadLetterQueueRecords()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(DeadLetter.from(letter.headers())).hasValueSatisfying(told -> {
                assertThat(told.origin()).isEqualTo("topic/0/7");
                assertThat(told.reason()).startsWith("no event (its 1000003 bytes are too many for a dead letter");
            });
        });
    }

    @Test
    void a_record_without_a_time_has_that_of_its_partition_and_stops_nothing() {
        TimestampExtractor extractor = config.defaultTimestampExtractor();

        assertThat(extractor.extract(at(17), 42)).isEqualTo(17);
        assertThat(extractor.extract(at(-1), 42)).isEqualTo(42);
        assertThat(extractor.extract(at(-1), -1)).isZero();
    }

    private static ConsumerRecord<Object, Object> at(long timestamp) {
        return new ConsumerRecord<>(
                "topic",
                0,
                7L,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                "value",
                new RecordHeaders(),
                Optional.empty());
    }

    @SuppressWarnings("NullAway") // No handler asks the processor's own context for anything.
    private static ErrorHandlerContext context(byte[] value) {
        return new DefaultErrorHandlerContext(
                null, "topic", 0, 7L, new RecordHeaders(), "raise", new TaskId(0, 0), 0L, KEY, value);
    }

    private static ErrorHandlerContext context() {
        return context(VALUE);
    }
}
