package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a topic holds at the moment, for commands that print it. A record that cannot be read is logged and passed over. */
public final class TopicContents {

    private static final Logger LOG = LoggerFactory.getLogger(TopicContents.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TopicContents() {}

    /**
     * The newest value of each key, by key; without those that a tombstone removed.
     *
     * @param wanted keys that matter; the values of the others are not looked at
     * @throws ServiceException when the brokers stay silent, with the next step
     */
    public static <T extends SpecificRecord> List<T> newest(
            FarmSettings farm, Topic topic, Class<T> type, Predicate<String> wanted) {
        Map<String, T> byKey = new TreeMap<>();
        read(farm, topic, type, wanted, (record, value) -> {
            if (value == null) {
                byKey.remove(record.key());
            } else {
                byKey.put(record.key(), value);
            }
        });
        return List.copyOf(byKey.values());
    }

    /**
     * Every value, in no order between partitions.
     *
     * @throws ServiceException when the brokers stay silent, with the next step
     */
    public static <T extends SpecificRecord> List<T> all(FarmSettings farm, Topic topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        read(farm, topic, type, key -> true, (record, value) -> {
            if (value != null) {
                values.add(value);
            }
        });
        return List.copyOf(values);
    }

    /** Takes one record. */
    private interface Taker<T> {
        void take(ConsumerRecord<String, byte[]> record, @Nullable T value);
    }

    private static <T extends SpecificRecord> void read(
            FarmSettings farm, Topic topic, Class<T> type, Predicate<String> wanted, Taker<T> taker) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
                Deserializer<T> reader =
                        new EventSerdes(farm.registry()).of(type).deserializer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heard = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<String, byte[]> some = consumer.poll(POLL);
                some.forEach(record -> take(record, reader, wanted, taker));
                heard = some.isEmpty() ? heard : System.nanoTime();
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new ServiceException("nothing came of %s for %d s: see that the brokers at %s are well"
                            .formatted(topic, PATIENCE.toSeconds(), farm.brokers()));
                }
            }
        }
    }

    private static <T> void take(
            ConsumerRecord<String, byte[]> record, Deserializer<T> reader, Predicate<String> wanted, Taker<T> taker) {
        if (record.key() == null || !wanted.test(record.key())) {
            return;
        }
        try {
            taker.take(record, record.value() == null ? null : reader.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("record skipped: it cannot be read");
        }
    }
}
