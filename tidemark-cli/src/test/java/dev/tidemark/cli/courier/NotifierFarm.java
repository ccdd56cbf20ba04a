package dev.tidemark.cli.courier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.FreePort;
import dev.tidemark.cli.InThisProcess;
import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.github.testing.FakeGithub;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A broker, a notifier that is a process of its own, and all that it tells people by. */
final class NotifierFarm implements AutoCloseable {

    static final String MAIL_COURIER = "tidemark-courier-mail";
    static final String WEBHOOK_COURIER = "tidemark-courier-webhook";
    static final String GITHUB_COURIER = "tidemark-courier-github";

    /** The group of the notifier's topology. */
    static final String NOTIFIER = "tidemark-notifier";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int PARTITIONS = 3;
    /** How a JVM ends that was asked to by SIGTERM. */
    private static final int TERMINATED = 143;

    private static final Pattern SECRET = Pattern.compile("calls are signed with (\\S+);");

    private final Path folder;
    private final int brokerPort = FreePort.any();
    private final int statusPort = FreePort.any();
    private final int httpPort = FreePort.any();
    private final HttpClient client = HttpClient.newHttpClient();
    private final MailServer mail = new MailServer();
    private final HookServer hooks = new HookServer();
    private final FakeGithub github = new FakeGithub(InstantSource.system());
    private EmbeddedCluster cluster;
    private @Nullable TidemarkProcess notifier;

    NotifierFarm(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.cluster = startCluster();
    }

    private EmbeddedCluster startCluster() throws InterruptedException {
        return EmbeddedCluster.start(folder.resolve("broker"), 1, brokerPort);
    }

    /** @param people who get mail and are called */
    void start(List<String> people) throws Exception {
        Provisioning.applyTopics(settings(), new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
        assertThat(say("people", "import", written(people).toString())).startsWith(people.size() + " new, 0 changed");
        for (String person : people) {
            say("subscribe", person, "--mail");
            Matcher secret = SECRET.matcher(say("subscribe", person, "--webhook", hooks.url(person)));
            assertThat(secret.find()).isTrue();
            hooks.secret(person, secret.group(1));
        }
        startNotifier();
    }

    private Path written(List<String> people) throws IOException {
        return Files.write(
                folder.resolve("people.jsonl"),
                people.stream()
                        .map(person ->
                                "{\"handle\": \"%s\", \"email\": \"%s\"}".formatted(person, MailServer.address(person)))
                        .toList());
    }

    FarmSettings settings() {
        return FarmSettings.at("127.0.0.1:" + brokerPort);
    }

    MailServer mail() {
        return mail;
    }

    HookServer hooks() {
        return hooks;
    }

    FakeGithub github() {
        return github;
    }

    HttpClient client() {
        return client;
    }

    /** Where the notifier serves something. */
    String url(String path) {
        return "http://127.0.0.1:" + httpPort + path;
    }

    private TidemarkProcess beginNotifier() throws IOException {
        return TidemarkProcess.start(
                Files.createDirectories(folder.resolve("notifier")),
                "notifier",
                "-Dfarm.brokers=" + settings().brokers(),
                "-Dstatus.port=" + statusPort,
                "-Dstreams.replication=1",
                "-Dstreams.state-folder=" + folder.resolve("notifier").resolve("state"),
                // What is gathered is gathered as usual, and told again as soon as it may be.
                "-Dpace.group-interval=1s",
                "-Dmessages.timing.group-interval=1s",
                "-Dmessages.limits.per-week=1000",
                "-Dscopes.words=[\"once:c*\"]",
                "-Dhttp.port=" + httpPort,
                "-Dwebhook.plain-http=true",
                // Whoever is held up is not called again before it is killed.
                "-Dwebhook.timeout=5m",
                "-Dmail.enabled=true",
                "-Dmail.server.port=" + mail.port(),
                "-Dmail.server.timeout=5m",
                "-Dmail.from=Tidemark <tidemark@t.example.org>",
                "-Dgithub.repository=" + FakeGithub.REPOSITORY,
                "-Dgithub.api=" + github.api(),
                "-Dgithub.login.token=good",
                "-Dgithub.timeout=5m");
    }

    /** Who finds no broker in time, since the machine has other things to do, ends, and is started again by whoever runs it. */
    private void awaitReady() throws Exception {
        await("the notifier is ready", () -> {
            if (!running().isAlive()) {
                assertThat(running().output()).contains("no Kafka broker answers");
                notifier = beginNotifier();
            }
            try {
                return get("http://127.0.0.1:" + statusPort + "/readyz").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private TidemarkProcess running() {
        return Objects.requireNonNull(notifier, "no notifier was started");
    }

    /** SIGKILL: whatever it was about to do is not done. */
    void killNotifier() {
        running().kill();
    }

    void startNotifier() throws Exception {
        notifier = beginNotifier();
        awaitReady();
    }

    /** Ends everything in order and starts it again. */
    void restartAll() throws Exception {
        TidemarkProcess ended = running();
        ended.terminate();
        assertThat(ended.exitStatus()).as(ended.output()).isIn(ExitCodes.OK, TERMINATED);
        cluster.close();
        cluster = startCluster();
        startNotifier();
    }

    /** A command about this farm, which must end well. */
    String say(String... arguments) {
        return say(ExitCodes.OK, arguments);
    }

    /** A command about this farm, which must end so. */
    String say(int expected, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--farm";
        all[arguments.length + 1] = settings().brokers();
        return InThisProcess.run(expected, all);
    }

    /** A command about this farm in a process of its own. */
    TidemarkProcess begin(String... arguments) throws IOException {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--farm";
        all[arguments.length + 1] = settings().brokers();
        return TidemarkProcess.start(folder, all);
    }

    /** Writes records one after the other and returns once the broker has them all. */
    <T extends SpecificRecord> void write(Topic topic, Class<T> type, Collection<T> values) throws Exception {
        Map<String, Object> properties = new TreeMap<>(settings().clientSettings());
        properties.put("acks", "all");
        properties.put("linger.ms", 5);
        Serializer<T> serializer =
                new EventSerdes(settings().registry()).of(type).serializer();
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (T value : values) {
                String key = topic.key().of(value);
                sent.add(producer.send(new ProducerRecord<>(
                        topic.name(),
                        topic.partition(key, value, PARTITIONS),
                        key,
                        serializer.serialize(topic.name(), value))));
            }
            for (Future<?> each : sent) {
                each.get();
            }
        }
    }

    /** The breakages of a set, as they stand. */
    List<Breakage> breakages(String set) {
        return new FarmTopic<>(settings(), Topics.BREAKAGE, Breakage.class)
                .newest(key -> true).values().stream()
                        .filter(breakage -> breakage.getSet().equals(set))
                        .toList();
    }

    /** All that anybody was ever told. */
    List<InboxEntry> inbox() {
        return new FarmTopic<>(settings(), Topics.INBOX, InboxEntry.class).all();
    }

    /** Waits until a group has noted of everything that is in a topic now that it is done with. */
    void awaitDone(String group, Topic topic) throws Exception {
        Map<TopicPartition, Long> last = last(topic);
        try (Admin admin = Admin.create(settings().clientProperties())) {
            await("%s is done with %s up to %s".formatted(group, topic.name(), last), () -> {
                Map<TopicPartition, OffsetAndMetadata> noted = noted(admin, group);
                return last.entrySet().stream().allMatch(end -> {
                    OffsetAndMetadata offset = noted.get(end.getKey());
                    return offset != null && offset.offset() > end.getValue();
                });
            });
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> noted(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }

    /** The offset of the last record that was committed, of each partition that has one. */
    private Map<TopicPartition, Long> last(Topic topic) {
        Map<String, Object> properties = new TreeMap<>(settings().clientSettings());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        Map<TopicPartition, Long> last = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(LOOK_AGAIN)
                        .forEach(record ->
                                last.put(new TopicPartition(record.topic(), record.partition()), record.offset()));
            }
        }
        return last;
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Looks again and again until something holds. */
    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %s: %s".formatted(PATIENCE, what));
            }
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public void close() {
        if (notifier != null) {
            notifier.close();
        }
        cluster.close();
        github.close();
        hooks.close();
        mail.close();
        client.close();
    }
}
