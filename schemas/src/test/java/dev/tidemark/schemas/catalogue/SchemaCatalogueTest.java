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
    void a_schema_of_a_public_topic_is_public_and_one_of_a_store_is_not() {
        assertThat(SchemaCatalogue.entries())
                .extracting(SchemaCatalogue.Entry::subject)
                .doesNotHaveDuplicates();
        assertThat(SchemaCatalogue.entries())
                .allSatisfy(entry -> assertThat(entry.audience())
                        .as(entry.subject())
                        .isEqualTo(
                                entry.subject().contains(".store.")
                                                || List.of("JobDemand", "JobEvent")
                                                        .contains(entry.schema().getName())
                                        ? Audience.INTERNAL
                                        : Audience.PUBLIC));
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
