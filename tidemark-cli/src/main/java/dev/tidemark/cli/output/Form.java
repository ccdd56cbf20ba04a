package dev.tidemark.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tidemark.cli.terminal.Screen;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How a command's answer is printed. Their names are what people write. */
public enum Form {
    /** For people. */
    table,
    json,
    yaml;

    private static final char DELETE = '\u007f';
    private static final char LAST_CONTROL = '\u009f';

    /** Whether people read it. */
    public boolean isForPeople() {
        return this == table;
    }

    /**
     * Prints a whole answer.
     *
     * @throws Screen.ReaderGoneException when what is printed goes nowhere any more
     * @throws AssertionError for {@link #table}, which the command prints itself
     */
    public void print(JsonNode answer, PrintStream out) {
        out.println(text(answer, true));
        Screen.requireReader(out);
    }

    /** Writes an answer field by field. */
    public interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /**
     * Prints an answer that is written field by field, which costs less than a tree: in one line as JSON.
     *
     * @throws Screen.ReaderGoneException when what is printed goes nowhere any more
     */
    public void write(Writing answer, PrintStream out) {
        JsonFactory factory = this == yaml
                ? YAMLFactory.builder()
                        .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                        .build()
                : new JsonFactory();
        try (JsonGenerator json = factory.createGenerator(new OutputStreamWriter(out, StandardCharsets.UTF_8))
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            answer.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (this == json) {
            out.println();
        }
        Screen.requireReader(out);
    }

    /** Prints one of many answers, as they come: a line of JSON, or a YAML document. */
    public void printNext(JsonNode answer, PrintStream out) {
        if (this == yaml) {
            out.println("---");
        }
        out.println(text(answer, false));
        Screen.requireReader(out);
    }

    private String text(JsonNode answer, boolean spacious) {
        try {
            return switch (this) {
                case table -> throw new AssertionError("a table is not made of a tree");
                case json ->
                    escaped(
                            spacious
                                    ? Json.SPACIOUS.writeValueAsString(answer)
                                    : Json.COMPACT.writeValueAsString(answer));
                case yaml -> Yaml.MAPPER.writeValueAsString(answer).stripTrailing();
            };
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can be written", e);
        }
    }

    /**
     * Without the control characters that JSON leaves as they are (DEL and C1): terminals obey them. Where there are any, they are in
     * texts, since JSON itself has none.
     */
    private static String escaped(String json) {
        StringBuilder escaped = null;
        for (int at = 0; at < json.length(); at++) {
            char next = json.charAt(at);
            boolean control = next >= DELETE && next <= LAST_CONTROL;
            if (control && escaped == null) {
                escaped = new StringBuilder(json.length() + 16).append(json, 0, at);
            }
            if (escaped != null) {
                escaped.append(control ? "\\u%04x".formatted((int) next) : String.valueOf(next));
            }
        }
        return escaped == null ? json : escaped.toString();
    }

    /** Made when it is asked for: most commands print for people. */
    private static final class Json {
        static final ObjectWriter COMPACT = JsonMapper.builder().build().writer();
        static final ObjectWriter SPACIOUS = COMPACT.withDefaultPrettyPrinter();
    }

    private static final class Yaml {
        static final YAMLMapper MAPPER = YAMLMapper.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .build();
    }
}
