package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.schemas.wire.EventSerdes;
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
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The dead letters of a farm: what they are, and how a record that can be read by now gets back. All of it blocks. */
public final class DeadLetters {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FarmSettings farm;
    private final EventSerdes serdes;

    public DeadLetters(FarmSettings farm) {
        this.farm = farm;
        this.serdes = new EventSerdes(farm.registry());
    }

    /**
     * A record that could not be read or decided.
     *
     * @param letter why, and where it came from
     * @param key as it was; empty when it had none
     * @param value as it was; null for a tombstone
     * @param headers of the record, without those of the dead letter
     * @param at when it was last reported
     * @param times how often it was reported
     * @param replayed whether it was put back since it was last reported
     */
    @SuppressWarnings("ArrayRecordComponent") // Bytes as Kafka has them; nobody compares letters.
    public record Letter(
            DeadLetter letter,
            Optional<String> key,
            byte @Nullable [] value,
            Headers headers,
            Instant at,
            int times,
            boolean replayed) {}

    /** All that the topic still holds, one for each record that they are about, oldest first. */
    public List<Letter> all() {
        Map<String, Letter> byOrigin = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read()) {
            Optional<DeadLetter> letter = DeadLetter.from(record.headers());
            Header replayed = record.headers().lastHeader(RecordHeader.REPLAYED.label());
            if (letter.isPresent()) {
                byOrigin.merge(letter.get().origin(), letter(letter.get(), record), DeadLetters::again);
            } else if (replayed != null) {
                byOrigin.computeIfPresent(text(replayed.value()), (origin, known) -> replayed(known));
            }
        }
        return List.copyOf(byOrigin.values());
    }

    /**
     * Publishes a dead letter where it came from, under the key and in the partition that it belongs to.
     *
     * @throws SerializationException when it still cannot be read; it stays where it is then
     * @throws ServiceException when it cannot be put back, with the next step
     */
    public void replay(Letter letter) throws InterruptedException {
        Topic topic = Topics.named(letter.letter().topic())
                .orElseThrow(() -> new ServiceException("%s is no topic of a farm's: put its record back yourself"
                        .formatted(letter.letter().topic())));
        try (var reader = serdes.readerOf(topic);
                var producer = new KafkaProducer<>(
                        farm.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            SpecificRecord value = reader.deserialize(topic.name(), letter.headers(), letter.value());
            if (value == null) {
                throw new SerializationException("it has no value, so nothing says where it belongs");
            }
            String key = topic.key().of(value);
            int partition = topic.partition(
                    key, value, producer.partitionsFor(topic.name()).size());
            producer.send(new ProducerRecord<>(
                            topic.name(),
                            partition,
                            key.getBytes(StandardCharsets.UTF_8),
                            letter.value(),
                            letter.headers()))
                    .get();
            producer.send(marker(letter)).get();
        } catch (ExecutionException e) {
            throw new ServiceException(
                    "the brokers do not take the record back (%s): see that they are well, and replay it again"
                            .formatted(
                                    e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()),
                    e);
        }
    }

    private static ProducerRecord<byte[], byte[]> marker(Letter letter) {
        Headers headers = new RecordHeaders();
        RecordHeader.REPLAYED.add(headers, letter.letter().origin());
        byte[] key =
                letter.key().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        return new ProducerRecord<>(Topics.DEAD_LETTER.name(), null, key, null, headers);
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
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new ServiceException(
                            "the dead letters cannot be read to their end within %d s: see that the brokers at %s are well"
                                    .formatted(PATIENCE.toSeconds(), farm.brokers()));
                }
                consumer.poll(POLL).forEach(records::add);
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
                Optional.ofNullable(record.key()).map(DeadLetters::text),
                record.value(),
                headers,
                Instant.ofEpochMilli(record.timestamp()),
                1,
                false);
    }

    private static Letter again(Letter earlier, Letter later) {
        return new Letter(
                later.letter(), later.key(), later.value(), later.headers(), later.at(), earlier.times() + 1, false);
    }

    private static Letter replayed(Letter known) {
        return new Letter(known.letter(), known.key(), known.value(), known.headers(), known.at(), known.times(), true);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
