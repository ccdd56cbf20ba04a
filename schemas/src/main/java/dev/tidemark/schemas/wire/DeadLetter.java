package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a record in the dead-letter topic says of itself, in its headers: why it is there and where it came from. Key, value
 * and all other headers are as they were, unless they are too large for a letter. The names are those that Kafka Streams
 * gives (KIP-1034), whoever writes it.
 *
 * @param topic that it came from
 * @param partition of that topic
 * @param offset in that partition; with topic and partition it identifies the record, however often it is reported
 * @param reason why it could not be read or decided, as a sentence
 */
public record DeadLetter(String topic, int partition, long offset, String reason) {

    /** Less than brokers and clients take where nobody has set a limit, with room for what a letter adds. */
    private static final int MOST_BYTES = 900_000;

    private static final int MOST_REASON = 1_000;

    /** Before the names of all headers that a dead letter has of its own. */
    private static final String PREFIX = "__streams.errors.";

    /** Whether a header belongs to the dead letter, and not to the record that it was. */
    public static boolean owns(Header header) {
        return header.key().startsWith(PREFIX);
    }

    /** What the headers say; empty when they are not those of a dead letter. */
    public static Optional<DeadLetter> from(Headers headers) {
        Optional<String> topic = text(headers, RecordHeader.ERROR_TOPIC);
        Optional<String> partition = text(headers, RecordHeader.ERROR_PARTITION);
        Optional<String> offset = text(headers, RecordHeader.ERROR_OFFSET);
        if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DeadLetter(
                    topic.get(),
                    Integer.parseInt(partition.get()),
                    Long.parseLong(offset.get()),
                    text(headers, RecordHeader.ERROR_MESSAGE).orElse("no reason was given")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * The record for the dead-letter topic: key, value and headers as they were, and why it is there. One that would be
     * too large with the latter has its key, value and own headers left out, and says that they are where it came from.
     */
    public ProducerRecord<byte[], byte[]> about(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        int bytes = size(key) + size(value);
        for (Header header : headers) {
            bytes += header.key().length() + size(header.value());
        }
        // No time: it may be long past or none at all, and the broker's counts.
        if (bytes + reason.length() > MOST_BYTES) {
            Headers own = new RecordHeaders();
            new DeadLetter(topic, partition, offset, withoutValue(bytes)).into(own);
            return new ProducerRecord<>(Topics.DEAD_LETTER.name(), null, null, null, null, own);
        }
        Headers all = new RecordHeaders(headers);
        into(all);
        return new ProducerRecord<>(Topics.DEAD_LETTER.name(), null, null, key, value, all);
    }

    private String withoutValue(int bytes) {
        String start = reason.length() > MOST_REASON ? reason.substring(0, MOST_REASON) + "…" : reason;
        return "%s (its %d bytes are too many for a dead letter: they are where it came from, as long as that topic keeps them)"
                .formatted(start, bytes);
    }

    private static int size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Adds what it says to the headers of the record that it is about. */
    private void into(Headers headers) {
        RecordHeader.ERROR_TOPIC.add(headers, topic);
        RecordHeader.ERROR_PARTITION.add(headers, Integer.toString(partition));
        RecordHeader.ERROR_OFFSET.add(headers, Long.toString(offset));
        RecordHeader.ERROR_MESSAGE.add(headers, reason);
    }

    /** Where it came from, as {@code topic/partition/offset}. */
    public String origin() {
        return topic + "/" + partition + "/" + offset;
    }

    private static Optional<String> text(Headers headers, RecordHeader name) {
        @Nullable Header header = headers.lastHeader(name.label());
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
}
