package dev.tidemark.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FormTest {

    private static final Bump BUMP = Bump.newBuilder()
            .setSet("demo")
            .setBump(new BumpRef("textkit", "1.0", "2.0", BumpKind.ROUTINE, "ada", null, List.of(), null))
            .setState(BumpState.HELD)
            .setSince(Instant.parse("2026-03-01T12:00:00Z"))
            .build();

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void json_has_the_fields_of_the_contract_without_those_that_are_null() {
        Form.json.printNext(RecordTree.of(BUMP), out);

        assertThat(printed())
                .isEqualTo(
                        "{\"set\":\"demo\",\"bump\":{\"attribute\":\"textkit\",\"from\":\"1.0\",\"to\":\"2.0\",\"kind\":\"ROUTINE\",\"publisher\":\"ada\",\"advisories\":[]},\"state\":\"HELD\",\"since\":\"2026-03-01T12:00:00Z\",\"together\":[]}\n");
    }

    @Test
    void yaml_keeps_a_version_a_text() {
        Form.yaml.print(RecordTree.all(List.of(BUMP)), out);

        assertThat(printed()).contains("- set: demo", "from: \"1.0\"").doesNotContain("---");
    }

    @Test
    void what_is_written_field_by_field_looks_the_same() {
        Form.yaml.write(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("from", "1.0");
                    json.writeEndObject();
                },
                out);
        Form.json.write(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("from", "1.0");
                    json.writeEndObject();
                },
                out);

        assertThat(printed()).isEqualTo("from: \"1.0\"\n{\"from\":\"1.0\"}\n");
    }

    @Test
    void json_has_no_control_characters_that_a_terminal_would_obey() throws IOException {
        String line = "caf\u00e9 \u009b31m \u0085 \u007f \u001b \u00a0";

        Form.json.printNext(JsonNodeFactory.instance.objectNode().put("line", line), out);

        assertThat(printed()).isEqualTo("{\"line\":\"caf\u00e9 \\u009b31m \\u0085 \\u007f \\u001B \u00a0\"}\n");
        assertThat(new ObjectMapper().readTree(printed()).path("line").asText()).isEqualTo(line);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
