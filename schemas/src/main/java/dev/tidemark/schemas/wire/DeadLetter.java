package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a record in the dead-letter topic says of itself, in its headers: why it is there and where it came from. Key, value
 * and all other headers are as they were. The names are those that Kafka Streams gives (KIP-1034), whoever writes it.
 *
 * @param topic that it came from
 * @param partition of that topic
 * @param offset in that partition; with topic and partition it identifies the record, however often it is reported
 * @param reason why it could not be read or decided, as a sentence
 */
public record DeadLetter(String topic, int partition, long offset, String reason) {

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

    /** Adds what it says to the headers of the record that it is about. */
    public void into(Headers headers) {
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
