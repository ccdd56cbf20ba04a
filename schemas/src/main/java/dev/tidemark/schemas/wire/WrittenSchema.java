package dev.tidemark.schemas.wire;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** A generated class's schema as it is written: without what only Java needs. */
public final class WrittenSchema {

    private WrittenSchema() {}

    /** What registries and the history hold, and what serializers look up, character for character. */
    public static Schema of(Schema generated) {
        return AvroSchemaUtils.getSchema(new GenericData.Record(generated), false, false, true);
    }

    static AvroSchema parsed(Schema generated) {
        return new AvroSchema(of(generated));
    }
}
