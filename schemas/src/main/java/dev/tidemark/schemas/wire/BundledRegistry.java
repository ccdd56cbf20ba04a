package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.history.SchemaVersion;
import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The registry in this process. Confluent's own, whose ids would follow the order of registration; so each schema is entered with the ids of its
 * history, once it is asked for: to enter all of them took a quarter of a second of every start. It answers what serializers and deserializers ask, and
 * nothing else. Thread-safe.
 */
final class BundledRegistry extends MockSchemaRegistryClient {

    private final MockSchemaRegistryClient scope;
    /** Asked for with each record, so without waiting for anybody. */
    private final Set<String> entered = ConcurrentHashMap.newKeySet();

    /** @param name what follows {@code mock://}: one registry for all that name it */
    BundledRegistry(String name) {
        super(List.of(new AvroSchemaProvider()));
        if (!(MockSchemaRegistry.getClientForScope(name, List.of(new AvroSchemaProvider()))
                instanceof MockSchemaRegistryClient mock)) {
            throw new AssertionError("mock:// is served by MockSchemaRegistryClient");
        }
        scope = mock;
    }

    @Override
    public ParsedSchema getSchemaById(int id) throws IOException, RestClientException {
        enter(id);
        return scope.getSchemaById(id);
    }

    @Override
    public ParsedSchema getSchemaBySubjectAndId(@Nullable String subject, int id)
            throws IOException, RestClientException {
        enter(id);
        return scope.getSchemaBySubjectAndId(subject, id);
    }

    @Override
    public int getId(String subject, ParsedSchema schema) throws IOException, RestClientException {
        enter(subject);
        return scope.getId(subject, schema);
    }

    @Override
    public int getId(String subject, ParsedSchema schema, boolean normalize) throws IOException, RestClientException {
        enter(subject);
        return scope.getId(subject, schema, normalize);
    }

    private void enter(int id) throws IOException, RestClientException {
        String subject = SchemaHistory.subjectOf(id).orElse(null);
        if (subject != null) {
            enter(subject);
        }
    }

    private void enter(String subject) throws IOException, RestClientException {
        if (!entered.contains(subject)) {
            register(subject);
        }
    }

    private synchronized void register(String subject) throws IOException, RestClientException {
        if (entered.contains(subject)) {
            return;
        }
        synchronized (scope) { // Others have it, too.
            for (SchemaVersion version : SchemaHistory.of(subject)) {
                scope.register(
                        subject, WrittenSchema.same(new AvroSchema(version.schema())), version.version(), version.id());
            }
        }
        entered.add(subject);
    }
}
