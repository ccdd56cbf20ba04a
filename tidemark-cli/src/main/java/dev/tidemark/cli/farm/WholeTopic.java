package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that a compacted topic holds at a moment: the newest value of each key. */
final class WholeTopic {

    private static final Logger LOG = LoggerFactory.getLogger(WholeTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private WholeTopic() {}

    /**
     * Reads all that was committed when it is asked, by key. A record that cannot be read is logged and left out.
     *
     * @throws ServiceException when the brokers do not give it, with the next step
     */
    static <T extends SpecificRecord> SortedMap<String, T> read(FarmSettings farm, Topic topic, Class<T> type) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
                Deserializer<T> reader =
                        new EventSerdes(farm.registry()).of(type).deserializer()) {
            return read(consumer, topic.name(), reader);
        } catch (KafkaException e) {
            throw new ServiceException(
                    "the topic %s cannot be read (%s): see that the brokers at %s are well, and try again"
                            .formatted(topic.name(), e.getMessage(), farm.brokers()),
                    e);
        }
    }

    private static <T> SortedMap<String, T> read(
            KafkaConsumer<String, byte[]> consumer, String topic, Deserializer<T> reader) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        SortedMap<String, T> newest = new TreeMap<>();
        long heard = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var some = consumer.poll(POLL);
            for (var record : some) {
                take(topic, reader, newest, record.key(), record.value());
            }
            heard = some.isEmpty() ? heard : System.nanoTime();
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new KafkaException("nothing came for " + PATIENCE.toSeconds() + " s");
            }
        }
        return newest;
    }

    private static <T> void take(
            String topic, Deserializer<T> reader, SortedMap<String, T> newest, String key, byte[] value) {
        try {
            if (value == null) {
                newest.remove(key);
            } else if (key != null) {
                newest.put(key, reader.deserialize(topic, value));
            }
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("key", key)
                    .setCause(e)
                    .log("record skipped");
        }
    }
}
