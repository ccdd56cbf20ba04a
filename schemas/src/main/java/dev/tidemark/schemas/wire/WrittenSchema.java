package dev.tidemark.schemas.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/**
 * A generated class's schema as it is written: without what only Java needs. Registry clients look schemas up by all that they hold,
 * field by field, unless they are given the very object that they know; so there is one for equal ones.
 */
public final class WrittenSchema {

    private static final Map<Schema, AvroSchema> BY_GENERATED = new ConcurrentHashMap<>();
    private static final Map<AvroSchema, AvroSchema> ALL = new ConcurrentHashMap<>();

    private WrittenSchema() {}

    /** What registries and the history hold, and what serializers look up, character for character. */
    public static Schema of(Schema generated) {
        return AvroSchemaUtils.getSchema(new GenericData.Record(generated), false, false, true);
    }

    static AvroSchema parsed(Schema generated) {
        return BY_GENERATED.computeIfAbsent(generated, each -> same(new AvroSchema(of(each))));
    }

    /** The one of those that equal this that all use. */
    static AvroSchema same(AvroSchema schema) {
        AvroSchema known = ALL.putIfAbsent(schema, schema);
        return known == null ? schema : known;
    }
}
