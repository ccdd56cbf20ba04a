package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.SimpleParsedSchemaHolder;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** What this program makes of an event that was written by a newer one. */
final class NewerEventTest {

    private static final String SCOPE = "newer-event-test";
    private static final int ID = 901;

    private final EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://" + SCOPE, Map.of()));
    private final MockSchemaRegistryClient registry =
            (MockSchemaRegistryClient) MockSchemaRegistry.getClientForScope(SCOPE);

    @Test
    void another_symbol_in_every_enum_and_another_alternative_are_compatible_with_all_that_was_written() {
        List<AvroSchema> events = SchemaCatalogue.entries().stream()
                .filter(entry -> entry.schema().getNamespace().endsWith(".event"))
                .map(entry -> WrittenSchema.parsed(entry.schema()))
                .toList();

        assertThat(events).hasSize(28).allSatisfy(event -> {
            AvroSchema newer = new AvroSchema(withSymbol("NEWER", withAlternative(event.rawSchema())));
            assertThat(newer.isCompatible(
                            CompatibilityLevel.FULL_TRANSITIVE, List.of(new SimpleParsedSchemaHolder(event))))
                    .as(event.name())
                    .isEmpty();
        });
    }

    @Test
    void a_symbol_that_this_program_does_not_know_is_unknown_to_it_and_the_rest_is_read() throws Exception {
        Schema newer = withSymbol("NEWER", Bump.getClassSchema());
        BumpRef ref = new BumpRef("textkit", "1.0", "2.0", BumpKind.SECURITY, "watcher", null, List.of(), null);
        GenericRecord written = like(held(ref, BumpState.HELD), newer);
        written.put("state", new GenericData.EnumSymbol(newer.getField("state").schema(), "NEWER"));

        assertThat(read(Bump.class, written)).isEqualTo(held(ref, BumpState.UNKNOWN));
    }

    @Test
    void an_alternative_that_this_program_does_not_know_is_not_set_and_the_rest_is_read() throws Exception {
        Schema newer = withAlternative(AgentReport.getClassSchema());
        GenericRecord written = new GenericData.Record(newer);
        written.put("agent", "north");
        written.put("incarnation", "life-1");
        written.put("pool", "x86_64-linux.free");
        Schema alternative = newer.getField("newer").schema().getTypes().getLast();
        GenericRecord said = new GenericData.Record(alternative);
        said.put("reason", "because");
        written.put("newer", said);

        assertThat(read(AgentReport.class, written))
                .isEqualTo(AgentReport.newBuilder()
                        .setAgent("north")
                        .setIncarnation("life-1")
                        .setPool("x86_64-linux.free")
                        .build());
    }

    private static Bump held(BumpRef ref, BumpState state) {
        TrustedEvents.declare();
        return Bump.newBuilder()
                .setSet("demo")
                .setBump(ref)
                .setState(state)
                .setReason("because")
                .build();
    }

    private static Schema withSymbol(String symbol, Schema schema) {
        return new Schema.Parser()
                .parse(schema.toString().replace("\"UNKNOWN\"]", "\"%s\",\"UNKNOWN\"]".formatted(symbol)));
    }

    private static Schema withAlternative(Schema record) {
        List<Schema.Field> fields = record.getFields().stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .collect(Collectors.toCollection(ArrayList::new));
        Schema alternative = SchemaBuilder.record(record.getFullName() + "Newer")
                .fields()
                .requiredString("reason")
                .endRecord();
        fields.add(new Schema.Field(
                "newer",
                Schema.createUnion(Schema.create(Schema.Type.NULL), alternative),
                "Something new.",
                Schema.Field.NULL_DEFAULT_VALUE));
        return Schema.createRecord(record.getName(), record.getDoc(), record.getNamespace(), false, fields);
    }

    /** The same fields, under another schema. */
    private static GenericRecord like(SpecificRecord value, Schema schema) {
        GenericRecord copy = new GenericData.Record(schema);
        value.getSchema().getFields().forEach(field -> copy.put(field.name(), value.get(field.pos())));
        return copy;
    }

    /** As a program wrote it whose schema the registry knows. */
    private <T extends SpecificRecord> T read(Class<T> type, GenericRecord written) throws Exception {
        registry.register(type.getName(), new AvroSchema(written.getSchema()), 2, ID);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(ID).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(written.getSchema()).write(written, encoder);
        try (Serde<T> serde = serdes.of(type)) {
            return serde.deserializer().deserialize("topic", bytes.toByteArray());
        }
    }
}
