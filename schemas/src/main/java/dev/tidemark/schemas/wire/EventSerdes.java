package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaUtils;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientFactory;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the serdes of all events, in Confluent's wire format. Thread-safe; the serdes that it makes may be shared
 * between threads as Kafka shares them. A null value stays null: a tombstone.
 */
public final class EventSerdes {

    private static final int SCHEMAS_CACHED = 1000;

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("dev.tidemark.schemas.")));
    }

    private final RegistrySettings settings;
    private final SchemaRegistryClient client;

    /** @param settings where schemas are looked up; nothing is contacted before the first record */
    public EventSerdes(RegistrySettings settings) {
        this.settings = settings;
        this.client = settings.hasServer()
                ? SchemaRegistryClientFactory.newClient(
                        List.of(settings.url()),
                        SCHEMAS_CACHED,
                        List.of(new AvroSchemaProvider()),
                        settings.client(),
                        null)
                : preloaded(settings.url().substring("mock://".length()));
    }

    /**
     * A serde for one kind of record.
     *
     * @throws SerializationException (from the serde) when bytes are of another record or the schema cannot be had
     */
    public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(serializer(), deserializer(type));
    }

    /**
     * Registers every schema of the catalogue with the server. Without a server they are there already.
     *
     * @throws IOException when the server cannot be reached or refuses a schema
     */
    public void registerAll() throws IOException {
        if (settings.hasServer()) {
            for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
                try {
                    client.register(entry.subject(), asWritten(entry.schema()));
                } catch (RestClientException e) {
                    throw new IOException("%s is refused: %s".formatted(entry.subject(), e.getMessage()), e);
                }
            }
        }
    }

    private <T extends SpecificRecord> Serializer<T> serializer() {
        KafkaAvroSerializer serializer = new KafkaAvroSerializer(client);
        serializer.configure(settings.serdeSettings(), false);
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable T value) {
                return serializer.serialize(topic, value);
            }

            @Override
            public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
                return serializer.serialize(topic, headers, value);
            }
        };
    }

    private <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer(client);
        deserializer.configure(settings.serdeSettings(), false);
        return new Deserializer<>() {
            @Override
            public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
                return expected(type, topic, deserializer.deserialize(topic, bytes));
            }

            @Override
            public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
                return expected(type, topic, deserializer.deserialize(topic, headers, bytes));
            }
        };
    }

    private static <T> @Nullable T expected(Class<T> type, String topic, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!type.isInstance(value)) {
            throw new SerializationException("%s holds a %s where a %s belongs"
                    .formatted(topic, value.getClass().getSimpleName(), type.getSimpleName()));
        }
        return type.cast(value);
    }

    /** The registry in this process. Its ids would follow the order of registration; so every id is given here. */
    private static SchemaRegistryClient preloaded(String scope) {
        SchemaRegistryClient client = MockSchemaRegistry.getClientForScope(scope, List.of(new AvroSchemaProvider()));
        if (!(client instanceof MockSchemaRegistryClient mock)) {
            throw new AssertionError("mock:// is served by MockSchemaRegistryClient");
        }
        try {
            synchronized (EventSerdes.class) {
                for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
                    mock.register(entry.subject(), asWritten(entry.schema()), 1, entry.id());
                }
            }
        } catch (IOException | RestClientException e) {
            throw new AssertionError("a registry in memory does not fail", e);
        }
        return client;
    }

    /** The schema as the serializer looks it up: without what only Java's generated classes need. */
    private static ParsedSchema asWritten(Schema schema) {
        return new AvroSchema(AvroSchemaUtils.getSchema(new GenericData.Record(schema), false, false, true));
    }
}
