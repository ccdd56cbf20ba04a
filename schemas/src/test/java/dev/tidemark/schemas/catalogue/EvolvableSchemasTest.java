package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The form that lets an event grow: ADR 10. What only stores hold may have any form. */
final class EvolvableSchemasTest {

    @Test
    void every_event_can_grow() {
        assertThat(hindrances(SchemaCatalogue.entries().stream()
                        .map(SchemaCatalogue.Entry::schema)
                        .filter(schema -> schema.getNamespace()
                                .equals(Wave.getClassSchema().getNamespace()))))
                .isEmpty();
    }

    @Test
    void a_union_of_records_is_named_wherever_it_is() {
        assertThat(hindrances("{'name': 'x', 'type': ['Other', 'R']}"))
                .containsExactly("R.x is a union other than [null, X]: make its alternatives nullable fields of R");
        assertThat(hindrances("{'name': 'x', 'type': ['null', 'Other', 'R'], 'default': null}"))
                .hasSize(1);
        assertThat(hindrances("{'name': 'x', 'type': {'type': 'array', 'items': ['Other', 'R']}}"))
                .hasSize(1);
    }

    @Test
    void a_nullable_field_without_default_null_is_named() {
        assertThat(hindrances("{'name': 'x', 'type': ['null', 'string']}"))
                .containsExactly("R.x may be null and has not the default null: write \"T? x = null\"");
        assertThat(hindrances("{'name': 'x', 'type': ['string', 'null'], 'default': 'y'}"))
                .hasSize(2);
        assertThat(hindrances("{'name': 'x', 'type': ['null', 'string'], 'default': null}"))
                .isEmpty();
    }

    @Test
    void an_enum_that_does_not_end_in_its_default_unknown_is_named() {
        assertThat(hindrances("{'name': 'x', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A']}}"))
                .containsExactly("R.x has the enum E, whose last symbol and default is not UNKNOWN");
        assertThat(
                        hindrances(
                                "{'name': 'x', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A', 'UNKNOWN'], 'default': 'A'}}"))
                .hasSize(1);
        assertThat(
                        hindrances(
                                "{'name': 'x', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['UNKNOWN', 'A'], 'default': 'UNKNOWN'}}"))
                .hasSize(1);
        assertThat(
                        hindrances(
                                "{'name': 'x', 'type': {'type': 'enum', 'name': 'E', 'symbols': ['A', 'UNKNOWN'], 'default': 'UNKNOWN'}}"))
                .isEmpty();
    }

    /** Of a record R with this field after one of the type Other. */
    private static List<String> hindrances(String field) {
        String record =
                "{'type': 'record', 'name': 'R', 'fields': [{'name': 'first', 'type': {'type': 'record', 'name': 'Other', 'fields': []}}, %s]}"
                        .formatted(field);
        return hindrances(Stream.of(new Schema.Parser().parse(record.replace('\'', '"'))));
    }

    private static List<String> hindrances(Stream<Schema> records) {
        Inspection inspection = new Inspection();
        records.forEach(record -> inspection.inspect(record, record.getName()));
        return inspection.hindrances;
    }

    private static final class Inspection {
        private final List<String> hindrances = new ArrayList<>();
        private final TreeSet<String> inspected = new TreeSet<>();

        void inspect(Schema schema, String where) {
            switch (schema.getType()) {
                case RECORD -> {
                    if (inspected.add(schema.getFullName())) {
                        schema.getFields().forEach(field -> inspect(schema, field));
                    }
                }
                case UNION -> {
                    if (!isNullOr(schema)) {
                        hindrances.add("%s is a union other than [null, X]: make its alternatives nullable fields of %s"
                                .formatted(where, where.substring(0, where.indexOf('.'))));
                    }
                    schema.getTypes().forEach(type -> inspect(type, where));
                }
                case ENUM -> {
                    if (!"UNKNOWN".equals(schema.getEnumDefault())
                            || !schema.getEnumSymbols().getLast().equals("UNKNOWN")) {
                        hindrances.add("%s has the enum %s, whose last symbol and default is not UNKNOWN"
                                .formatted(where, schema.getName()));
                    }
                }
                case ARRAY -> inspect(schema.getElementType(), where);
                case MAP -> inspect(schema.getValueType(), where);
                default -> {}
            }
        }

        private void inspect(Schema record, Schema.Field field) {
            String where = record.getName() + "." + field.name();
            if (field.schema().isNullable() && field.defaultVal() != JsonProperties.NULL_VALUE) {
                hindrances.add("%s may be null and has not the default null: write \"T? %s = null\""
                        .formatted(where, field.name()));
            }
            inspect(field.schema(), where);
        }

        private static boolean isNullOr(Schema union) {
            return union.getTypes().size() == 2 && union.getTypes().getFirst().getType() == Schema.Type.NULL;
        }
    }
}
