package dev.tidemark.schemas.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.RecordHeader.Presence;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.history.SchemaVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The messages of the document, and their schemas: one each for each record, whatever topics it is in. */
final class MessageComponents {

    static final String CONTENT_TYPE = RecordHeader.CONTENT_TYPE.example();

    /** The newest that AsyncAPI's own parser checks; in others it lets anything pass. It holds for Avro 1.12 as well. */
    private static final String SCHEMA_FORMAT = "application/vnd.apache.avro;version=1.9.0";

    private static final String BYTES = "DeadLetter";
    private static final String BYTES_DOC =
            "A record that could not be read or decided, as it was: key, value and headers, and why and where it came from in more headers. A record that bears `%s` instead says that one was put back."
                    .formatted(RecordHeader.REPLAYED.label());
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private MessageComponents() {}

    /** The message of a topic: the record's name. */
    static String nameOf(Topic topic) {
        return topic.value().map(Schema::getName).orElse(BYTES);
    }

    static String doc(Topic topic) {
        return topic.value().map(Schema::getDoc).orElse(BYTES_DOC);
    }

    static ObjectNode messages() {
        ObjectNode messages = JSON.objectNode();
        firstTopics().forEach((name, topic) -> messages.set(name, message(name, topic)));
        return messages;
    }

    static ObjectNode schemas() {
        ObjectNode schemas = JSON.objectNode();
        firstTopics()
                .forEach((name, topic) -> topic.value().ifPresent(schema -> {
                    ObjectNode component = schemas.putObject(name);
                    component.put("schemaFormat", SCHEMA_FORMAT);
                    component.set("schema", json(newest(schema.getFullName()).schema()));
                }));
        return schemas;
    }

    /** Topics that share a record agree in key and headers: only trust domains are apart so. */
    private static Map<String, Topic> firstTopics() {
        Map<String, Topic> byName = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            Topic first = byName.putIfAbsent(nameOf(topic), topic);
            if (first != null && !(first.key() == topic.key() && first.headers().equals(topic.headers()))) {
                throw new AssertionError(
                        "%s and %s share a record but not its key and headers".formatted(first.name(), topic.name()));
            }
        }
        return byName;
    }

    private static ObjectNode message(String name, Topic topic) {
        ObjectNode message = JSON.objectNode();
        message.put("name", name);
        message.put("title", name);
        message.put("summary", doc(topic));
        message.put("contentType", topic.value().isPresent() ? CONTENT_TYPE : "application/octet-stream");
        if (!topic.headers().isEmpty()) {
            message.set("headers", headers(topic.headers()));
        }
        topic.value()
                .ifPresent(schema -> message.set("payload", AsyncApiDocument.reference("components", "schemas", name)));
        message.set("bindings", binding(topic));
        topic.value().ifPresent(schema -> versions(message, schema.getFullName()));
        return message;
    }

    private static ObjectNode headers(List<RecordHeader> headers) {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (RecordHeader header : headers) {
            ObjectNode property = properties.putObject(header.label());
            property.put("type", "string");
            property.put("description", header.doc());
            property.putArray("examples").add(header.example());
            if (header.presence() == Presence.ALWAYS) {
                required.add(header.label());
            }
            if (header.presence() == Presence.ANY_NUMBER_OF_TIMES) {
                property.put("x-tidemark-any-number-of-times", true);
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static ObjectNode binding(Topic topic) {
        ObjectNode bindings = JSON.objectNode();
        ObjectNode kafka = bindings.putObject("kafka");
        ObjectNode key = kafka.putObject("key");
        key.put("type", "string");
        key.put("description", topic.key().form());
        key.putArray("examples").add(topic.key().example());
        if (topic.value().isPresent()) {
            kafka.put("schemaIdLocation", "payload");
            kafka.put("schemaIdPayloadEncoding", "confluent");
            kafka.put("schemaLookupStrategy", "RecordNameStrategy");
        }
        kafka.put("bindingVersion", AsyncApiDocument.KAFKA_BINDING);
        return bindings;
    }

    private static void versions(ObjectNode message, String subject) {
        message.put("x-tidemark-subject", subject);
        message.put("x-tidemark-version", newest(subject).version());
        ObjectNode ids = message.putObject("x-tidemark-ids-without-a-registry-server");
        SchemaHistory.of(subject).forEach(version -> ids.put("version " + version.version(), version.id()));
    }

    private static SchemaVersion newest(String subject) {
        return SchemaHistory.newest(subject)
                .orElseThrow(() ->
                        new AssertionError(subject + " has no version: mvn test -pl schemas -Dupdate adds its first"));
    }

    /** With its properties in the order in which Avro writes them. */
    private static JsonNode json(Schema schema) {
        try {
            return new ObjectMapper().readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new AssertionError("Avro writes schemas in JSON", e);
        }
    }
}
