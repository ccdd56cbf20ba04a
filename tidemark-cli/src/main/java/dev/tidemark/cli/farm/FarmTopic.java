package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topic of a farm, for commands: what it holds at the moment, and one more record. A record that nobody can read is logged and
 * passed over. Immutable; each call has a client of its own.
 */
public final class FarmTopic<T extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(FarmTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FOLLOWING = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FarmSettings farm;
    private final Topic topic;
    private final Class<T> type;
    private final EventSerdes serdes;

    /** @param type of its values */
    public FarmTopic(FarmSettings farm, Topic topic, Class<T> type) {
        this.farm = farm;
        this.topic = topic;
        this.type = type;
        this.serdes = new EventSerdes(farm.registry());
    }

    /**
     * The newest value of each key that was committed when it is asked, by key; without those that a tombstone removed.
     *
     * @param wanted keys that matter; the values of the others are not looked at
     * @throws ServiceException when the brokers or the registry do not let it, with the next step
     */
    public SortedMap<String, T> newest(Predicate<String> wanted) {
        SortedMap<String, T> newest = new TreeMap<>();
        read(wanted, (key, value) -> {
            if (value.isPresent()) {
                newest.put(key, value.get());
            } else {
                newest.remove(key);
            }
        });
        return Collections.unmodifiableSortedMap(newest);
    }

    /**
     * Every value of some keys that was committed when it is asked, in no order between partitions.
     *
     * @param wanted keys that matter; the values of the others are not looked at
     * @throws ServiceException when the brokers or the registry do not let it, with the next step
     */
    public List<T> all(Predicate<String> wanted) {
        List<T> values = new ArrayList<>();
        read(wanted, (key, value) -> value.ifPresent(values::add));
        return List.copyOf(values);
    }

    /**
     * Every value that was committed when it is asked, in no order between partitions.
     *
     * @throws ServiceException when the brokers or the registry do not let it, with the next step
     */
    public List<T> all() {
        return all(key -> true);
    }

    /**
     * Tells of every value that was committed when it is asked, in no order between partitions. Not one may be passed over.
     *
     * @throws ServiceException when the brokers or the registry do not let it, or a record cannot be read, with the next step
     */
    public void each(Consumer<T> taker) {
        reading((consumer, reader) -> readToTheEnd(consumer, record -> {
            if (record.value() == null) {
                return;
            }
            try {
                taker.accept(reader.deserialize(record.topic(), record.value()));
            } catch (SerializationException e) {
                if (RegistryFailure.isOutage(e)) {
                    throw e;
                }
                throw new ServiceException(
                        "the record %s/%d/%d cannot be read (%s), and what it names is not known: use a program of the release that wrote it, or have whoever did overwrite it"
                                .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
                        e);
            }
        }));
    }

    /** Hears of a key's values while they come. */
    public interface Follower<T> {
        /**
         * Everything up to now has been told, for the first time or after more of it.
         *
         * @return whether to go on
         */
        boolean upToDate();

        /** The newest value of a key; empty when a tombstone removed it. */
        void changed(String key, Optional<T> value);
    }

    /**
     * Tells every value, oldest first, and goes on to tell what comes, until the follower has had enough or the thread is
     * interrupted.
     *
     * @param wanted keys that matter; the values of the others are not looked at
     * @throws ServiceException when the brokers or the registry do not let it, with the next step
     */
    public void follow(Predicate<String> wanted, Follower<T> follower) {
        reading((consumer, reader) -> {
            readToTheEnd(consumer, record -> take(record, reader, wanted, follower::changed));
            while (follower.upToDate()) {
                consumer.poll(FOLLOWING).forEach(record -> take(record, reader, wanted, follower::changed));
            }
        });
    }

    private void read(Predicate<String> wanted, BiConsumer<String, Optional<T>> taker) {
        reading((consumer, reader) -> readToTheEnd(consumer, record -> take(record, reader, wanted, taker)));
    }

    private void reading(BiConsumer<KafkaConsumer<byte[], byte[]>, Deserializer<T>> work) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<T> reader = serdes.of(type).deserializer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            work.accept(consumer, reader);
        } catch (SerializationException e) {
            throw new ServiceException(
                    "the topic %s cannot be read while the schema registry is away (%s): start it, and try again"
                            .formatted(topic.name(), e.getMessage()),
                    e);
        } catch (KafkaException e) {
            throw new ServiceException(
                    "the topic %s cannot be read (%s): see that the brokers at %s are well, and try again"
                            .formatted(topic.name(), e.getMessage(), farm.brokers()),
                    e);
        }
    }

    private void readToTheEnd(KafkaConsumer<byte[], byte[]> consumer, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        long heard = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
            some.forEach(each);
            heard = some.isEmpty() ? heard : System.nanoTime();
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new KafkaException("nothing came for " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    private void take(
            ConsumerRecord<byte[], byte[]> record,
            Deserializer<T> reader,
            Predicate<String> wanted,
            BiConsumer<String, Optional<T>> taker) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!wanted.test(key)) {
            return;
        }
        try {
            taker.accept(
                    key,
                    record.value() == null
                            ? Optional.empty()
                            : Optional.of(reader.deserialize(record.topic(), record.value())));
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.getMessage())
                    .log("record that nobody can read passed over");
        }
    }

    /**
     * Writes a record and waits until the brokers have it.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    public void put(String key, T value) {
        write(Map.of(key, Optional.of(value)));
    }

    /**
     * Removes what a key names, with a tombstone, and waits until the brokers have it.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    public void remove(String key) {
        write(Map.of(key, Optional.empty()));
    }

    /**
     * Writes records, by key, a tombstone where there is none, and waits until the brokers have them all. Where they do not take one,
     * others may have been taken: to write them again does no harm.
     *
     * @throws ServiceException when they do not take one, with the next step
     */
    public void write(Map<String, Optional<T>> values) {
        Properties properties = farm.clientProperties();
        properties.put("acks", "all");
        properties.put("max.block.ms", 15_000);
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
                Serde<T> serde = serdes.of(type)) {
            int partitions = producer.partitionsFor(topic.name()).size();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Map.Entry<String, Optional<T>> each : values.entrySet()) {
                @Nullable T value = each.getValue().orElse(null);
                sent.add(producer.send(new ProducerRecord<>(
                        topic.name(),
                        topic.partition(each.getKey(), value, partitions),
                        each.getKey(),
                        serde.serializer().serialize(topic.name(), value))));
            }
            for (Future<RecordMetadata> each : sent) {
                var unused = each.get();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (KafkaException | ExecutionException e) {
            throw new ServiceException(
                    "the brokers did not take it (%s): see that they at %s and the schema registry are well, and do it again"
                            .formatted(e.getMessage(), farm.brokers()),
                    e);
        }
    }
}
