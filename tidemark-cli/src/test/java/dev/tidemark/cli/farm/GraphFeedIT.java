package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TinySet;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Leniency;
import dev.tidemark.intake.PackageReader;
import dev.tidemark.intake.PackageSink;
import dev.tidemark.intake.SetFolderReader;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.planner.kafka.GraphFeed;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a revision that no importer wrote does to the graphs that a planner has: nothing. */
final class GraphFeedIT {

    private static final int PARTITIONS = 2;
    private static final long BEYOND_THE_END = 999_999;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;
    private FarmSettings farm;
    private EventSerdes serdes;
    private PackageSet set;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    GraphFeedIT() {}

    @BeforeEach
    void start() throws Exception {
        set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        farm = FarmSettings.at(cluster.bootstrapServers());
        serdes = new EventSerdes(farm.registry());
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void a_revision_whose_packages_never_come_keeps_no_other_from_being_in_force() throws Exception {
        GraphFeed feed = new GraphFeed(farm, serdes, folder.resolve("graphs"));
        feed.start();
        feed.awaitRead();
        try {
            publish("other", 1, BEYOND_THE_END);
            publish(set.name(), 1, BEYOND_THE_END);

            new Intake(farm).importSet(set, "x86_64-linux");

            awaitSequence(feed, 2);
            assertThat(feed.newest("other")).isEmpty();
        } finally {
            feed.stop();
        }
    }

    @Test
    void a_revision_behind_an_import_that_is_still_being_written_is_in_force_when_that_ends() throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        CollectedDeadLetters letters = new CollectedDeadLetters();
        GraphFeed feed = new GraphFeed(farm, serdes, letters, Optional.of(folder.resolve("graphs")));
        feed.start();
        feed.awaitRead();
        Properties transactional = farm.clientProperties();
        transactional.put("transactional.id", "an-import-of-another-set");
        try (KafkaProducer<String, byte[]> large =
                new KafkaProducer<>(transactional, new StringSerializer(), new ByteArraySerializer())) {
            large.initTransactions();
            large.beginTransaction();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                large.send(new ProducerRecord<>(Topics.PACKAGE.name(), partition, "large:one", new byte[] {1, 2, 3}))
                        .get();
            }
            publish(graphRevision(set.name(), 2, newestChecksum(), packageEnds()));
            String other = anotherBehind(set.name());
            publish(other, 1, BEYOND_THE_END);
            await(() -> !letters.reasons().isEmpty(), letters::reasons);
            assertThat(feed.newest(set.name())).map(PackageGraph::sequence).contains(1L);
            assertThat(letters.reasons())
                    .as("what only waits is not refused")
                    .allMatch(reason -> reason.contains("revision 1 of the graph of %s is refused".formatted(other)));

            large.abortTransaction();
            awaitSequence(feed, 2);
        } finally {
            feed.stop();
        }
    }

    @Test
    void the_former_revision_is_in_force_after_a_restart_when_the_newest_is_refused() throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        publish(set.name(), 2, 0);

        GraphFeed feed = new GraphFeed(farm, serdes, folder.resolve("graphs"));
        feed.start();
        feed.awaitRead();
        try {
            assertThat(feed.newest(set.name())).map(PackageGraph::sequence).contains(1L);
        } finally {
            feed.stop();
        }
    }

    @Test
    void a_package_topic_that_lost_its_records_has_no_graph_says_so_and_is_mended_by_an_import() throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        emptyPackageTopic();

        CollectedDeadLetters letters = new CollectedDeadLetters();
        GraphFeed feed = new GraphFeed(farm, serdes, letters, Optional.of(folder.resolve("graphs")));
        feed.start();
        feed.awaitRead();
        try {
            await(() -> !letters.reasons().isEmpty(), letters::reasons);
            assertThat(letters.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("%s@0: revision 1 of the graph of %s is refused"
                            .formatted(Topics.GRAPH_REVISION.name(), set.name()))
                    .endsWith("import the set again");
            assertThat(feed.newest(set.name())).isEmpty();

            new Intake(farm).importSet(set, "x86_64-linux");
        } finally {
            feed.stop();
        }
        GraphFeed anew = new GraphFeed(farm, serdes, folder.resolve("graphs"));
        anew.start();
        anew.awaitRead();
        try {
            assertThat(anew.newest(set.name())).map(PackageGraph::sequence).contains(2L);
        } finally {
            anew.stop();
        }
    }

    @Test
    void a_later_start_goes_on_with_the_kept_graph_and_reads_packages_once_there_is_a_newer_revision()
            throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        PackageGraph before = readOnce();
        emptyPackageTopic();

        CollectedDeadLetters letters = new CollectedDeadLetters();
        GraphFeed later = new GraphFeed(farm, serdes, letters, Optional.of(folder.resolve("graphs")));
        later.start();
        later.awaitRead();
        try {
            assertThat(later.newest(set.name())).hasValueSatisfying(kept -> {
                assertThat(kept.sequence()).isEqualTo(1);
                assertThat(nodes(kept)).isEqualTo(nodes(before));
            });
            rubbish();
            await(() -> !letters.reasons().isEmpty(), letters::reasons);

            new Intake(farm).importSet(set, "x86_64-linux");
            awaitSequence(later, 2);
            assertThat(nodes(later.newest(set.name()).orElseThrow())).isEqualTo(nodes(before));
        } finally {
            later.stop();
        }
        assertThat(letters.reasons()).allMatch(reason -> reason.startsWith(Topics.PACKAGE.name()));
        assertThat(readOnce().sequence()).isEqualTo(2);
    }

    @Test
    void a_kept_graph_that_was_damaged_is_read_from_its_topic_again() throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        PackageGraph before = readOnce();
        try (Stream<Path> kept = Files.list(folder.resolve("graphs"))) {
            for (Path file : kept.toList()) {
                Files.writeString(file, "damaged");
            }
        }

        assertThat(nodes(readOnce())).isEqualTo(nodes(before));
    }

    private PackageGraph readOnce() throws InterruptedException {
        GraphFeed feed = new GraphFeed(farm, serdes, folder.resolve("graphs"));
        feed.start();
        feed.awaitRead();
        try {
            return feed.newest(set.name()).orElseThrow();
        } finally {
            feed.stop();
        }
    }

    private static List<PackageNode> nodes(PackageGraph graph) {
        return IntStream.range(0, graph.size()).mapToObj(graph::node).toList();
    }

    private void rubbish() throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(farm.clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.PACKAGE.name(), set.name() + ":rubbish", new byte[] {1, 2, 3}))
                    .get();
        }
    }

    private void emptyPackageTopic() throws Exception {
        String topic = Topics.PACKAGE.name();
        try (Admin admin = Admin.create(farm.clientProperties())) {
            admin.deleteTopics(List.of(topic)).all().get();
            await(() -> !topics(admin).contains(topic), () -> topics(admin));
        }
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
    }

    private static Set<String> topics(Admin admin) {
        return admin.listTopics()
                .names()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void await(BooleanSupplier condition, Supplier<?> otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", otherwise.get()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What would be dead letters. */
    private static final class CollectedDeadLetters implements DeadLetters {
        private final List<String> reasons = new CopyOnWriteArrayList<>();

        List<String> reasons() {
            return reasons;
        }

        @Override
        public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
            reasons.add("%s@%d: %s".formatted(record.topic(), record.offset(), reason));
        }

        @Override
        public void close() {}
    }

    @Test
    void a_graph_that_was_imported_as_an_estimate_is_one_although_its_packages_were_there_before() throws Exception {
        new Intake(farm).importSet(set, "x86_64-linux");
        SetFolderReader folder = new SetFolderReader(set, "x86_64-linux");
        PackageReader evaluated = new PackageReader() {
            @Override
            public void read(PackageSink sink) throws IOException {
                folder.read(sink);
            }

            @Override
            public boolean readsAnEstimate() {
                return true;
            }
        };
        SetGraph estimate = GraphDraft.read(
                        evaluated, set.name(), Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                .graph();

        new Intake(farm).publish(estimate, ImportProgress.SILENT);

        GraphFeed feed = new GraphFeed(farm, serdes, this.folder.resolve("graphs"));
        feed.start();
        feed.awaitRead();
        try {
            assertThat(feed.newest(set.name())).hasValueSatisfying(graph -> {
                assertThat(graph.sequence()).isEqualTo(2);
                assertThat(graph.isEstimate()).isTrue();
            });
        } finally {
            feed.stop();
        }
    }

    private void awaitSequence(GraphFeed feed, long sequence) throws InterruptedException {
        await(
                () -> feed.newest(set.name())
                        .filter(graph -> graph.sequence() == sequence)
                        .isPresent(),
                () -> feed.newest(set.name()));
    }

    private void publish(String of, long sequence, long endOffset) throws Exception {
        publish(graphRevision(of, sequence, "0".repeat(64), Collections.nCopies(PARTITIONS, endOffset)));
    }

    /** Another set whose revisions lie in the same partition: what is said of one of them shows that those before it were read. */
    private static String anotherBehind(String of) {
        return IntStream.range(0, 1000)
                .mapToObj(number -> "other-" + number)
                .filter(other -> revisionPartition(other) == revisionPartition(of))
                .findFirst()
                .orElseThrow();
    }

    private static int revisionPartition(String of) {
        return Topics.GRAPH_REVISION.partition(of, graphRevision(of, 1, "", List.of()), PARTITIONS);
    }

    private static GraphRevision graphRevision(String of, long sequence, String checksum, List<Long> endOffsets) {
        return GraphRevision.newBuilder()
                .setSet(of)
                .setSequence(sequence)
                .setRevision("forged")
                .setPackages(1)
                .setChecksum(checksum)
                .setEndOffsets(endOffsets)
                .setImportedAt(Instant.EPOCH)
                .build();
    }

    private void publish(GraphRevision revision) throws Exception {
        String topic = Topics.GRAPH_REVISION.name();
        String of = revision.getSet();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        farm.clientProperties(), new StringSerializer(), new ByteArraySerializer());
                Serde<GraphRevision> revisions = serdes.of(GraphRevision.class)) {
            producer.send(new ProducerRecord<>(
                            topic,
                            Topics.GRAPH_REVISION.partition(of, revision, PARTITIONS),
                            of,
                            revisions.serializer().serialize(topic, revision)))
                    .get();
        }
    }

    /** With what is not committed. */
    private List<Long> packageEnds() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                farm.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topics.PACKAGE.name(), partition))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return partitions.stream().map(ends::get).toList();
        }
    }

    /** Of the only revision that there is. */
    private String newestChecksum() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        farm.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Serde<GraphRevision> revisions = serdes.of(GraphRevision.class)) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(Topics.GRAPH_REVISION.name(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
                    return revisions
                            .deserializer()
                            .deserialize(record.topic(), record.value())
                            .getChecksum();
                }
            }
        }
    }
}
