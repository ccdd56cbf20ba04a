package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.workspace.nix.SetSink.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of {@code nix-eval-jobs}, a line or an element of the array at a time. */
final class LinesFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROGRESS = 1000;
    private static final String WANTED = "what \"nix-eval-jobs --meta --show-input-drvs\" prints";

    private final Path file;
    private final SetSink sink;
    private final List<EvaluatedAttribute> evaluated = new ArrayList<>();
    private final SharedInputs inputs = new SharedInputs();

    private LinesFile(Path file, SetSink sink) {
        this.file = file;
        this.sink = sink;
    }

    /**
     * Tells the sink of each line that says nothing of an attribute.
     *
     * @throws IOException when the file cannot be read, or has no attribute; the message names it and says what to do
     */
    static List<EvaluatedAttribute> read(Path file, SetSink sink) throws IOException {
        LinesFile lines = new LinesFile(file, sink);
        if (lines.isArray()) {
            lines.readArray();
        } else {
            lines.readLines();
        }
        if (lines.evaluated.isEmpty()) {
            throw new SetNotEvaluatedException("%s names no attribute: give %s".formatted(file, WANTED));
        }
        return lines.evaluated;
    }

    private boolean isArray() throws IOException {
        try (BufferedReader text = bytes()) {
            int character = text.read();
            while (Character.isWhitespace(character)) {
                character = text.read();
            }
            return character == '[';
        }
    }

    /** A character a byte, so that one which is no text is found in its line. */
    private BufferedReader bytes() throws IOException {
        return new BufferedReader(new InputStreamReader(SourceFile.open(file, WANTED), StandardCharsets.ISO_8859_1));
    }

    private void readLines() throws IOException {
        try (BufferedReader text = bytes()) {
            long number = 0;
            String following = text.readLine();
            while (following != null) {
                String line = following;
                following = text.readLine();
                number++;
                if (!line.isBlank()) {
                    read(line, number, following == null);
                }
            }
        }
    }

    private void read(String line, long number, boolean last) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            take(JSON.readTree(text), number);
        } catch (CharacterCodingException e) {
            sink.problem(new Place(name(), number), "the line is not UTF-8");
        } catch (JsonEOFException e) {
            if (last) {
                sink.cutOff(new Place(name(), number), "the line ends in the middle");
            } else {
                sink.problem(new Place(name(), number), "it is no JSON: " + e.getOriginalMessage());
            }
        } catch (JsonProcessingException e) {
            sink.problem(new Place(name(), number), "it is no JSON: " + e.getOriginalMessage());
        }
    }

    private void readArray() throws IOException {
        long number = 0;
        try (InputStream in = SourceFile.open(file, WANTED);
                MappingIterator<JsonNode> elements =
                        JSON.readerFor(JsonNode.class).readValues(in)) {
            while (elements.hasNextValue()) {
                number++;
                take(elements.nextValue(), number);
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "%s is no whole JSON array after element %d (%s): evaluate again, and give %s"
                            .formatted(file, number, e.getOriginalMessage(), WANTED),
                    e);
        }
    }

    private void take(JsonNode line, long number) {
        // jobs.nix puts tests beside what they test: where that fails, it fails there too.
        try {
            EvaluatedAttribute one = EvaluationLine.read(line, number);
            if (one.error().isEmpty() || !one.path().getLast().endsWith(".tests")) {
                evaluated.add(inputs.of(one));
            }
        } catch (IllegalArgumentException e) {
            sink.problem(new Place(name(), number), String.valueOf(e.getMessage()));
        }
        if (number % PROGRESS == 0) {
            sink.progress(name(), number, 0);
        }
    }

    private String name() {
        return String.valueOf(file.getFileName());
    }
}
