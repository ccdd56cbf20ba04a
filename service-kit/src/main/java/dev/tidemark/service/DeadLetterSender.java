package dev.tidemark.service;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Puts what a plain consumer could not read into the dead-letter topic, as Kafka Streams does for its own. A record that
 * is met again after a restart is reported again; where it came from tells that it is the same. Thread-safe.
 */
public final class DeadLetterSender implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSender.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final int BLOCK_MILLIS = 5_000;

    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    /** @param client settings of Kafka's clients; no client is made, and nothing contacted, before the first dead letter */
    public DeadLetterSender(Map<String, ?> client) {
        Map<String, Object> settings = new TreeMap<>(client);
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("max.block.ms", BLOCK_MILLIS);
        this.producers = () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    DeadLetterSender(Producer<byte[], byte[]> producer) {
        this.producers = () -> producer;
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("closed: nothing more can be sent");
        }
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    /** Hands it to the brokers. Once they have it, or refuse it, the log says so. */
    @Override
    public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
        DeadLetter letter = new DeadLetter(record.topic(), record.partition(), record.offset(), reason);
        try {
            var unused = producer()
                    .send(
                            letter.about(record.key(), record.value(), record.headers()),
                            (written, failure) -> note(letter, failure));
        } catch (KafkaException e) {
            note(letter, e);
        }
    }

    private static void note(DeadLetter letter, @Nullable Exception failure) {
        LoggingEventBuilder line = LOG.atError()
                .setCause(failure)
                .addKeyValue("from", letter.origin())
                .addKeyValue("reason", letter.reason());
        if (failure == null) {
            line.log("record put into {}; see what is there with tidemark dead-letter list", Topics.DEAD_LETTER.name());
        } else {
            line.log("the brokers do not take the dead letter; the record is still where it came from");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (producer != null) {
            producer.close(CLOSE_WITHIN);
        }
    }
}
