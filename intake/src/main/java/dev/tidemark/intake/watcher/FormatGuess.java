package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.intake.IntakeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which format a text is in, by its beginning. Reads no more than it needs, so that what comes slowly is not waited for; what
 * it has read is read again by whoever reads {@link #text}.
 *
 * @param format empty where there is nothing in the text
 * @param text the whole of it
 */
public record FormatGuess(Optional<WatcherFormat> format, InputStream text) {

    private static final int MOST_BYTES = 1 << 20;

    /**
     * @param source what it is called in messages
     * @throws IntakeException when it looks like none of them, or cannot be read
     */
    public static FormatGuess of(String source, InputStream text) throws IntakeException {
        Recorded recorded = new Recorded(text);
        try {
            int first = firstByte(recorded);
            Optional<WatcherFormat> format = switch (first) {
                case -1 -> Optional.empty();
                case '{', '[' -> ofJson(source, new SequenceInputStream(one(first), recorded));
                default -> Optional.of(ofText(source, first, recorded));
            };
            return new FormatGuess(format, recorded.again());
        } catch (IOException e) {
            throw new IntakeException(
                    "%s cannot be read (%s); check it, and try again.".formatted(source, e.getMessage()), e);
        }
    }

    private static InputStream one(int first) {
        return new ByteArrayInputStream(new byte[] {(byte) first});
    }

    private static int firstByte(InputStream text) throws IOException {
        int first = text.read();
        while (first >= 0 && Character.isWhitespace(first)) {
            first = text.read();
        }
        return first;
    }

    private static IntakeException likeNone(String source) {
        return new IntakeException("%s looks like no format of bumps; name one with --format: %s."
                .formatted(source, WatcherFormat.labels()));
    }

    /** By the names of the first object's fields; empty where lists are all that there is. */
    private static Optional<WatcherFormat> ofJson(String source, InputStream text) throws IOException, IntakeException {
        Set<String> fields = new TreeSet<>();
        try (JsonParser parser = Json.MAPPER.createParser(text)) {
            JsonToken token = parser.nextToken();
            while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
                token = parser.nextToken();
            }
            if (token == null) {
                return Optional.empty();
            }
            while (token == JsonToken.START_OBJECT && parser.nextToken() == JsonToken.FIELD_NAME) {
                fields.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            // By as many as were to be seen: whoever reads it will say what is wrong.
            return Optional.of(byFields(fields).orElseThrow(() -> likeNone(source)));
        }
        return Optional.of(byFields(fields).orElseThrow(() -> likeNone(source)));
    }

    private static Optional<WatcherFormat> byFields(Set<String> fields) {
        if (fields.contains("attrPath")) {
            return Optional.of(WatcherFormat.UPDATE_SCRIPT);
        }
        if (fields.contains("delta")) {
            return Optional.of(WatcherFormat.NVCMP);
        }
        if (fields.contains("event")) {
            return Optional.of(WatcherFormat.NVCHECKER);
        }
        if (fields.contains("tag_name") || fields.contains("release")) {
            return Optional.of(WatcherFormat.GITHUB_RELEASE);
        }
        if (fields.contains("attr") || (fields.contains("project") && fields.contains("to"))) {
            return Optional.of(WatcherFormat.JSONL);
        }
        return fields.contains("project") || fields.contains("body") || fields.contains("msg")
                ? Optional.of(WatcherFormat.ANITYA)
                : Optional.empty();
    }

    /** By the first line that is one of a format. */
    private static WatcherFormat ofText(String source, int first, InputStream text)
            throws IOException, IntakeException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(first);
        for (int read = 0; read < MOST_BYTES; read++) {
            int c = text.read();
            if (c >= 0 && c != '\n') {
                line.write(c);
                continue;
            }
            Optional<WatcherFormat> format =
                    ofLine(line.toString(StandardCharsets.UTF_8).strip());
            if (format.isPresent()) {
                return format.get();
            }
            if (c < 0) {
                break;
            }
            line.reset();
        }
        throw likeNone(source);
    }

    private static Optional<WatcherFormat> ofLine(String line) {
        if (line.startsWith("{")) {
            return Optional.of(WatcherFormat.NVCHECKER); // What it says to people may come first.
        }
        if (new TitleForm().read(line) instanceof Found.Releases) {
            return Optional.of(WatcherFormat.TITLES);
        }
        return line.matches("[A-Za-z0-9_][^\\s:]*\\s+\\S*\\d\\S*\\s+\\S*\\d\\S*(\\s+\\S+)?")
                ? Optional.of(WatcherFormat.NIXPKGS_UPDATE)
                : Optional.empty();
    }

    /** Keeps what was read of it. */
    private static final class Recorded extends InputStream {
        private final InputStream text;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Recorded(InputStream text) {
            this.text = text;
        }

        @Override
        public int read() throws IOException {
            int b = text.read();
            if (b >= 0) {
                kept.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (kept.size() > MOST_BYTES) {
                return -1; // Enough to guess by.
            }
            int count = text.read(into, offset, length);
            kept.write(into, offset, Math.max(0, count));
            return count;
        }

        InputStream again() {
            return new SequenceInputStream(new ByteArrayInputStream(kept.toByteArray()), text);
        }
    }
}
