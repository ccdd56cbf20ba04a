package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.SchemaRegistrar;
import dev.tidemark.schemas.wire.Trace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers are told under {@code docs}, taken at its word by programs that nobody here wrote. */
final class ContractDocsIT {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
    private static final Path DOCUMENT = DOCS.resolve("asyncapi.json");

    @TempDir
    private Path folder;

    @Test
    void asyncapis_own_parser_reads_the_document_and_has_no_complaint() throws Exception {
        NodeScripts.Run run = NodeScripts.installed().run("validate-asyncapi.mjs", DOCUMENT.toString());

        long withAvro = Topics.all().stream()
                .flatMap(topic -> topic.value().stream())
                .distinct()
                .count();
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.lines())
                .last()
                .isEqualTo("AsyncAPI 3.0.0: %d channels, %d messages with Avro, 1 without"
                        .formatted(Topics.all().size() + 1, withAvro));
        assertThat(run.lines()).noneMatch(line -> line.startsWith("error") || line.startsWith("warning"));
    }

    @Test
    void the_parser_refuses_a_document_that_is_broken() throws Exception {
        NodeScripts node = NodeScripts.installed();

        refused(node, "\"action\": \"receive\"", "\"action\": \"recieve\"", "operations/receive-version-bump/action");
        refused(node, "#/components/messages/VersionBump", "#/components/messages/VersionBunp", "VersionBunp");
        refused(node, "\"type\": \"long\"", "\"type\": \"lonk\"", "must be equal to one of the allowed values");
        refused(node, "avro;version=1.9.0", "avro;version=1.12.0", "version=1.12.0 is none of");
    }

    private void refused(NodeScripts node, String good, String bad, String complaint) throws Exception {
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains(good);
        Path broken = Files.writeString(folder.resolve("broken.json"), document.replace(good, bad));

        NodeScripts.Run run = node.run("validate-asyncapi.mjs", broken.toString());

        assertThat(run.status()).as("%s: %s", bad, run).isEqualTo(1);
        assertThat(run.lines())
                .anySatisfy(line -> assertThat(line).startsWith("error").contains(complaint));
    }

    @Test
    void the_program_prints_the_document() throws Exception {
        try (TidemarkProcess program = TidemarkProcess.start(folder, "schemas", "asyncapi")) {
            assertThat(program.exitStatus()).as(program.output()).isZero();
            assertThat(program.output()).isEqualTo(Files.readString(DOCUMENT));
        }
    }

    @Test
    void the_pages_example_publishes_a_bump_that_is_as_our_own() throws Exception {
        NodeScripts node = NodeScripts.installed();
        node.put("page.mjs", example());
        try (ApicurioServer registry = ApicurioServer.start(Files.createDirectory(folder.resolve("registry")));
                EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
                TopicLog log = new TopicLog(cluster.bootstrapServers())) {
            new SchemaRegistrar(registry.settings()).register();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
                new TopicProvisioner(admin, OptionalInt.of(8), OptionalInt.of(1)).apply();
            }

            NodeScripts.Run run = node.run("page.mjs", cluster.bootstrapServers(), registry.url());

            assertThat(run.status()).as("%s", run).isZero();
            assertThat(log.read(Topics.VERSION_BUMP.name()))
                    .singleElement()
                    .satisfies(record -> isAsOurOwn(record, new EventSerdes(registry.settings())));
        }
    }

    private static void isAsOurOwn(ConsumerRecord<String, byte[]> record, EventSerdes serdes) {
        VersionBump bump = serdes.of(VersionBump.class).deserializer().deserialize(record.topic(), record.value());
        assertThat(bump.getSet()).isEqualTo("demo");
        assertThat(bump.getKind()).isEqualTo(BumpKind.ROUTINE);
        assertThat(record.key()).isEqualTo(Topics.VERSION_BUMP.key().of(bump));
        assertThat(record.partition()).isEqualTo(Topics.VERSION_BUMP.partition(record.key(), bump, 8));
        assertThat(Trace.from(record.headers())).isPresent();
        assertThat(record.headers())
                .extracting(Header::key)
                .containsExactlyInAnyOrderElementsOf(Topics.VERSION_BUMP.headers().stream()
                        .filter(header -> header != RecordHeader.PUT_RIGHT_FROM)
                        .map(RecordHeader::label)
                        .toList());
        assertThat(new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .isEqualTo(record.key() + "@" + bump.getTo());
    }

    private static String example() throws Exception {
        Matcher block = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve("contract.md")));
        assertThat(block.find()).as("an example in JavaScript").isTrue();
        return block.group(1);
    }
}
