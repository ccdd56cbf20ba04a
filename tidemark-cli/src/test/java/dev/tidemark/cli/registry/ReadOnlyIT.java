package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.broker.GuardedCluster;
import dev.tidemark.notifier.kafka.ScopeTopics;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.SchemaRegistrar;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rights that docs/run-a-farm.md gives to who may read breakages and nothing else, on a broker that asks for them. */
final class ReadOnlyIT {

    private static final Path DOCUMENT =
            Path.of("..", "docs", "run-a-farm.md").toAbsolutePath().normalize();
    private static final String READER = "reader";
    private static final String STRANGER = "stranger";
    private static final Topic OF_WORDS = Topics.breakage("words");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    @Test
    void the_commands_of_the_page_let_a_reader_read_breakages_and_nothing_else() throws Exception {
        try (GuardedCluster cluster = GuardedCluster.start(folder.resolve("broker"), List.of(READER, STRANGER))) {
            FarmSettings admin = farm(cluster, GuardedCluster.ADMIN);
            try (Admin broker = Admin.create(admin.clientProperties())) {
                new TopicProvisioner(broker, OptionalInt.of(3), OptionalInt.of(1)).apply();
                ScopeTopics ofScopes = new ScopeTopics(admin, List.of("words"));
                ofScopes.start();
                ofScopes.start();
                broker.createAcls(documented()).all().get();
            }
            Breakage breakage = breakage();
            write(admin, Topics.BREAKAGE, breakage);
            write(admin, OF_WORDS, breakage);

            FarmSettings reader = farm(cluster, READER);
            // Brokers hear of rights after the controller has answered.
            awaitTopics(reader, Set.of(Topics.BREAKAGE.name(), OF_WORDS.name()));
            assertThat(read(reader, Topics.BREAKAGE, "my-breakages-1")).isEqualTo(breakage);
            assertThat(read(reader, OF_WORDS, "my-breakages-2")).isEqualTo(breakage);
            assertThat(partitions(reader, OF_WORDS)).isEqualTo(partitions(reader, Topics.BREAKAGE));
            refused(() -> read(reader, Topics.BREAKAGE, "somebody-elses"));
            for (Topic topic : Topics.all()) {
                if (!topic.equals(Topics.BREAKAGE)) {
                    refused(() -> read(reader, topic, "my-breakages-1"));
                }
                refused(() -> write(reader, topic, breakage));
            }
            refused(() -> write(reader, OF_WORDS, breakage));
            assertThatThrownBy(() -> new ScopeTopics(reader, List.of("others")).start())
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("give the notifier the right to create");

            FarmSettings stranger = farm(cluster, STRANGER);
            assertThat(topicsSeenBy(stranger)).isEmpty();
            refused(() -> read(stranger, Topics.BREAKAGE, "my-breakages-1"));
        }
    }

    @Test
    void a_reader_asks_the_registry_for_schemas_by_their_ids_and_for_nothing_else() throws Exception {
        try (ApicurioServer registry = ApicurioServer.start(Files.createDirectory(folder.resolve("registry")));
                AuthenticatingGateway gateway =
                        AuthenticatingGateway.demandingPassword(registry.url(), READER, "word")) {
            new SchemaRegistrar(registry.settings()).register();
            byte[] written = new EventSerdes(registry.settings())
                    .of(Breakage.class)
                    .serializer()
                    .serialize(Topics.BREAKAGE.name(), breakage());
            RegistrySettings reader = new RegistrySettings(
                    gateway.url(),
                    Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", READER + ":word"));

            assertThat(new EventSerdes(reader)
                            .of(Breakage.class)
                            .deserializer()
                            .deserialize(Topics.BREAKAGE.name(), written))
                    .isEqualTo(breakage());
            assertThat(gateway.requests()).isNotEmpty().allSatisfy(request -> {
                assertThat(request.admitted()).isTrue();
                assertThat(request.method()).isEqualTo("GET");
                assertThat(request.target()).contains("/schemas/ids/");
            });
        }
    }

    private static FarmSettings farm(GuardedCluster cluster, String user) {
        return new FarmSettings(cluster.brokers(), cluster.login(user), RegistrySettings.WITHOUT_SERVER);
    }

    private static void refused(ThrowingCallable what) {
        assertThatThrownBy(what)
                .satisfies(thrown -> assertThat(thrown instanceof ExecutionException ? thrown.getCause() : thrown)
                        .isInstanceOf(AuthorizationException.class));
    }

    private static int partitions(FarmSettings farm, Topic topic) throws Exception {
        try (Admin admin = Admin.create(farm.clientProperties())) {
            return admin.describeTopics(List.of(topic.name()))
                    .allTopicNames()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .partitions()
                    .size();
        }
    }

    private static void awaitTopics(FarmSettings farm, Set<String> topics) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<String> seen = topicsSeenBy(farm);
        while (!seen.equals(topics) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
            seen = topicsSeenBy(farm);
        }
        assertThat(seen).isEqualTo(topics);
    }

    private static Set<String> topicsSeenBy(FarmSettings farm) throws Exception {
        try (Admin admin = Admin.create(farm.clientProperties())) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get();
        }
    }

    /** With a group, as most clients do. */
    private static Breakage read(FarmSettings farm, Topic topic, String group) {
        Properties properties = farm.clientProperties();
        properties.put("group.id", group);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic.name()));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    consumer.commitSync();
                    return new EventSerdes(farm.registry())
                            .of(Breakage.class)
                            .deserializer()
                            .deserialize(record.topic(), record.headers(), record.value());
                }
            }
        }
        throw new AssertionError("nothing was read of %s within %s".formatted(topic, PATIENCE));
    }

    private static void write(FarmSettings farm, Topic topic, Breakage breakage) throws Exception {
        byte[] value = new EventSerdes(farm.registry())
                .of(Breakage.class)
                .serializer()
                .serialize(Topics.BREAKAGE.name(), breakage);
        try (var producer =
                new KafkaProducer<>(farm.clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.name(), breakage.getBreakage(), value))
                    .get();
        }
    }

    private static Breakage breakage() {
        return Breakage.newBuilder()
                .setBreakage("b-1")
                .setWave("tiny-1")
                .setSet("tiny")
                .setBlamed(List.of())
                .setFingerprint("f")
                .setRegressed(List.of())
                .setBlocked(List.of())
                .setBlockedCount(0)
                .setAct(List.of())
                .setState(BreakageState.RAISED)
                .setWaves(List.of("tiny-1"))
                .build();
    }

    /** What the commands of the page would ask for. */
    private static List<AclBinding> documented() throws IOException {
        Matcher block = Pattern.compile("```sh\n(kafka-acls\\.sh .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(block.find())
                .as("commands with kafka-acls.sh in %s", DOCUMENT)
                .isTrue();
        List<AclBinding> bindings = new ArrayList<>();
        block.group(1)
                .replace("\\\n", " ")
                .lines()
                .forEach(
                        command -> bindings.addAll(asked(List.of(command.strip().split(" +")))));
        assertThat(bindings).isNotEmpty();
        return bindings;
    }

    /** Of one command, by the words of Kafka's own tool. */
    private static List<AclBinding> asked(List<String> command) {
        String principal = "";
        List<AclOperation> operations = new ArrayList<>();
        List<ResourcePattern> resources = new ArrayList<>();
        List<String> topics = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        PatternType pattern = PatternType.LITERAL;
        Iterator<String> words = command.iterator();
        assertThat(words.next()).isEqualTo("kafka-acls.sh");
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--add" -> {}
                case "--bootstrap-server", "--command-config" ->
                    assertThat(words.next()).isNotBlank();
                case "--allow-principal" -> principal = words.next();
                case "--operation" -> operations.add(AclOperation.fromString(words.next()));
                case "--topic" -> topics.add(words.next());
                case "--group" -> groups.add(words.next());
                case "--resource-pattern-type" ->
                    pattern = PatternType.fromString(words.next().toUpperCase(Locale.ROOT));
                default -> throw new AssertionError("an option that this test does not know: " + word);
            }
        }
        for (String topic : topics) {
            resources.add(new ResourcePattern(ResourceType.TOPIC, topic, pattern));
        }
        for (String group : groups) {
            resources.add(new ResourcePattern(ResourceType.GROUP, group, pattern));
        }
        List<AclBinding> bindings = new ArrayList<>();
        for (ResourcePattern resource : resources) {
            for (AclOperation operation : operations) {
                bindings.add(new AclBinding(
                        resource, new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
            }
        }
        return bindings;
    }
}
