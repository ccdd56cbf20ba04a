package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one partition of a topic in which what belongs together lies, read from some point on and then as it grows. A record that nobody can
 * read is logged and passed over. Belongs to one thread.
 */
public final class Tail<T extends SpecificRecord> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<T> reader;
    private final TopicPartition partition;
    private final Predicate<String> wanted;

    private Tail(
            KafkaConsumer<String, byte[]> consumer,
            Deserializer<T> reader,
            TopicPartition partition,
            Predicate<String> wanted) {
        this.consumer = consumer;
        this.reader = reader;
        this.partition = partition;
        this.wanted = wanted;
    }

    /**
     * A value and when its record was written, by whose clock the topic says.
     *
     * @param value what it says
     */
    public record At<T>(T value, Instant at) {}

    /**
     * From the partition's beginning.
     *
     * @param together what decides the partition: see {@link Topic#partitionOf}
     * @param wanted keys that matter; the values of the others are not looked at
     */
    static <T extends SpecificRecord> Tail<T> open(
            FarmSettings farm, Topic topic, Class<T> type, String together, Predicate<String> wanted) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("fetch.max.wait.ms", 50);
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        int partitions = consumer.partitionsFor(topic.name()).size();
        if (partitions == 0) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
            throw new ServiceException(
                    "the farm has no topic %s: make it with tidemark provision".formatted(topic.name()));
        }
        TopicPartition partition = new TopicPartition(topic.name(), topic.partitionOf(together, partitions));
        consumer.assign(List.of(partition));
        Tail<T> tail =
                new Tail<>(consumer, new EventSerdes(farm.registry()).of(type).deserializer(), partition, wanted);
        tail.fromBeginning();
        return tail;
    }

    /** Goes on with the first record of that time or later, wherever it was. */
    public void from(Instant time) {
        Optional<OffsetAndTimestamp> first = Optional.ofNullable(
                consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition));
        if (first.isPresent()) {
            consumer.seek(partition, first.get().offset());
        } else {
            consumer.seekToEnd(List.of(partition));
        }
    }

    /** Goes on with the oldest record that is kept. */
    public void fromBeginning() {
        consumer.seekToBeginning(List.of(partition));
    }

    /**
     * What comes next, waiting at most so long for anything at all.
     *
     * @throws ServiceException while the schema registry is away
     */
    public List<At<T>> next(Duration patience) {
        List<At<T>> values = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
            if (record.key() != null && record.value() != null && wanted.test(record.key())) {
                read(record).ifPresent(value -> values.add(new At<>(value, Instant.ofEpochMilli(record.timestamp()))));
            }
        }
        return values;
    }

    private Optional<T> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(reader.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw new ServiceException(
                        "the topic %s cannot be read while the schema registry is away (%s): start it, and try again"
                                .formatted(record.topic(), e.getMessage()),
                        e);
            }
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("record that nobody can read passed over");
            return Optional.empty();
        }
    }

    /** Whether everything was told that the broker had when it answered last; false before it has. */
    public boolean isUpToDate() {
        return consumer.currentLag(partition).orElse(1) == 0;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
