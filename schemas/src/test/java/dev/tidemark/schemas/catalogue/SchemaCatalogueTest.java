package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class SchemaCatalogueTest {

    private static final Pattern EXPLAINED_SYMBOL = Pattern.compile("([A-Z][A-Z_]*): \\S.*");
    /** A unit; or what tells that the number is a count, a position, or the name of one of many. */
    private static final Pattern MEASURE = Pattern.compile(
            "(?i)\\bin (bytes|milliseconds|seconds|hours|jobs)\\b|\\bhow (many|often)\\b|\\basked for so far\\b|\\bind(ex|ices) of\\b|\\boffset\\b"
                    + "|\\bthe number of\\b|\\b(which|the) try\\b|\\bthe (lowest )?graph revision\\b|\\bgrows by one\\b|\\bshare of\\b");

    @Test
    void a_schema_of_a_public_topic_is_public_and_one_of_a_store_is_not() {
        assertThat(SchemaCatalogue.entries())
                .extracting(SchemaCatalogue.Entry::subject)
                .doesNotHaveDuplicates();
        assertThat(SchemaCatalogue.entries())
                .allSatisfy(entry -> assertThat(entry.audience())
                        .as(entry.subject())
                        .isEqualTo(
                                List.of("Maintainer", "Subscription", "InboxEntry")
                                                .contains(entry.schema().getName())
                                        ? Audience.PRIVATE
                                        : entry.subject().contains(".store.")
                                                        || List.of(
                                                                        "JobDemand",
                                                                        "JobEvent",
                                                                        "WaveEnd",
                                                                        "Judgement",
                                                                        "Concern")
                                                                .contains(entry.schema()
                                                                        .getName())
                                                ? Audience.INTERNAL
                                                : Audience.PUBLIC));
    }

    @Test
    void every_record_is_in_the_catalogue_or_a_part_of_one_that_is() {
        List<String> generated = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.tidemark.schemas.event", "dev.tidemark.schemas.store")
                        .stream()
                        .filter(type -> type.isAssignableTo(SpecificRecord.class))
                        .map(type -> type.getFullName())
                        .sorted()
                        .toList();

        assertThat(generated).isNotEmpty();
        assertThat(named().keySet()).containsAll(generated);
    }

    @Test
    void every_record_and_every_field_of_it_is_documented() {
        assertThat(named().values())
                .filteredOn(schema -> schema.getType() == Schema.Type.RECORD)
                .isNotEmpty()
                .allSatisfy(record -> {
                    assertThat(record.getDoc()).as(record.getFullName()).isNotBlank();
                    assertThat(record.getFields())
                            .allSatisfy(field -> assertThat(field.doc())
                                    .as("%s.%s", record.getFullName(), field.name())
                                    .isNotBlank());
                });
    }

    /** A symbol that says it all, such as SECURITY, may do without a line; UNKNOWN may not. */
    @Test
    void every_enum_is_documented_and_has_the_symbols_that_its_doc_explains() {
        assertThat(named().values())
                .filteredOn(schema -> schema.getType() == Schema.Type.ENUM)
                .isNotEmpty()
                .allSatisfy(symbols -> {
                    List<String> lines = symbols.getDoc().lines().toList();
                    assertThat(lines.getFirst()).as(symbols.getFullName()).isNotBlank();
                    List<String> explained = lines.stream()
                            .map(EXPLAINED_SYMBOL::matcher)
                            .filter(Matcher::matches)
                            .map(line -> line.group(1))
                            .toList();
                    assertThat(symbols.getEnumSymbols())
                            .as(symbols.getFullName())
                            .containsSubsequence(explained);
                    assertThat(explained).as(symbols.getFullName()).endsWith("UNKNOWN");
                });
    }

    @Test
    void every_number_says_what_it_counts_or_which_of_them_it_is() {
        List<String> silent = new ArrayList<>();
        named().values().stream()
                .filter(schema -> schema.getType() == Schema.Type.RECORD)
                .forEach(record -> record.getFields().stream()
                        .filter(field -> isBareNumber(field.schema()))
                        .filter(field -> !MEASURE.matcher(field.doc()).find())
                        .forEach(field -> silent.add(record.getName() + "." + field.name())));

        assertThat(silent).isEmpty();
    }

    /** A time has its unit in its logical type. */
    private static boolean isBareNumber(Schema schema) {
        return switch (schema.getType()) {
            case INT, LONG, FLOAT, DOUBLE -> schema.getLogicalType() == null;
            case UNION -> schema.getTypes().stream().anyMatch(SchemaCatalogueTest::isBareNumber);
            case ARRAY -> isBareNumber(schema.getElementType());
            case MAP -> isBareNumber(schema.getValueType());
            default -> false;
        };
    }

    /** Every record and enum that the catalogue's schemas consist of, by name. */
    private static Map<String, Schema> named() {
        Map<String, Schema> named = new TreeMap<>();
        SchemaCatalogue.entries().forEach(entry -> collect(entry.schema(), named));
        return named;
    }

    private static void collect(Schema schema, Map<String, Schema> named) {
        switch (schema.getType()) {
            case RECORD -> {
                if (named.put(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), named));
                }
            }
            case ENUM -> named.put(schema.getFullName(), schema);
            case UNION -> schema.getTypes().forEach(type -> collect(type, named));
            case ARRAY -> collect(schema.getElementType(), named);
            case MAP -> collect(schema.getValueType(), named);
            default -> {}
        }
    }
}
