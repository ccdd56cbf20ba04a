package dev.tidemark.schemas.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.ParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Guards what was written once. {@code -Dupdate} adds a version of each schema that has changed; docs/adr/0009. */
final class SchemaHistoryTest {

    private static final Path FOLDER = Path.of("src/main/resources/dev/tidemark/schemas/history");

    @BeforeAll
    static void update() throws IOException {
        if (System.getProperty("update") != null) {
            new HistoryWriter(FOLDER).addWhatChanged();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_schema_that_changed_has_a_new_version() {
        return SchemaCatalogue.entries().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.subject(), () -> {
                    List<SchemaVersion> versions = HistoryWriter.read(FOLDER, entry.subject());
                    assertThat(versions)
                            .as("its first version: mvn test -pl schemas -Dupdate adds it")
                            .isNotEmpty();
                    assertThat(HistoryWriter.pretty(versions.getLast().schema()))
                            .as(
                                    "what was written last; mvn test -pl schemas -Dupdate adds what is written now as a new version")
                            .isEqualTo(HistoryWriter.pretty(HistoryWriter.written(entry.schema())));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_version_is_compatible_with_all_earlier_ones() {
        return SchemaCatalogue.entries().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.subject(), () -> {
                    CompatibilityLevel level =
                            CompatibilityLevel.forName(entry.audience().compatibility());
                    List<Schema> versions = HistoryWriter.read(FOLDER, entry.subject()).stream()
                            .map(SchemaVersion::schema)
                            .toList();
                    for (int version = 1; version < versions.size(); version++) {
                        assertThat(incompatibilities(versions.get(version), versions.subList(0, version), level))
                                .as("version %d of %s, held to %s", version + 1, entry.subject(), level)
                                .isEmpty();
                    }
                }));
    }

    /** The rule lets through what may be and stops what may not: Confluent's own, so a server says the same. */
    @Test
    void the_guard_knows_good_changes_from_bad_ones() {
        assertThat(verdict(record("int a"), record("int a", "string b"), CompatibilityLevel.BACKWARD_TRANSITIVE))
                .as("a new field without a default")
                .isFalse();
        assertThat(verdict(record("int a"), record("int a", "string b = \"\""), CompatibilityLevel.FULL_TRANSITIVE))
                .as("a new field with a default")
                .isTrue();
        assertThat(verdict(record("int a", "int b"), record("int a"), CompatibilityLevel.BACKWARD_TRANSITIVE))
                .as("a field less, for readers that come later")
                .isTrue();
        assertThat(verdict(record("int a", "int b"), record("int a"), CompatibilityLevel.FULL_TRANSITIVE))
                .as("a field less, for readers that were there before")
                .isFalse();
        assertThat(verdict(record("int a"), record("long a"), CompatibilityLevel.BACKWARD_TRANSITIVE))
                .as("a wider number, for readers that come later")
                .isTrue();
        assertThat(verdict(record("int a"), record("long a"), CompatibilityLevel.FULL_TRANSITIVE))
                .as("a wider number, for readers that were there before")
                .isFalse();
        assertThat(verdict(record("int a"), record("string a"), CompatibilityLevel.BACKWARD_TRANSITIVE))
                .as("another type")
                .isFalse();
        assertThat(verdict(kinds("A"), kinds("A", "B"), CompatibilityLevel.FULL_TRANSITIVE))
                .as("a new symbol, with a default for who does not know it")
                .isTrue();
    }

    /** The last version may fit the one before it and still not the first. */
    @Test
    void every_earlier_version_counts() {
        Schema first = record("int a");
        Schema second = record("int a", "int b = 0");
        Schema third = record("int a", "string b = \"\"");

        assertThat(incompatibilities(third, List.of(first), CompatibilityLevel.FULL_TRANSITIVE))
                .isEmpty();
        assertThat(incompatibilities(third, List.of(first, second), CompatibilityLevel.FULL_TRANSITIVE))
                .isNotEmpty();
    }

    @Test
    void an_id_belongs_to_one_version_for_ever_and_versions_count_from_one() {
        List<SchemaVersion> versions = SchemaHistory.versions();

        assertThat(versions).extracting(SchemaVersion::id).isSorted().doesNotHaveDuplicates();
        versions.stream()
                .map(SchemaVersion::subject)
                .distinct()
                .forEach(subject -> assertThat(SchemaHistory.of(subject))
                        .as(subject)
                        .extracting(SchemaVersion::version)
                        .containsExactlyElementsOf(Stream.iterate(1, next -> next + 1)
                                .limit(SchemaHistory.of(subject).size())
                                .toList()));
    }

    @Test
    void every_file_of_the_history_is_listed() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(file -> file.toString().endsWith(".avsc")).map(FOLDER::relativize))
                    .map(Path::toString)
                    .containsExactlyInAnyOrderElementsOf(SchemaHistory.versions().stream()
                            .map(version -> version.subject() + "/" + version.version() + ".avsc")
                            .toList());
        }
    }

    private static boolean verdict(Schema earlier, Schema later, CompatibilityLevel level) {
        return incompatibilities(later, List.of(earlier), level).isEmpty();
    }

    private static List<String> incompatibilities(Schema later, List<Schema> earlier, CompatibilityLevel level) {
        List<ParsedSchemaHolder> holders = new ArrayList<>();
        earlier.forEach(schema -> holders.add(new SimpleParsedSchemaHolder(new AvroSchema(schema))));
        return new AvroSchema(later).isCompatible(level, holders);
    }

    private static Schema record(String... fields) {
        List<String> json = new ArrayList<>();
        for (String field : fields) {
            String[] parts = field.split("[ =]+", 3);
            json.add("{\"name\": \"%s\", \"type\": \"%s\"%s}"
                    .formatted(parts[1], parts[0], parts.length == 3 ? ", \"default\": " + parts[2] : ""));
        }
        return new Schema.Parser()
                .parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [%s]}".formatted(String.join(", ", json)));
    }

    private static Schema kinds(String... symbols) {
        List<String> all = new ArrayList<>(List.of(symbols));
        all.add("UNKNOWN");
        Schema kind = Schema.createEnum("Kind", null, null, all, "UNKNOWN");
        return Schema.createRecord("R", null, null, false, List.of(new Schema.Field("kind", kind)));
    }
}
