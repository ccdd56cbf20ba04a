package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.catalogue.Topic;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
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

    static {
        TrustedEvents.declare();
    }

    /** Of Confluent's wire format: a zero byte, then the schema's id in four. */
    static final int PREFIX = 5;

    private static final byte MAGIC = 0;

    private final RegistrySettings settings;
    private final SchemaRegistryClient client;

    /** @param settings where schemas are looked up; nothing is contacted before the first record */
    public EventSerdes(RegistrySettings settings) {
        this.settings = settings;
        this.client = settings.hasServer()
                ? settings.newClient()
                : new BundledRegistry(settings.url().substring("mock://".length()));
    }

    /**
     * A serde for one kind of record.
     *
     * @throws SerializationException (from the serde) when bytes are of another record or the schema cannot be had
     */
    public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        SpecificData.getForClass(type)
                .setCustomCoders(
                        true); // Written by the generated code where a record has some: the same bytes, sooner.
        return Serdes.serdeFrom(serializer(), deserializer(type));
    }

    /**
     * Reads the values of a topic, whatever they are.
     *
     * @throws IllegalArgumentException when the topic's values are bytes of any kind
     */
    public Deserializer<? extends SpecificRecord> readerOf(Topic topic) {
        Schema schema = topic.value()
                .orElseThrow(() -> new IllegalArgumentException(topic.name() + " holds bytes of any kind"));
        Class<?> type = SpecificData.get().getClass(schema);
        return deserializer(type.asSubclass(SpecificRecord.class));
    }

    /**
     * What stands before the Avro binary in every record of an event's type: for who has the binary already.
     *
     * @param example any event of the type
     * @throws SerializationException when the schema's id cannot be had
     */
    public <T extends SpecificRecord> byte[] prefix(String topic, T example) {
        try (Serializer<T> serializer = serializer()) {
            return Arrays.copyOf(Objects.requireNonNull(serializer.serialize(topic, example)), PREFIX);
        }
    }

    /**
     * Looks up every schema that this release writes, so that from now on a registry that is away hinders nobody who reads
     * or writes them. The registry in this process has them all.
     *
     * @throws RegistryException when the server does not answer, or does not know them all
     */
    public void prepare() throws RegistryException {
        if (!settings.hasServer()) {
            return;
        }
        for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
            try {
                client.getSchemaById(client.getId(entry.subject(), WrittenSchema.parsed(entry.schema())));
            } catch (IOException e) {
                throw RegistryFailure.unreachable(settings, e);
            } catch (RestClientException e) {
                throw RegistryFailure.isUnknownSchema(e)
                        ? new RegistryException(RegistryFailure.unregistered(settings, entry.subject()), true, e)
                        : RegistryFailure.refused(settings, "to look up " + entry.subject(), e);
            }
        }
    }

    private <T extends SpecificRecord> Serializer<T> serializer() {
        EventSerializer serializer = new EventSerializer(client);
        serializer.configure(settings.serdeSettings(), false);
        return new Serializer<>() {
            @Override
            public byte @Nullable [] serialize(String topic, @Nullable T value) {
                return written(() -> serializer.serialize(topic, value));
            }

            @Override
            public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T value) {
                return written(() -> serializer.serialize(topic, headers, value));
            }
        };
    }

    /** The client's own message is a page: it has the whole schema in it. A refusal to let us in it makes no SerializationException. */
    private byte @Nullable [] written(Supplier<byte @Nullable []> client) {
        try {
            return client.get();
        } catch (KafkaException e) {
            if (RegistryFailure.isUnknownSchema(e)) {
                throw new SerializationException(RegistryFailure.unregistered(settings, "this record"), e);
            }
            throw RegistryFailure.isOutage(e) ? outage(e) : e;
        }
    }

    private SerializationException outage(KafkaException e) {
        return new SerializationException(RegistryFailure.away(settings, e), e);
    }

    private <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer(client);
        deserializer.configure(settings.serdeSettings(), false);
        return new Deserializer<>() {
            @Override
            public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
                return read(type, topic, bytes, () -> deserializer.deserialize(topic, bytes));
            }

            @Override
            public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
                return read(type, topic, bytes, () -> deserializer.deserialize(topic, headers, bytes));
            }
        };
    }

    private <T> @Nullable T read(
            Class<T> type, String topic, byte @Nullable [] bytes, Supplier<@Nullable Object> client) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < PREFIX || bytes[0] != MAGIC) {
            throw new SerializationException(
                    "%s holds %d bytes that are no event: whoever writes there must use a schema registry's serializer"
                            .formatted(topic, bytes.length));
        }
        try {
            return expected(type, topic, client.get());
        } catch (KafkaException e) {
            throw explained(type, topic, bytes, e);
        }
    }

    private KafkaException explained(Class<?> type, String topic, byte[] bytes, KafkaException e) {
        if (RegistryFailure.isOutage(e)) {
            return outage(e);
        }
        if (e.getCause() == null) {
            return e;
        }
        if (RegistryFailure.isUnknownSchema(e)) {
            return new SerializationException(
                    "%s holds a record of schema id %d, which the registry %s does not know: register the schema that it was written with there, then run tidemark dead-letter replay"
                            .formatted(topic, ByteBuffer.wrap(bytes).getInt(1), settings.place()),
                    e);
        }
        return new SerializationException(
                "%s holds a record that does not read as a %s: whoever wrote it must use the schemas that tidemark schemas register has registered"
                        .formatted(topic, type.getSimpleName()),
                e);
    }

    private static <T> @Nullable T expected(Class<T> type, String topic, @Nullable Object value) {
        if (value != null && !type.isInstance(value)) {
            throw new SerializationException(
                    "%s holds a %s where a %s belongs: whoever wrote it must write to another topic"
                            .formatted(topic, value.getClass().getSimpleName(), type.getSimpleName()));
        }
        return type.cast(value);
    }
}
