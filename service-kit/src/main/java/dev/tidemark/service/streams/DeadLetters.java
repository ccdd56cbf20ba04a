package dev.tidemark.service.streams;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes dead letters of what a topology could not read or decide: as the record was, but for its time, which may be long
 * past or none at all, so that the broker's counts. Says each in the log and counts it.
 */
final class DeadLetters {

    /** Where a topology's settings have the {@link MetricRegistry} of its service: Kafka makes the handlers itself. */
    static final String METRICS_CONFIG = "tidemark.metrics";

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final Counter counter;

    private DeadLetters(Counter counter) {
        this.counter = counter;
    }

    /** @param settings of the topology, as Kafka gives them to a handler */
    static DeadLetters configured(Map<String, ?> settings) {
        if (settings.get(METRICS_CONFIG) instanceof MetricRegistry metrics) {
            return new DeadLetters(metrics.counter("dead-letters"));
        }
        throw new AssertionError("a topology's settings have no " + METRICS_CONFIG);
    }

    /** What goes into the dead-letter topic, in the transaction of the record's task. */
    List<ProducerRecord<byte[], byte[]>> of(ErrorHandlerContext from, Exception failure) {
        String reason = String.valueOf(failure.getMessage());
        DeadLetter letter = new DeadLetter(from.topic(), from.partition(), from.offset(), reason);
        counter.inc();
        LOG.atError()
                .addKeyValue("from", letter.origin())
                .addKeyValue("reason", reason)
                .log("record put into {}; see tidemark dead-letter list", Topics.DEAD_LETTER.name());
        return List.of(letter.about(from.sourceRawKey(), from.sourceRawValue(), from.headers()));
    }
}
