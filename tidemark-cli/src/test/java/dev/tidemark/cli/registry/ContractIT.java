package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.FreePort;
import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.schemas.catalogue.SchemaCatalogue;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.wire.EventSerdes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program against a registry that is real: what it says of one that is not as it should be, and that nothing is lost. */
final class ContractIT {

    private static final int CHANGES_PENDING = 4;
    private static final int UNREACHABLE = 3;
    private static final int RED = 1;
    private static final String VERSION_BUMP = VersionBump.class.getName();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private ApicurioServer registry;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    ContractIT() {}

    @BeforeEach
    void start() throws Exception {
        registry = ApicurioServer.start(folder.resolve("schemas"));
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void schemas_are_compared_registered_once_and_held_to_their_levels() throws Exception {
        int schemas = SchemaCatalogue.entries().size();

        String before = run(CHANGES_PENDING, "schemas", "diff", "--registry", registry.url());
        assertThat(before).contains("tidemark schemas register --registry " + registry.url());
        assertThat(before.lines().filter(line -> line.contains("version 1 "))).hasSize(schemas);
        String registered = run(0, "schemas", "register", "--registry", registry.url());
        // Versions that differ in their words alone are one to this registry.
        assertThat(registered.lines().filter(line -> line.startsWith("registered")))
                .hasSize((int) SchemaHistory.versions().stream()
                        .map(version -> version.subject() + SchemaNormalization.toParsingForm(version.schema()))
                        .distinct()
                        .count());
        assertThat(registered.lines().filter(line -> line.startsWith("held"))).hasSize(schemas);

        assertThat(run(0, "schemas", "register", "--registry", registry.url())).hasLineCount(1);
        assertThat(run(0, "schemas", "diff", "--registry", registry.url())).hasLineCount(1);
        for (SchemaCatalogue.Entry entry : SchemaCatalogue.entries()) {
            assertThat(registry.get("/config/" + entry.subject()).body())
                    .contains(entry.audience().compatibility());
        }
        registry.put("/config/" + VERSION_BUMP, "{\"compatibility\": \"NONE\"}");
        assertThat(run(CHANGES_PENDING, "schemas", "diff", "--registry", registry.url()))
                .containsPattern("event.VersionBump +compatibility +NONE +FULL_TRANSITIVE");
        assertThat(run(0, "schemas", "register", "--registry", registry.url()))
                .contains("held        " + VERSION_BUMP + " FULL_TRANSITIVE, was NONE");
    }

    @Test
    void a_registry_that_refuses_a_schema_is_told_in_one_sentence_and_keeps_what_it_took() throws Exception {
        register(
                VERSION_BUMP,
                "{\"type\": \"record\", \"name\": \"VersionBump\","
                        + " \"namespace\": \"dev.tidemark.schemas.event\","
                        + " \"fields\": [{\"name\": \"theirs\", \"type\": \"int\"}]}");

        assertThat(run(UNREACHABLE, "schemas", "register", "--registry", registry.url()))
                .contains(
                        "the schema registry %s refuses %s version 1, because it does not fit the versions that are there"
                                .formatted(registry.url(), VERSION_BUMP))
                .contains("/subjects/…/versions");

        assertThat(registry.get("/subjects").body()).contains("dev.tidemark.schemas.event.Package");
    }

    @Test
    void a_registry_that_is_no_registry_or_locked_is_told_in_one_sentence() throws Exception {
        assertThat(run(
                        UNREACHABLE,
                        "schemas",
                        "diff",
                        "--registry",
                        registry.url().replace("/apis/ccompat/v7", "")))
                .contains("is no schema registry")
                .contains("/apis/ccompat/v7")
                .hasLineCount(1);
        try (AuthenticatingGateway gateway = AuthenticatingGateway.demandingToken(registry.url(), "secret")) {
            assertThat(run(UNREACHABLE, "schemas", "diff", "--registry", gateway.url()))
                    .contains("does not let us in (401")
                    .contains("bearer.auth.token")
                    .hasLineCount(1);
            assertThat(run(
                            CHANGES_PENDING,
                            "schemas",
                            "diff",
                            "--registry",
                            gateway.url(),
                            "--registry-client",
                            "bearer.auth.credentials.source=STATIC_TOKEN",
                            "--registry-client",
                            "bearer.auth.token=secret"))
                    .contains("missing");
        }
    }

    @Test
    void a_service_waits_for_its_registry_and_then_does_without_it() throws Exception {
        int port = FreePort.any();
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
                TopicLog log = new TopicLog(cluster.bootstrapServers())) {
            run(0, "topics", "apply", "--farm", cluster.bootstrapServers(), "--partitions", "2", "--replication", "1");
            registry.stop();
            try (TidemarkProcess planner = planner(cluster, port)) {
                planner.await("saying that the registry is away", text -> text.contains("does not answer"));
                assertThat(ready(port)).contains("the schema registry " + registry.url() + " does not answer");

                registry.start();
                planner.await("saying what it lacks", text -> text.contains("run tidemark schemas register"));
                run(0, "schemas", "register", "--registry", registry.url());
                awaitReady(port);

                VersionBump bump = bump("textkit");
                byte[] value = write(bump);
                registry.stop();
                publish(cluster, Topics.VERSION_BUMP, bump, value, Optional.empty());

                awaitRecords(log, Topics.BUMP, 1);
                assertThat(ready(port)).isEmpty();
                planner.terminate();
                assertThat(planner.output()).doesNotContain("Exception");
            }
        }
    }

    @Test
    void what_nobody_can_read_is_listed_with_its_reason_and_gets_back_once_it_can_be_read() throws Exception {
        int port = FreePort.any();
        run(0, "schemas", "register", "--registry", registry.url());
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
                TopicLog log = new TopicLog(cluster.bootstrapServers())) {
            String farm = cluster.bootstrapServers();
            run(0, "topics", "apply", "--farm", farm, "--partitions", "2", "--replication", "1");
            try (TidemarkProcess planner = planner(cluster, port)) {
                awaitReady(port);
                VersionBump bump = bump("textkit");
                byte[] garbage = "{\"package\": \"textkit\"}".getBytes(StandardCharsets.UTF_8);
                publish(cluster, Topics.VERSION_BUMP, bump, garbage, Optional.empty());
                Schema newer = newer(bump.getSchema());
                int nextId = nextId();
                publish(cluster, Topics.VERSION_BUMP, bump, encoded(bump("json"), newer, nextId), Optional.empty());
                WaveCommand command = WaveCommand.newBuilder()
                        .setWave("demo-7")
                        .setAt(Instant.EPOCH)
                        .build();
                int elsewhere = 1 - Topics.WAVE_COMMAND.partition("demo-7", command, 2);
                publish(cluster, Topics.WAVE_COMMAND, command, write(command), Optional.of(elsewhere));
                publish(cluster, Topics.PACKAGE, null, garbage, Optional.of(0));
                publishWithoutTime(cluster, bump("csv"));
                publish(cluster, Topics.VERSION_BUMP, bump, new byte[1_040_000], Optional.empty());
                publish(cluster, Topics.VERSION_BUMP, bump, write(bump), Optional.empty());

                awaitRecords(log, Topics.BUMP, 2);
                awaitRecords(log, Topics.DEAD_LETTER, 5);
                String[] list = {"dead-letter", "list", "--farm", farm, "--registry", registry.url()};
                String words = run(RED, list).replaceAll("\\s+", " ");
                assertThat(words)
                        .contains("holds 22 bytes that are no event: whoever writes there must use a schema registry's"
                                + " serializer")
                        .contains("a record of schema id %d, which the registry %s does not know"
                                .formatted(nextId, registry.url()))
                        .contains("holds the record demo-7 in partition %d, but it belongs in %d of 2"
                                .formatted(elsewhere, 1 - elsewhere))
                        .contains("tidemark.package.v1/0/0")
                        .contains("are too many for a dead letter")
                        .contains("5 open");

                assertThat(register(VERSION_BUMP, newer.toString())).isEqualTo(nextId);
                String replay = run(RED, "dead-letter", "replay", "--farm", farm, "--registry", registry.url());
                assertThat(replay).contains("2 replayed, 3 stay.").contains("import the set again");
                awaitRecords(log, Topics.BUMP, 3);
                assertThat(log.read(Topics.BUMP.name()))
                        .extracting(record -> record.key())
                        .containsExactlyInAnyOrder("demo:textkit@2.0", "demo:json@2.0", "demo:csv@2.0");
                assertThat(run(
                                0,
                                "dead-letter",
                                "dismiss",
                                "tidemark.package.v1/0/0",
                                "--farm",
                                farm,
                                "--registry",
                                registry.url()))
                        .contains("dismissed");
                assertThat(run(RED, list)).doesNotContain("tidemark.package.v1/0/0");
                planner.terminate();
            }
        }
    }

    private TidemarkProcess planner(EmbeddedCluster cluster, int port) throws IOException {
        return TidemarkProcess.start(
                folder,
                "planner",
                "-Dfarm.brokers=" + cluster.bootstrapServers(),
                "-Dfarm.registry.url=" + registry.url(),
                "-Dfarm.registry.client.max.retries=0",
                "-Dstreams.replication=1",
                "-Dstatus.port=" + port);
    }

    private static VersionBump bump(String attribute) {
        return VersionBump.newBuilder()
                .setSet("demo")
                .setAttribute(attribute)
                .setTo("2.0")
                .setKind(BumpKind.ROUTINE)
                .setPublisher("watcher")
                .setSeenAt(Instant.ofEpochSecond(1_700_000_000))
                .build();
    }

    @SuppressWarnings("unchecked") // The class of a T is a Class<T>.
    private <T extends SpecificRecord> byte[] write(T value) {
        try (Serde<T> serde = new EventSerdes(registry.settings()).of((Class<T>) value.getClass())) {
            return serde.serializer().serialize("topic", value);
        }
    }

    /** A schema that a later release could have: with one more field. */
    private static Schema newer(Schema schema) {
        List<Schema.Field> fields = new ArrayList<>();
        SchemaHistory.newest(schema.getFullName())
                .orElseThrow()
                .schema()
                .getFields()
                .forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("note", Schema.create(Schema.Type.STRING), "Something new.", ""));
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    private static byte[] encoded(VersionBump bump, Schema schema, int id) throws IOException {
        var record = new GenericData.Record(schema);
        schema.getFields().stream()
                .filter(Schema.Field::hasDefaultValue)
                .forEach(field -> record.put(field.pos(), GenericData.get().getDefaultValue(field)));
        record.put("set", bump.getSet());
        record.put("attribute", bump.getAttribute());
        record.put("to", bump.getTo());
        record.put(
                "kind",
                new GenericData.EnumSymbol(
                        schema.getField("kind").schema(), bump.getKind().name()));
        record.put("publisher", bump.getPublisher());
        record.put("seenAt", bump.getSeenAt().toEpochMilli());
        record.put("note", "from a later release");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        return bytes.toByteArray();
    }

    /** The id that the server gives to the next schema that it has not seen. */
    private int nextId() throws Exception {
        return register("somebody-elses", "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 7}") + 1;
    }

    private int register(String subject, String schema) throws Exception {
        var answer = registry.post(
                "/subjects/" + subject + "/versions",
                "{\"schema\": \"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Integer.parseInt(answer.body().replaceAll("[^0-9]", ""));
    }

    private static void publish(
            EmbeddedCluster cluster,
            Topic topic,
            @Nullable SpecificRecord value,
            byte[] bytes,
            Optional<Integer> partition)
            throws Exception {
        try (KafkaProducer<String, byte[]> producer = producer(cluster)) {
            String key = value == null ? "demo:textkit" : topic.key().of(value);
            int number = partition.orElseGet(() -> topic.partition(
                    key, value, producer.partitionsFor(topic.name()).size()));
            producer.send(new ProducerRecord<>(topic.name(), number, key, bytes))
                    .get();
        }
    }

    /** As a client may that is not Java's, and the broker takes it. */
    private void publishWithoutTime(EmbeddedCluster cluster, VersionBump bump) throws Exception {
        String key = Topics.VERSION_BUMP.key().of(bump);
        try (KafkaProducer<String, byte[]> producer = producer(cluster)) {
            producer.send(new ProducerRecord<>(Topics.VERSION_BUMP.name(), key, write(bump)) {
                        @Override
                        public Long timestamp() {
                            return -1L;
                        }
                    })
                    .get();
        }
    }

    private static KafkaProducer<String, byte[]> producer(EmbeddedCluster cluster) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    private static void awaitRecords(TopicLog log, Topic topic, int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (log.read(topic.name()).size() < count) {
            assertThat(System.nanoTime()).as("%d records in %s", count, topic).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** What keeps the planner from being ready; empty when nothing does. */
    private static String ready(int port) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "" : answer.body();
        } catch (IOException e) {
            return "it does not listen: " + e.getMessage();
        }
    }

    private static void awaitReady(int port) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String problem = ready(port);
        while (!problem.isEmpty()) {
            assertThat(System.nanoTime()).as(problem).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
            problem = ready(port);
        }
    }

    private String run(int expected, String... arguments) throws Exception {
        return TidemarkProcess.run(folder, expected, arguments);
    }
}
