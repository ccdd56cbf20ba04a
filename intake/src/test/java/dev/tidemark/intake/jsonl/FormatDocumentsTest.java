package dev.tidemark.intake.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tidemark.intake.Collected;
import dev.tidemark.intake.jsonl.Mapping.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/formats says is what the reader does. */
final class FormatDocumentsTest {

    private static final Path FORMATS = Path.of("..", "docs", "formats");

    @TempDir
    Path folder;

    @Test
    void the_examples_of_the_page_are_valid_and_are_read_without_a_problem() throws Exception {
        List<String> examples = blocks("jsonl");
        Collected found = new Collected();
        Path file = Files.writeString(folder.resolve("example.jsonl"), String.join("\n", examples));
        new JsonlReader(List.of(file), "example", Optional.of("x86_64-linux"), Optional.empty()).read(found);

        assertThat(examples.stream().flatMap(String::lines))
                .hasSizeGreaterThan(4)
                .allSatisfy(line -> assertThat(schema("package").validate(line, InputFormat.JSON))
                        .isEmpty());
        assertThat(found.problems).isEmpty();
        assertThat(found.notes).isEmpty();
        assertThat(found.packages)
                .hasSize((int) examples.stream().flatMap(String::lines).count());
    }

    @Test
    void the_schema_has_every_field_that_the_reader_knows_and_no_other() throws Exception {
        assertThat(fields(schemaText("package"))).isEqualTo(Mapping.NATIVE.known());
    }

    @Test
    void the_schema_refuses_what_the_reader_refuses() throws Exception {
        JsonSchema schema = schema("package");

        assertThat(List.of(
                        "{\"version\": \"1\"}",
                        "{\"attribute\": 7}",
                        "{\"attribute\": \"a b\"}",
                        "{\"attribute\": \"a\", \"maintainers\": {}}",
                        "{\"attribute\": \"a\", \"unfree\": \"no\"}",
                        "{\"attribute\": \"a\", \"broken\": 1}",
                        "{\"attribute\": \"a\", \"dependencies\": [\"b\"]}",
                        "{\"attribute\": \"a\", \"dependencies\": [{\"attribute\": \"b\"}]}",
                        "{\"attribute\": \"a\", \"dependencies\": [{\"attribute\": \"b\", \"kinds\": [\"make\"]}]}",
                        "{\"attribute\": \"a\", \"features\": [\"GPU\"]}"))
                .allSatisfy(line -> assertThat(schema.validate(line, InputFormat.JSON))
                        .as(line)
                        .isNotEmpty());
    }

    @Test
    void the_mappings_of_the_page_and_those_that_are_brought_along_are_valid_and_can_be_used() throws Exception {
        List<String> mappings = new ArrayList<>(blocks("json"));
        mappings.add(resource("nixpkgs-jobs.json"));

        for (String mapping : mappings) {
            assertThat(schema("mapping").validate(mapping, InputFormat.JSON)).isEmpty();
            Path file = Files.writeString(folder.resolve("mapping.json"), mapping);
            assertThat(Mapping.named(file.toString()).field(Part.ATTRIBUTE)).isPresent();
        }
        assertThat(mappings).hasSizeGreaterThan(1);
        assertThat(BuiltInMappings.names())
                .allSatisfy(name -> assertThat(BuiltInMappings.named(name)).isPresent());
    }

    @Test
    void a_mapping_may_have_every_field_of_a_line_and_some_of_its_own() throws Exception {
        NavigableSet<String> fields =
                new TreeSet<>(List.of("$schema", "dependencies", "recipe", "defaults", "ignored"));
        Arrays.stream(Part.values()).map(Part::label).forEach(fields::add);

        assertThat(fields(schemaText("mapping"))).isEqualTo(fields);
    }

    @Test
    void programs_get_the_schemas_that_people_read() throws Exception {
        for (String name : List.of("package", "mapping")) {
            assertThat(resource(name + ".schema.json")).isEqualTo(schemaText(name));
        }
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schemaText(name));
    }

    private static String schemaText(String name) throws IOException {
        return Files.readString(FORMATS.resolve(name + ".schema.json"));
    }

    private static NavigableSet<String> fields(String schema) throws IOException {
        JsonNode properties = Json.MAPPER.readTree(schema).path("properties");
        NavigableSet<String> fields = new TreeSet<>();
        ((ObjectNode) properties).fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String resource(String name) throws IOException {
        try (InputStream resource = JsonlReader.class.getResourceAsStream(name)) {
            assertThat(resource).as(name).isNotNull();
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(FORMATS.resolve("jsonl.md")));
        return block.results().map(found -> found.group(1)).toList();
    }
}
