package dev.tidemark.schemas.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.schemas.catalogue.Audience;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.history.SchemaHistory;
import java.util.Locale;

/**
 * The topics as an AsyncAPI 3 document, in JSON. It is the same in every run. The application that it describes is the farm
 * with its agents: the farm <em>receives</em> what anybody may write, and <em>sends</em> all else.
 */
public final class AsyncApiDocument {

    private static final String ASYNCAPI = "3.0.0";

    /** Of AsyncAPI's bindings to Kafka: of servers, channels and messages alike. */
    static final String KAFKA_BINDING = "0.5.0";

    /** The channel of all topics that are of one scope each. */
    private static final String OF_SCOPE = "breakage.scope";

    private static final Topic OF_ANY_SCOPE = Topics.breakage("{scope}");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private AsyncApiDocument() {}

    /** The document, in ASCII. It ends with a line feed. */
    public static String text() {
        try {
            return new ObjectMapper()
                            .writer(printer())
                            .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                            .writeValueAsString(document())
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of JSON can be written", e);
        }
    }

    /** A line for each element, and lines end alike on every system. */
    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
    }

    private static ObjectNode document() {
        ObjectNode document = JSON.objectNode();
        document.put("asyncapi", ASYNCAPI);
        document.set("info", info());
        document.put("defaultContentType", MessageComponents.CONTENT_TYPE);
        document.set("servers", servers());
        document.set("channels", channels());
        document.set("operations", operations());
        ObjectNode components = document.putObject("components");
        components.set("messages", MessageComponents.messages());
        components.set("schemas", MessageComponents.schemas());
        return document;
    }

    /** Its version grows with every version of a schema. */
    private static ObjectNode info() {
        int newestSchema = SchemaHistory.versions().getLast().id();
        ObjectNode info = JSON.objectNode();
        info.put("title", "Tidemark");
        info.put("version", "%d.%d.0".formatted(Topic.GENERATION, newestSchema));
        info.put("description", description());
        info.putObject("license").put("name", "Apache-2.0");
        return info;
    }

    private static String description() {
        return """
                The topics of a Tidemark farm. Generated from the catalogue of topics and the schemas (`tidemark schemas \
                asyncapi` prints it); docs/contract.md says in plain words how to read and write them.

                **Values** are Avro in Confluent's wire format: a zero byte, the schema's id in four bytes (big-endian), \
                then Avro binary. The registry's subject is the record's full name (RecordNameStrategy). A null value \
                on a compacted topic is a tombstone.

                **Keys** are text in UTF-8, put together from fields of the value; each channel gives the form.

                **Partitions**: all topics of a farm have equally many, %d unless its operator asked for another number. \
                A record lies in partition (murmur2(UTF-8 of a text) AND 0x7fffffff) modulo their number, as Kafka's \
                own default partitioner has it. Which text decides is said by each channel's `x-tidemark-partitioned-by`.

                **Compatibility**: schemas of public topics are held to %s, those of internal topics to %s. Internal \
                topics are between the farm's own services and may be read, but not relied on. Readers ignore headers \
                that they do not know, and expect new fields, new symbols before `UNKNOWN`, and new alternatives where \
                exactly one of several fields is set.

                **Point of view**: the application is the farm, its agents included. It *receives* what anybody may \
                write and *sends* all else. A program beside it sends what the farm receives, and receives the rest.""".formatted(
                TopicProvisioner.USUAL_PARTITIONS, Audience.PUBLIC.compatibility(), Audience.INTERNAL.compatibility());
    }

    private static ObjectNode servers() {
        ObjectNode servers = JSON.objectNode();
        ObjectNode farm = servers.putObject("farm");
        farm.put("host", "{host}:{port}");
        farm.put("protocol", "kafka-secure");
        farm.put(
                "description",
                "A farm's Kafka brokers; `kafka` where the operator has turned neither TLS nor SASL on.");
        ObjectNode variables = farm.putObject("variables");
        variables
                .putObject("host")
                .put("description", "Any one of the brokers.")
                .put("default", "kafka.example.org");
        variables.putObject("port").put("description", "Its port.").put("default", "9093");
        return servers;
    }

    private static ObjectNode channels() {
        ObjectNode channels = JSON.objectNode();
        for (Topic topic : Topics.all()) {
            channels.set(topic.fact(), channel(topic, topic.fact(), MessageComponents.doc(topic)));
        }
        ObjectNode ofScope = channel(
                OF_ANY_SCOPE,
                OF_SCOPE,
                "Those of `%s` that are of one scope, for each scope that the operator of a farm has given a topic. A breakage that is of the scope no more is a tombstone in it."
                        .formatted(Topics.BREAKAGE.fact()));
        ofScope.putObject("parameters")
                .putObject("scope")
                .put("description", "The name that the operator gave to the scope.");
        channels.set(OF_SCOPE, ofScope);
        return channels;
    }

    private static ObjectNode channel(Topic topic, String title, String description) {
        ObjectNode channel = JSON.objectNode();
        channel.put("address", topic.name());
        channel.put("title", title);
        channel.put("description", description);
        String message = MessageComponents.nameOf(topic);
        channel.putObject("messages").set(message, reference("components", "messages", message));
        channel.set("bindings", binding(topic));
        channel.put("x-tidemark-audience", lowercase(topic.audience()));
        channel.put("x-tidemark-written-by", topic.writtenBy().words());
        channel.put("x-tidemark-key", topic.key().form());
        channel.put("x-tidemark-partitioned-by", topic.routing().rule());
        return channel;
    }

    /** What holds at the least for any number of brokers; how many must take each record follows from their number. */
    private static ObjectNode binding(Topic topic) {
        ObjectNode bindings = JSON.objectNode();
        ObjectNode kafka = bindings.putObject("kafka");
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        topic.settings(1).forEach((name, value) -> {
            switch (name) {
                case "cleanup.policy" -> configuration.putArray(name).add(value);
                case "max.message.bytes", "retention.bytes", "retention.ms" ->
                    configuration.put(name, Long.parseLong(value));
                case "min.insync.replicas" -> {}
                default -> configuration.put(name, value);
            }
        });
        kafka.put("bindingVersion", KAFKA_BINDING);
        return bindings;
    }

    private static ObjectNode operations() {
        ObjectNode operations = JSON.objectNode();
        Topics.all().forEach(topic -> operation(operations, topic, topic.fact()));
        operation(operations, OF_ANY_SCOPE, OF_SCOPE);
        return operations;
    }

    private static void operation(ObjectNode operations, Topic topic, String channel) {
        String action = topic.writtenBy().isOfTheFarm() ? "send" : "receive";
        ObjectNode operation = operations.putObject(action + "-" + channel);
        operation.put("action", action);
        operation.set("channel", reference("channels", channel));
        operation.put("summary", "Written by " + topic.writtenBy().words() + ".");
        operation.putArray("tags").addObject().put("name", lowercase(topic.audience()));
        operation.putArray("messages").add(reference("channels", channel, "messages", MessageComponents.nameOf(topic)));
    }

    static ObjectNode reference(String... path) {
        return JSON.objectNode().put("$ref", "#/" + String.join("/", path));
    }

    private static String lowercase(Enum<?> symbol) {
        return symbol.name().toLowerCase(Locale.ROOT);
    }
}
