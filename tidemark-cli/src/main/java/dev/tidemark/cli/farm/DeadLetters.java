package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.MeantFor;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of a farm: what they are, and how a record that can be read by now gets back. What becomes of one is
 * noted in the same topic, so that everybody sees it. All of it blocks; belongs to one thread.
 */
public final class DeadLetters implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TRANSACTIONAL_ID = "tidemark-dead-letter";

    private final FarmSettings farm;
    private final EventSerdes serdes;
    private @Nullable Producer<byte[], byte[]> producer;

    public DeadLetters(FarmSettings farm) {
        this.farm = farm;
        this.serdes = new EventSerdes(farm.registry());
    }

    /** What became of a dead letter. */
    public enum Standing {
        OPEN,
        REPLAYED,
        DISMISSED
    }

    /**
     * A record that could not be read or decided.
     *
     * @param letter why, and where it came from
     * @param key as it was; null when it had none
     * @param value as it was; null for a tombstone
     * @param headers of the record, without those of the dead letter
     * @param at when it was last reported, by the broker's clock
     * @param times how often it was reported
     * @param standing what became of it; stays so when it is reported again
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as Kafka has them; nobody compares letters.
    public record Letter(
            DeadLetter letter,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers headers,
            Instant at,
            int times,
            Standing standing) {

        /** The key as text, whatever its bytes are. */
        public Optional<String> keyText() {
            return Optional.ofNullable(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        }

        private Letter with(Standing other) {
            return new Letter(letter, key, value, headers, at, times, other);
        }

        /** Reported again; by another courier it is open again, for that one alone where the earlier ones are done with. */
        Letter after(Letter earlier) {
            MeantFor before = MeantFor.from(earlier.headers);
            MeantFor now = MeantFor.from(headers);
            boolean isOfAnother = !before.couriers().containsAll(now.couriers());
            Headers all = new RecordHeaders(headers);
            (isOfAnother && earlier.standing != Standing.OPEN ? now : now.and(before)).into(all);
            return new Letter(
                    letter, key, value, all, at, earlier.times + 1, isOfAnother ? Standing.OPEN : earlier.standing);
        }
    }

    /**
     * All that the topic still holds, one for each record that they are about, oldest first.
     *
     * @throws ServiceException when the brokers do not give them, with the next step
     */
    public List<Letter> all() {
        Map<String, Letter> byOrigin = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read()) {
            DeadLetter.from(record.headers())
                    .ifPresentOrElse(
                            letter -> byOrigin.merge(
                                    letter.origin(), letter(letter, record), (earlier, later) -> later.after(earlier)),
                            () -> note(record.headers(), byOrigin));
        }
        return List.copyOf(byOrigin.values());
    }

    private static void note(Headers headers, Map<String, Letter> byOrigin) {
        noted(headers, RecordHeader.REPLAYED, Standing.REPLAYED, byOrigin);
        noted(headers, RecordHeader.DISMISSED, Standing.DISMISSED, byOrigin);
    }

    private static void noted(Headers headers, RecordHeader mark, Standing standing, Map<String, Letter> byOrigin) {
        Header origin = headers.lastHeader(mark.label());
        if (origin != null && origin.value() != null) {
            byOrigin.computeIfPresent(
                    new String(origin.value(), StandardCharsets.UTF_8), (same, letter) -> letter.with(standing));
        }
    }

    /**
     * Publishes a dead letter where it came from, under the key and in the partition that it belongs to, and notes it, in
     * one transaction. What couriers could not deliver says still which, so that no other delivers it once more.
     *
     * @throws SerializationException when it still cannot be read; it stays where it is then
     * @throws IllegalArgumentException when it must not be put back, with the next step
     * @throws ServiceException when the brokers do not take it, with the next step
     */
    public void replay(Letter letter) {
        Topic topic = replayable(letter.letter().topic());
        try (var reader = serdes.readerOf(topic)) {
            SpecificRecord value = reader.deserialize(topic.name(), letter.headers(), letter.value());
            if (value == null) {
                throw new SerializationException("it has no value, so nothing says where it belongs: dismiss it");
            }
            String key = topic.key().of(value);
            int partitions = producer().partitionsFor(topic.name()).size();
            publish(
                    new ProducerRecord<>(
                            topic.name(),
                            topic.partition(key, value, partitions),
                            key.getBytes(StandardCharsets.UTF_8),
                            letter.value(),
                            letter.headers()),
                    note(letter, RecordHeader.REPLAYED));
        }
    }

    private static Topic replayable(String name) {
        Topic topic = Topics.named(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is no topic of a farm's: put its record back yourself, and dismiss it".formatted(name)));
        if (!topic.mayBeReplayed()) {
            throw new IllegalArgumentException(
                    switch (topic.writtenBy()) {
                        case IMPORTER -> "an old record would undo a newer one: import the set again, then dismiss it";
                        case AGENTS -> "an agent says again what matters: dismiss it";
                        default ->
                            "%s tells how things stand, and an old record would undo a newer one: dismiss it"
                                    .formatted(name);
                    });
        }
        return topic;
    }

    /**
     * Notes that somebody has seen it and wants it no more.
     *
     * @throws ServiceException when the brokers do not take the note, with the next step
     */
    public void dismiss(Letter letter) {
        publish(note(letter, RecordHeader.DISMISSED));
    }

    private static ProducerRecord<byte[], byte[]> note(Letter letter, RecordHeader mark) {
        Headers headers = new RecordHeaders();
        mark.add(headers, letter.letter().origin());
        return new ProducerRecord<>(Topics.DEAD_LETTER.name(), null, letter.key(), null, headers);
    }

    @SafeVarargs
    private void publish(ProducerRecord<byte[], byte[]>... records) {
        try {
            Producer<byte[], byte[]> open = producer();
            open.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = open.send(record); // A failure shows at the commit.
            }
            open.commitTransaction();
        } catch (KafkaException e) {
            throw new ServiceException(
                    "the brokers do not take it (%s): see that they are well and that nobody else does the same, and do it again"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            Properties properties = farm.clientProperties();
            properties.put("transactional.id", TRANSACTIONAL_ID);
            open = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
            producer = open;
            open.initTransactions();
        }
        return open;
    }

    private List<ConsumerRecord<byte[], byte[]>> read() {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTER.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heard = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
                some.forEach(records::add);
                heard = some.isEmpty() ? heard : System.nanoTime();
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new ServiceException(
                            "nothing came of the dead letters for %d s: see that the brokers at %s are well"
                                    .formatted(PATIENCE.toSeconds(), farm.brokers()));
                }
            }
        }
        records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
        return records;
    }

    private static Letter letter(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        Headers headers = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!DeadLetter.owns(header)) {
                headers.add(header);
            }
        }
        return new Letter(
                letter,
                record.key(),
                record.value(),
                headers,
                Instant.ofEpochMilli(record.timestamp()),
                1,
                Standing.OPEN);
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close();
            producer = null;
        }
    }
}
