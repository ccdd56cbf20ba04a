package dev.tidemark.service;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.wire.RegistryFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a whole topic from its beginning and follows it, for who needs to know all of it: without a group, so that every instance
 * reads everything. Its service starts once all that was there has been read.
 *
 * @param <T> the topic's values
 */
public final class TopicFeed<T extends SpecificRecord> implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** How long the brokers may keep a question for what is new open: what comes is answered at once, and nothing else is asked of them. */
    private static final int ANSWER_WITHIN_MILLIS = 5_000;

    private static final Duration REGISTRY_AGAIN = Duration.ofSeconds(2);
    /** How long nothing may come before a start is given up; a large topic may take longer in all. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FarmSettings farm;
    private final Topic topic;
    private final Deserializer<T> reader;
    private final Fold<T> fold;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private volatile Health health = new Health.Starting("has not begun to read");
    private volatile long heard = System.nanoTime();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    /** Takes records over, on the feed's own thread. */
    public interface Fold<T> {

        /**
         * @param value null when the key's record was removed
         * @throws IllegalArgumentException for a record that is of no use, with the reason; it is passed over
         */
        void take(String key, @Nullable T value, At at);
    }

    /**
     * Where a record lies, and since when.
     *
     * @param millis of the record, since 1970
     */
    public record At(int partition, long offset, long millis) {}

    /** @param reader of the topic's values */
    public TopicFeed(FarmSettings farm, Topic topic, Deserializer<T> reader, Fold<T> fold) {
        this.farm = farm;
        this.topic = topic;
        this.reader = reader;
        this.fold = fold;
    }

    @Override
    public String name() {
        return topic.fact() + "-feed";
    }

    /**
     * Returns once all that was there has been read.
     *
     * @throws ServiceException when the brokers give nothing for two minutes
     */
    @Override
    public void start() throws InterruptedException {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("fetch.max.wait.ms", Integer.toString(ANSWER_WITHIN_MILLIS));
        KafkaConsumer<byte[], byte[]> created =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = created;
        health = new Health.Starting("reads what there is");
        heard = System.nanoTime();
        // A virtual one would hold a carrier while it waits for the broker.
        thread = Thread.ofPlatform().name(name()).daemon().start(() -> follow(created));
        while (!caughtUp.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new ServiceException(
                        "the topic %s could not be read for %d s: see that the brokers at %s are well, and start again"
                                .formatted(topic.name(), PATIENCE.toSeconds(), farm.brokers()));
            }
        }
        if (health instanceof Health.Dead(String reason)) {
            throw new ServiceException(reason);
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> from) {
        try {
            List<TopicPartition> partitions = from.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            from.assign(partitions);
            from.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = from.endOffsets(partitions);
            while (stopping.getCount() > 0) {
                if (caughtUp.getCount() > 0
                        && ends.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue())) {
                    health = Health.READY;
                    caughtUp.countDown();
                }
                take(from);
            }
        } catch (WakeupException e) {
            // Stopping.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            health = new Health.Dead("the topic %s is followed no more (%s): restart the service"
                    .formatted(topic.name(), e.getMessage()));
            LOG.atError().addKeyValue("topic", topic.name()).setCause(e).log("feed stopped");
        } finally {
            caughtUp.countDown(); // Nothing more will come.
        }
    }

    /** While the registry is away, what cannot be read is read again. */
    private void take(KafkaConsumer<byte[], byte[]> from) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> some = from.poll(POLL);
        if (!some.isEmpty()) {
            heard = System.nanoTime();
        }
        for (TopicPartition partition : some.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : some.records(partition)) {
                try {
                    take(record);
                } catch (SerializationException e) {
                    if (RegistryFailure.isOutage(e)) {
                        from.seek(partition, record.offset());
                        stopping.await(REGISTRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                        break;
                    }
                    passOver(record, e.getMessage());
                } catch (IllegalArgumentException e) {
                    passOver(record, e.getMessage());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            passOver(record, "it has no key");
            return;
        }
        T value = reader.deserialize(topic.name(), record.headers(), record.value());
        fold.take(
                new String(record.key(), StandardCharsets.UTF_8),
                value,
                new At(record.partition(), record.offset(), record.timestamp()));
    }

    private static void passOver(ConsumerRecord<byte[], byte[]> record, @Nullable String reason) {
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("record that is of no use passed over");
    }

    @Override
    public void stop() {
        stopping.countDown();
        if (consumer != null) {
            consumer.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (consumer != null) {
            // The brokers would answer a farewell only after the question that is open.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }

    @Override
    public Health health() {
        return health;
    }
}
