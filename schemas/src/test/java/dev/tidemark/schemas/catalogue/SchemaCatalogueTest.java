package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class SchemaCatalogueTest {

    @Test
    void ids_and_subjects_are_unique_and_ordered_by_id() {
        assertThat(SchemaCatalogue.entries())
                .extracting(SchemaCatalogue.Entry::id)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(SchemaCatalogue.entries())
                .extracting(SchemaCatalogue.Entry::subject)
                .doesNotHaveDuplicates();
    }

    /** An id that changes its schema makes what was written before unreadable. */
    @Test
    void ids_are_those_that_were_given_once() {
        assertThat(SchemaCatalogue.entries().stream()
                        .map(entry -> entry.id() + " " + entry.schema().getName()))
                .containsExactly(
                        "1 Package",
                        "2 GraphRevision",
                        "3 VersionBump",
                        "4 Bump",
                        "5 WaveCommand",
                        "6 Wave",
                        "7 Job",
                        "8 JobDemand",
                        "9 JobEvent",
                        "10 BuildRequest",
                        "11 AgentReport",
                        "12 Breakage",
                        "101 Admissions",
                        "102 WaveEntry",
                        "103 WaveJob",
                        "104 JobEntry",
                        "105 AgentEntry",
                        "106 DemandEntry",
                        "107 Evidence",
                        "108 PoolEntry",
                        "109 ParkedOpen");
    }

    @Test
    void every_record_is_in_the_catalogue_or_a_part_of_one_that_is() {
        Set<String> reached = new TreeSet<>();
        SchemaCatalogue.entries().forEach(entry -> collect(entry.schema(), reached));

        List<String> generated = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.tidemark.schemas.event", "dev.tidemark.schemas.store")
                        .stream()
                        .filter(type -> type.isAssignableTo(SpecificRecord.class))
                        .map(type -> type.getFullName())
                        .sorted()
                        .toList();

        assertThat(generated).isNotEmpty();
        assertThat(reached).containsAll(generated);
    }

    @Test
    void every_field_is_documented() {
        SchemaCatalogue.entries().forEach(entry -> {
            assertThat(entry.schema().getDoc()).as(entry.subject()).isNotBlank();
            entry.schema()
                    .getFields()
                    .forEach(field -> assertThat(field.doc())
                            .as("%s.%s", entry.subject(), field.name())
                            .isNotBlank());
        });
    }

    private static void collect(Schema schema, Set<String> names) {
        switch (schema.getType()) {
            case RECORD -> {
                if (names.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> collect(field.schema(), names));
                }
            }
            case UNION -> schema.getTypes().forEach(type -> collect(type, names));
            case ARRAY -> collect(schema.getElementType(), names);
            case MAP -> collect(schema.getValueType(), names);
            default -> {}
        }
    }
}
