package dev.tidemark.schemas.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.schemas.RepositoryFolder;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.catalogue.WrittenBy;
import dev.tidemark.schemas.history.SchemaHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** {@code -Dupdate} writes the file anew. AsyncAPI's own parser reads it in the command line's AsyncApiIT. */
final class AsyncApiDocumentTest {

    private final JsonNode document;

    AsyncApiDocumentTest() throws IOException {
        document = new ObjectMapper().readTree(AsyncApiDocument.text());
    }

    @Test
    void the_file_is_what_the_catalogue_and_the_schemas_say() throws IOException {
        Path file = RepositoryFolder.docs("asyncapi.json");
        if (System.getProperty("update") != null) {
            Files.writeString(file, AsyncApiDocument.text());
        }

        assertThat(Files.readString(file))
                .as("mvn test -pl schemas -Dtest=AsyncApiDocumentTest -Dupdate writes it anew")
                .isEqualTo(AsyncApiDocument.text());
    }

    @Test
    void every_topic_is_a_channel_with_its_key_its_rule_and_what_becomes_of_its_records() {
        assertThat(document.at("/channels").properties()).hasSize(Topics.all().size() + 1);
        for (Topic topic : Topics.all()) {
            JsonNode channel = document.at("/channels").get(topic.fact());
            assertThat(channel.get("address").textValue()).isEqualTo(topic.name());
            assertThat(channel.get("description").textValue()).isNotBlank();
            assertThat(channel.get("x-tidemark-key").textValue())
                    .isEqualTo(topic.key().form());
            assertThat(channel.get("x-tidemark-partitioned-by").textValue())
                    .isEqualTo(topic.routing().rule());
            assertThat(channel.get("x-tidemark-audience").textValue())
                    .isEqualTo(topic.audience().name().toLowerCase(Locale.ROOT));
            JsonNode configuration = channel.at("/bindings/kafka/topicConfiguration");
            assertThat(configuration.at("/cleanup.policy/0").textValue())
                    .isEqualTo(topic.settings(3).get("cleanup.policy"));
            assertThat(configuration.path("retention.ms").asText())
                    .isEqualTo(topic.settings(3).getOrDefault("retention.ms", ""));
            assertThat(configuration.get("max.message.bytes").longValue()).isEqualTo(1048588);
        }
    }

    @Test
    void every_topic_is_one_operation_of_the_farm_which_receives_what_watchers_write_and_sends_the_rest() {
        assertThat(document.at("/operations").properties())
                .extracting(operation -> operation.getValue().get("action").textValue() + " "
                        + operation.getValue().at("/channel/$ref").textValue())
                .containsExactlyElementsOf(Stream.concat(
                                Topics.all().stream()
                                        .map(topic -> (topic.writtenBy() == WrittenBy.WATCHERS ? "receive" : "send")
                                                + " #/channels/" + topic.fact()),
                                Stream.of("send #/channels/breakage.scope"))
                        .toList());
    }

    @Test
    void the_topics_of_scopes_are_one_channel_that_is_as_that_of_all_breakages() {
        JsonNode all = document.at("/channels/breakage");
        JsonNode ofScope = document.at("/channels").get("breakage.scope");

        assertThat(ofScope.get("address").textValue()).isEqualTo("tidemark.breakage.{scope}.v1");
        assertThat(ofScope.at("/parameters").properties())
                .extracting(parameter -> parameter.getKey())
                .containsExactly("scope");
        for (String same : List.of("messages", "bindings", "x-tidemark-key", "x-tidemark-partitioned-by")) {
            assertThat(ofScope.get(same)).as(same).isEqualTo(all.get(same));
        }
    }

    @Test
    void every_record_is_a_message_with_its_schema_as_the_registry_has_it() {
        for (Topic topic : Topics.all()) {
            topic.value().ifPresent(schema -> {
                JsonNode message = document.at("/components/messages").get(schema.getName());
                assertThat(message.at("/payload/$ref").textValue())
                        .isEqualTo("#/components/schemas/" + schema.getName());
                assertThat(message.at("/bindings/kafka/key/examples/0").textValue())
                        .isEqualTo(topic.key().example());
                assertThat(message.get("x-tidemark-subject").textValue()).isEqualTo(schema.getFullName());
                assertThat(avro(schema.getName()))
                        .isEqualTo(SchemaHistory.newest(schema.getFullName())
                                .orElseThrow()
                                .schema()
                                .toString());
            });
        }
    }

    @Test
    void every_header_is_told_of() {
        Set<String> told = new TreeSet<>();
        for (Topic topic : Topics.all()) {
            JsonNode properties =
                    document.at("/components/messages/" + MessageComponents.nameOf(topic) + "/headers/properties");
            assertThat(properties.properties().stream().map(property -> property.getKey()))
                    .as(topic.name())
                    .containsExactlyElementsOf(
                            topic.headers().stream().map(RecordHeader::label).toList());
            properties.properties().forEach(property -> told.add(property.getKey()));
        }
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(Stream.of(RecordHeader.values())
                        .map(RecordHeader::label)
                        .toList());
    }

    @Test
    void what_the_idl_says_of_a_record_a_field_or_an_enum_is_there() {
        List<String> docs = document.at("/components/schemas").findValues("doc").stream()
                .map(JsonNode::textValue)
                .toList();
        for (Topic topic : Topics.all()) {
            topic.value()
                    .ifPresent(schema -> assertThat(docs).as(topic.name()).containsAll(docs(schema, new TreeSet<>())));
        }
    }

    @Test
    void the_page_around_it_knows_every_header_and_where_each_record_goes() throws IOException {
        List<String> page = Files.readAllLines(RepositoryFolder.docs("contract.md"));

        assertThat(String.join(" ", page))
                .contains(Stream.of(RecordHeader.values())
                        .map(header -> "`" + header.label() + "`")
                        .toList());
        for (Topic topic : Topics.all()) {
            String channel = "`" + topic.fact().replaceFirst("\\..*", ".…") + "`";
            assertThat(page.stream()
                            .filter(line -> line.startsWith("|") && line.contains(channel) && line.endsWith("|"))
                            .map(line -> line.substring(line.indexOf('|', 1) + 2, line.length() - 2)))
                    .as(topic.name())
                    .containsExactlyElementsOf(
                            topic.routing() == Routing.KEY
                                    ? List.of()
                                    : List.of(topic.routing().rule()));
        }
    }

    private String avro(String name) {
        return document.at("/components/schemas/" + name + "/schema").toString();
    }

    private static Set<String> docs(Schema schema, Set<String> found) {
        switch (schema.getType()) {
            case RECORD -> {
                found.add(schema.getDoc());
                schema.getFields().forEach(field -> {
                    found.add(field.doc());
                    docs(field.schema(), found);
                });
            }
            case ENUM -> found.add(schema.getDoc());
            case UNION -> schema.getTypes().forEach(type -> docs(type, found));
            case ARRAY -> docs(schema.getElementType(), found);
            case MAP -> docs(schema.getValueType(), found);
            default -> {}
        }
        return found;
    }
}
