package dev.tidemark.service.streams;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, but for one thing: a thread of Streams that has something to commit soon waits for records no longer than until
 * then. Streams can be told only one time to wait ({@code poll.ms}), and commits once the wait is over: a short one has an idle thread
 * look a hundred times a second for nothing, a long one makes outputs wait.
 */
final class PromptClients implements KafkaClientSupplier {

    private final DueCommits due;
    private final Duration soon;

    /** @param soon how long is waited for records while something is to be committed */
    PromptClients(DueCommits due, Duration soon) {
        this.due = due;
        this.soon = soon;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return new PromptConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** How long to wait for records. */
    Duration patience(Duration asked) {
        return due.areThere() && asked.compareTo(soon) > 0 ? soon : asked;
    }

    private final class PromptConsumer extends KafkaConsumer<byte[], byte[]> {

        PromptConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            return super.poll(patience(timeout));
        }
    }
}
