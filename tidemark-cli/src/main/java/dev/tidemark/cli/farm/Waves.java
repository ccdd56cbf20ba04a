package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A farm's waves and their jobs, as its planners show them; and what people tell them to do. Belongs to one thread. */
public final class Waves {

    private static final Logger LOG = LoggerFactory.getLogger(Waves.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FarmSettings farm;
    private final EventSerdes serdes;

    public Waves(FarmSettings farm) {
        this.farm = farm;
        this.serdes = new EventSerdes(farm.registry());
    }

    /** All of them, ordered by name, as they are now. */
    public List<Wave> all() {
        return List.copyOf(newest(Topics.WAVE, Wave.class, key -> true).values());
    }

    /** @throws ServiceException when the farm has no such wave */
    public Wave named(String name) {
        return Optional.ofNullable(newest(Topics.WAVE, Wave.class, name::equals).get(name))
                .orElseThrow(
                        () -> new ServiceException("the farm has no wave %s: see tidemark wave list".formatted(name)));
    }

    /** Of one wave, ordered by attribute, system and variant, as they are now. */
    public List<Job> jobs(String wave) {
        return List.copyOf(
                newest(Topics.JOB, Job.class, key -> key.startsWith(wave + "/")).values());
    }

    /**
     * Tells a wave something and waits until the brokers have it.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    public void tell(WaveCommand command) {
        Topic topic = Topics.WAVE_COMMAND;
        try (var producer = new KafkaProducer<>(
                        farm.clientProperties(), new StringSerializer(), new ByteArraySerializer());
                Serde<WaveCommand> serde = serdes.of(WaveCommand.class)) {
            int partitions = producer.partitionsFor(topic.name()).size();
            var unused = producer.send(new ProducerRecord<>(
                            topic.name(),
                            topic.partition(command.getWave(), command, partitions),
                            command.getWave(),
                            serde.serializer().serialize(topic.name(), command)))
                    .get();
        } catch (KafkaException | ExecutionException e) {
            throw new ServiceException(
                    "the brokers do not take it (%s): see that they at %s and the schema registry are well, and do it again"
                            .formatted(e.getMessage(), farm.brokers()),
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private <T extends SpecificRecord> SortedMap<String, T> newest(
            Topic topic, Class<T> type, Predicate<String> wanted) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        SortedMap<String, T> newest = new TreeMap<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<T> reader = serdes.of(type).deserializer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            readAll(consumer, record -> take(record, reader, wanted, newest));
        }
        return newest;
    }

    private void readAll(
            Consumer<byte[], byte[]> consumer, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long heard = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
            some.forEach(each);
            heard = some.isEmpty() ? heard : System.nanoTime();
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new ServiceException("nothing came of the waves for %d s: see that the brokers at %s are well"
                        .formatted(PATIENCE.toSeconds(), farm.brokers()));
            }
        }
    }

    private static <T> void take(
            ConsumerRecord<byte[], byte[]> record,
            Deserializer<T> reader,
            Predicate<String> wanted,
            SortedMap<String, T> newest) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!wanted.test(key)) {
            return;
        }
        if (record.value() == null) {
            newest.remove(key);
            return;
        }
        try {
            newest.put(key, reader.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw new ServiceException(
                        "the waves cannot be read while the schema registry is away (%s): start it"
                                .formatted(e.getMessage()),
                        e);
            }
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("record that nobody can read passed over");
        }
    }
}
