package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that the farm says in a few topics, from their beginning; decoded with the schemas of its registry. */
final class FarmTopics implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<Topic> READ = List.of(Topics.WAVE, Topics.JOB, Topics.BREAKAGE, Topics.DEAD_LETTER);

    private final EventSerdes serdes;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    FarmTopics(String brokers, String registry) {
        serdes = new EventSerdes(new RegistrySettings(registry, Map.of()));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = READ.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Reads on until something has come true. */
    void readUntil(String what, Predicate<FarmTopics> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(this)) {
            assertThat(System.nanoTime())
                    .as(
                            "not within %s: %s; seen so far: %s",
                            PATIENCE,
                            what,
                            records(Topics.JOB).stream()
                                    .map(ConsumerRecord::key)
                                    .toList())
                    .isLessThan(deadline);
            consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
        }
    }

    /** What a topic holds so far, as it came. */
    List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        return seen.stream()
                .filter(record -> record.topic().equals(topic.name()))
                .toList();
    }

    /** The same, decoded. */
    <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
        Deserializer<T> deserializer = serdes.of(type).deserializer();
        return records(topic).stream()
                .map(record -> deserializer.deserialize(topic.name(), record.value()))
                .toList();
    }

    /** The newest value of each key. */
    <T extends SpecificRecord> Map<String, T> newest(Topic topic, Class<T> type) {
        Map<String, T> newest = new TreeMap<>();
        List<T> values = values(topic, type);
        List<ConsumerRecord<String, byte[]>> records = records(topic);
        for (int index = 0; index < values.size(); index++) {
            newest.put(records.get(index).key(), values.get(index));
        }
        return newest;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
