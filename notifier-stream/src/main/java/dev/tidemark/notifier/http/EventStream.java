package dev.tidemark.notifier.http;

import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.wire.EventJson;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Breakages as server-sent events, for one who follows. An event's id says how far each partition was read, so that who was cut off
 * goes on exactly there (Last-Event-ID).
 */
public final class EventStream {

    private static final Pattern ID = Pattern.compile("\\d{1,6}:\\d{1,18}(?:,\\d{1,6}:\\d{1,18}){0,9999}");
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long BEAT_NANOS = Duration.ofSeconds(15).toNanos();

    private final FarmSettings farm;
    private final Deserializer<Breakage> reader;

    public EventStream(FarmSettings farm, EventSerdes serdes) {
        this.farm = farm;
        this.reader = serdes.of(Breakage.class).deserializer();
    }

    /**
     * Which breakages.
     *
     * @param packages pattern of sets and attributes; empty for all
     * @param person who can act; empty for anybody
     * @param scope the operator's name; empty for any
     */
    record Wanted(Optional<Scope.Pattern> packages, Optional<String> person, Optional<String> scope) {

        boolean has(Breakage breakage) {
            return person.map(breakage.getAct()::contains).orElse(true)
                    && scope.map(breakage.getScopes()::contains).orElse(true)
                    && packages.map(pattern -> Stream.concat(
                                            breakage.getRegressed().stream()
                                                    .map(job -> job.getJob().getAttribute()),
                                            breakage.getBlamed().stream().map(BumpRef::getAttribute))
                                    .anyMatch(attribute -> pattern.matches(breakage.getSet(), attribute)))
                            .orElse(true);
        }
    }

    /**
     * Writes events until who follows has gone, or it is to end.
     *
     * @param after the id of the last event that they had; empty to begin with what happens now
     * @throws IOException when they have gone
     * @throws IllegalArgumentException when {@link #isId} does not hold
     */
    void follow(OutputStream out, Wanted wanted, Optional<String> after, BooleanSupplier isEnding) throws IOException {
        Map<Integer, Long> position =
                new TreeMap<>(after.map(EventStream::parsed).orElse(Map.of()));
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("fetch.max.wait.ms", 250);
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.BREAKAGE.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                long from = position.computeIfAbsent(
                        partition.partition(), number -> after.isPresent() ? 0L : ends.getOrDefault(partition, 0L));
                consumer.seek(partition, from);
            }
            write(out, "retry: 5000\nid: %s\n\n".formatted(text(position)));
            long spoken = System.nanoTime();
            while (!isEnding.getAsBoolean()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    position.put(record.partition(), record.offset() + 1);
                    if (tell(out, record, wanted, position)) {
                        spoken = System.nanoTime();
                    }
                }
                if (System.nanoTime() - spoken > BEAT_NANOS) {
                    write(out, ": still here\n\n");
                    spoken = System.nanoTime();
                }
            }
        }
    }

    private boolean tell(
            OutputStream out, ConsumerRecord<byte[], byte[]> record, Wanted wanted, Map<Integer, Long> position)
            throws IOException {
        @Nullable Breakage breakage;
        try {
            breakage = record.value() == null
                    ? null
                    : reader.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            return false; // The feed of breakages says so in the log.
        }
        if (breakage == null || !wanted.has(breakage)) {
            return false;
        }
        write(out, "id: %s\nevent: breakage\ndata: %s\n\n".formatted(text(position), EventJson.of(breakage)));
        return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** {@code 0:17,1:4}: by partition, the offset of the next record. */
    private static String text(Map<Integer, Long> position) {
        return position.entrySet().stream()
                .map(each -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }

    /** Whether a text is an id of this stream's events. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    private static Map<Integer, Long> parsed(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("\"%s\" is no id of this stream".formatted(id));
        }
        Map<Integer, Long> position = new TreeMap<>();
        for (String part : id.split(",", -1)) {
            String[] pair = part.split(":", -1);
            position.put(Integer.parseInt(pair[0]), Long.parseLong(pair[1]));
        }
        return position;
    }
}
