package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.intake.IntakeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bumps of the past in a file, one JSON object a line, as docs/formats/bumps.md says: plain, gzip or zstd, whatever its name.
 */
public final class BumpLines {

    private static final JsonFactory JSON = new JsonFactory();

    private BumpLines() {}

    /**
     * A bump that came.
     *
     * @param at when
     * @param attribute the package
     * @param from the version that it had; empty where nobody said
     * @param to the version that was released
     */
    public record Line(Instant at, String attribute, String from, String to) {}

    /**
     * All of them, in the file's order.
     *
     * @throws IntakeException when it cannot be read, or a line is none, with the file, the line and the reason
     */
    public static List<Line> read(Path file) throws IntakeException {
        List<Line> bumps = new ArrayList<>();
        long number = 0;
        try (SourceStream source = SourceStream.open(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new Bytes(source),
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    bumps.add(bump(line));
                }
            }
            return bumps;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new IntakeException("%s:%d is no bump (%s): correct the line".formatted(file, number, reason), e);
        } catch (CharacterCodingException e) {
            throw new IntakeException("%s is not UTF-8: convert it".formatted(file), e);
        } catch (IOException e) {
            throw new IntakeException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Line bump(String line) throws IOException {
        Long seconds = null;
        String attribute = null;
        String from = "";
        String to = null;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                JsonToken value = json.nextToken();
                switch (field) {
                    case "ts" -> seconds = json.getLongValue();
                    case "attr" -> attribute = json.getValueAsString();
                    case "from" -> from = value == JsonToken.VALUE_NULL ? "" : String.valueOf(json.getValueAsString());
                    case "to" -> to = json.getValueAsString();
                    default -> json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new IllegalArgumentException("something stands behind the object");
            }
        }
        if (seconds == null) {
            throw new IllegalArgumentException("the field ts is missing");
        }
        return new Line(Instant.ofEpochSecond(seconds), required("attr", attribute), from, required("to", to));
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the field %s is missing".formatted(field));
        }
        return value;
    }

    private static final class Bytes extends InputStream {
        private static final int BUFFER = 1 << 14;

        private final SourceStream source;
        private final byte[] buffer = new byte[BUFFER];
        private int at;
        private int end;

        Bytes(SourceStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - at);
            System.arraycopy(buffer, at, into, offset, count);
            at += count;
            return count;
        }

        private boolean fill() throws IOException {
            while (at == end) {
                end = source.read(buffer);
                at = 0;
                if (end < 0) {
                    end = 0;
                    return false;
                }
            }
            return true;
        }
    }
}
