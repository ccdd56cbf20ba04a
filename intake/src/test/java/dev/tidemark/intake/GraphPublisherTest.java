package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With Kafka's own client fakes: one partition a topic, and offsets that the fake counts from 0. */
class GraphPublisherTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final EventSerdes SERDES = new EventSerdes(new RegistrySettings("mock://intake-test", Map.of()));
    private static final BrokerSettings BROKERS =
            new BrokerSettings(Map.of("bootstrap.servers", "localhost:1"), Duration.ofSeconds(1));
    private static final TopicPartition PACKAGES = new TopicPartition(Topics.PACKAGE.name(), 0);
    private static final TopicPartition REVISIONS = new TopicPartition(Topics.GRAPH_REVISION.name(), 0);

    private final List<ConsumerRecord<String, byte[]>> stored = new ArrayList<>();
    /** How many records of a transaction that is still open lie behind what was committed. */
    private int uncommittedRecords;

    private final MockProducer<String, byte[]> producer = new MockProducer<>(
            cluster(), true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());

    @Test
    void a_first_import_is_one_transaction_that_ends_with_the_marker() throws Exception {
        SetGraph graph = graph("r1", node("a", "1"), node("b", "1"));
        List<String> progress = new ArrayList<>();

        ImportResult result = publisher().publish(graph, (written, of) -> progress.add(written + "/" + of));

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 1, 2, 2, 0));
        assertThat(producer.transactionCommitted()).isTrue();
        assertThat(producer.history())
                .extracting(ProducerRecord::topic, ProducerRecord::key)
                .containsExactly(
                        tuple(PACKAGES.topic(), "tiny:a"),
                        tuple(PACKAGES.topic(), "tiny:b"),
                        tuple(REVISIONS.topic(), "tiny"));
        assertThat(marker())
                .isEqualTo(
                        new GraphRevision("tiny", 1L, "r1", 2, graph.checksum().hex(), List.of(2L), NOW, false));
        assertThat(progress).containsExactly("2/2");
    }

    @Test
    void what_the_former_revision_has_and_this_one_has_not_gets_a_tombstone() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        store(PACKAGES, "other:z", bytes(node("z", "1")));
        store(PACKAGES, "tiny:gone", bytes(node("gone", "1")));
        store(PACKAGES, "tiny:never", bytes(node("never", "1")));
        store(PACKAGES, "tiny:never", null);
        storeMarker(7, "another checksum", 5);

        ImportResult result = publisher().publish(graph("r8", node("a", "2")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 8, 1, 1, 1));
        assertThat(producer.history().get(1).key()).isEqualTo("tiny:gone");
        assertThat(producer.history().get(1).value()).isNull();
        assertThat(marker().getSequence()).isEqualTo(8);
    }

    @Test
    void an_unchanged_graph_publishes_nothing() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(3, checksum(node("a", "1")), 1);

        ImportResult result = publisher().publish(graph("r", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Unchanged("tiny", 3, 1));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void an_unchanged_graph_by_another_name_is_a_revision_of_which_only_the_marker_is_published() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(3, checksum(node("a", "1")), 1);

        SetGraph graph = graph("another", node("a", "1"));
        ImportResult result = publisher().publish(graph, ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 4, 1, 0, 0));
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("tiny");
        assertThat(marker())
                .isEqualTo(new GraphRevision(
                        "tiny", 4L, "another", 1, graph.checksum().hex(), List.of(1L), NOW, false));
    }

    /** A set that was imported as the truth and is evaluated now, or the other way round. */
    @Test
    void a_graph_that_is_an_estimate_is_another_revision_than_one_of_the_same_packages_that_is_the_truth()
            throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(3, checksum(node("a", "1")), 1);
        PackageReader evaluated = new PackageReader() {
            @Override
            public void read(PackageSink sink) {
                sink.take(node("a", "1"), new Origin("test", 1));
            }

            @Override
            public boolean readsAnEstimate() {
                return true;
            }
        };

        SetGraph graph = GraphDraft.read(evaluated, "tiny", Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                .graph();
        ImportResult result = publisher().publish(graph, ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 4, 1, 0, 0));
        assertThat(marker().getEvaluated()).isTrue();
    }

    @Test
    void an_unchanged_graph_without_a_name_leaves_the_latest_revision_its_own() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(3, checksum(node("a", "1")), 1);

        SetGraph unnamed = graph(Optional.empty(), node("a", "1"));
        ImportResult result = publisher().publish(unnamed, ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Unchanged("tiny", 3, 1));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void only_what_differs_from_the_topic_is_published() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        store(PACKAGES, "tiny:b", bytes(node("b", "1")));
        storeMarker(1, checksum(node("a", "1"), node("b", "1")), 2);

        SetGraph graph = graph("r2", node("a", "1"), node("b", "2"), node("c", "1"));
        ImportResult result = publisher().publish(graph, ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 2, 3, 2, 0));
        assertThat(((ImportResult.Published) result).unchanged()).isEqualTo(1);
        assertThat(producer.history()).extracting(ProducerRecord::key).containsExactly("tiny:b", "tiny:c", "tiny");
        assertThat(marker().getChecksum()).isEqualTo(graph.checksum().hex());
        assertThat(marker().getPackages()).isEqualTo(3);
    }

    @Test
    void what_a_stranger_wrote_into_the_set_is_put_right() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(1, checksum(node("a", "1")), 1);
        store(PACKAGES, "tiny:a", "no event".getBytes(StandardCharsets.UTF_8));
        store(PACKAGES, "tiny:not a name\n", bytes(node("b", "1")));

        ImportResult result = publisher().publish(graph("r", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 2, 1, 1, 1));
        assertThat(producer.history())
                .extracting(ProducerRecord::key)
                .containsExactly("tiny:a", "tiny:not a name\n", "tiny");
    }

    @Test
    void a_marker_whose_offsets_nobody_can_reach_gets_a_successor_without_any_package() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(1, checksum(node("a", "1")), 999_999);

        ImportResult result = publisher().publish(graph("r", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 2, 1, 0, 0));
        assertThat(marker().getEndOffsets()).containsExactly(1L);
    }

    @Test
    void a_marker_that_leaves_out_later_records_of_its_set_gets_a_successor() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        store(PACKAGES, "tiny:a", bytes(node("a", "2")));
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(1, checksum(node("a", "1")), 1);

        ImportResult result = publisher().publish(graph("r", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 2, 1, 0, 0));
        assertThat(marker().getEndOffsets()).containsExactly(3L);
    }

    @Test
    void an_open_transaction_of_another_set_is_waited_for_and_then_named() {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        uncommittedRecords = 1;

        assertThatThrownBy(() -> publisher().publish(graph("r1", node("a", "1")), ImportProgress.SILENT))
                .isInstanceOf(IntakeException.class)
                .hasMessageStartingWith("Another import holds up the end of " + PACKAGES.topic());
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void a_marker_that_cannot_be_read_is_passed_over_and_gets_a_successor() throws Exception {
        store(PACKAGES, "tiny:a", bytes(node("a", "1")));
        storeMarker(2, "an older checksum", 1);
        storeMarker(3, checksum(node("a", "1")), 1);
        store(REVISIONS, "tiny", "no event".getBytes(StandardCharsets.UTF_8));
        // Of a schema that the registry does not know.
        store(REVISIONS, "tiny", new byte[] {0, 0, 0, 127, 127, 0});

        ImportResult result = publisher().publish(graph("r", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 4, 1, 0, 0));
    }

    @Test
    void a_set_whose_only_marker_cannot_be_read_is_imported_as_a_first_one() throws Exception {
        store(REVISIONS, "tiny", new byte[0]);

        ImportResult result = publisher().publish(graph("r1", node("a", "1")), ImportProgress.SILENT);

        assertThat(result).isEqualTo(new ImportResult.Published("tiny", 1, 1, 1, 0));
    }

    @Test
    void a_registry_that_is_away_is_named_and_no_marker_is_passed_over() throws Exception {
        storeMarker(3, "a checksum", 1);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String registry = "http://127.0.0.1:" + port;
        EventSerdes away = new EventSerdes(new RegistrySettings(registry, Map.of("max.retries", "0")));

        assertThatThrownBy(() -> publisher(away).publish(graph("r4", node("a", "1")), ImportProgress.SILENT))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "The import of the set tiny published nothing: the schema registry %s does not answer (Connection refused): start it, or set the registry's URL to where it is, and import again."
                                .formatted(registry));
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void an_import_that_another_one_overtook_says_so() {
        producer.commitTransactionException = new ProducerFencedException("newer epoch");

        assertThatThrownBy(() -> publisher().publish(graph("r1", node("a", "1")), ImportProgress.SILENT))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "Another import of the set tiny began, so this one stopped and published nothing; let one importer do it.");
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void a_broker_that_does_not_answer_is_named_with_the_next_step() {
        producer.initTransactionException = new TimeoutException("no answer");

        assertThatThrownBy(() -> publisher().publish(graph("r1", node("a", "1")), ImportProgress.SILENT))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "No broker answered at localhost:1 within 1 s; start it, or correct bootstrap.servers, and try again.");
    }

    @Test
    void a_graph_out_of_order_or_without_packages_cannot_be_made() {
        List<PackedPackage> unordered =
                List.of(new PackedPackage("b", new byte[0]), new PackedPackage("a", new byte[0]));

        assertThatThrownBy(() -> new SetGraph("tiny", Optional.empty(), unordered, false))
                .hasMessageContaining("breaks the order");
        assertThatThrownBy(() -> new SetGraph("tiny", Optional.empty(), List.of(), false))
                .hasMessage("the set tiny has no packages");
    }

    private GraphPublisher publisher() {
        return publisher(SERDES);
    }

    private GraphPublisher publisher(EventSerdes serdes) {
        GraphPublisher.Clients clients = new GraphPublisher.Clients() {
            @Override
            public Producer<String, byte[]> producer(String set) {
                return producer;
            }

            @Override
            public Consumer<String, byte[]> committed() {
                return consumer(0);
            }

            @Override
            public Consumer<String, byte[]> uncommitted() {
                return consumer(uncommittedRecords);
            }
        };
        return new GraphPublisher(BROKERS, serdes, Clock.fixed(NOW, ZoneOffset.UTC), clients);
    }

    private MockConsumer<String, byte[]> consumer(int packagesBeyond) {
        MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(REVISIONS.topic(), List.of(partition(REVISIONS)));
        consumer.updatePartitions(PACKAGES.topic(), List.of(partition(PACKAGES)));
        for (TopicPartition partition : List.of(PACKAGES, REVISIONS)) {
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
            long beyond = partition.equals(PACKAGES) ? packagesBeyond : 0;
            consumer.updateEndOffsets(Map.of(
                    partition,
                    beyond
                            + stored.stream()
                                    .filter(r -> r.topic().equals(partition.topic()))
                                    .count()));
        }
        // The fake drops its records at an assignment: they are added again at each poll that follows one.
        consumer.schedulePollTask(() -> addStored(consumer));
        consumer.schedulePollTask(() -> addStored(consumer));
        return consumer;
    }

    private void addStored(MockConsumer<String, byte[]> consumer) {
        stored.stream()
                .filter(record -> consumer.assignment().contains(new TopicPartition(record.topic(), 0)))
                .forEach(consumer::addRecord);
    }

    private void storeMarker(long sequence, String checksum, long packagesEnd) {
        GraphRevision marker = new GraphRevision("tiny", sequence, "r", 1, checksum, List.of(packagesEnd), NOW, false);
        store(REVISIONS, "tiny", SERDES.of(GraphRevision.class).serializer().serialize(REVISIONS.topic(), marker));
    }

    private void store(TopicPartition partition, String key, byte @Nullable [] value) {
        long offset =
                stored.stream().filter(r -> r.topic().equals(partition.topic())).count();
        stored.add(new ConsumerRecord<>(partition.topic(), 0, offset, key, value));
    }

    private GraphRevision marker() {
        return SERDES.of(GraphRevision.class)
                .deserializer()
                .deserialize(REVISIONS.topic(), producer.history().getLast().value());
    }

    private static SetGraph graph(String revision, Package... packages) throws IntakeException {
        return graph(Optional.of(revision), packages);
    }

    private static SetGraph graph(Optional<String> revision, Package... packages) throws IntakeException {
        GraphDraft draft = new GraphDraft("tiny", ImportProgress.SILENT);
        for (Package node : packages) {
            draft.take(node, new Origin("test", 1));
        }
        return draft.finish(revision, Leniency.STRICT).graph();
    }

    private static String checksum(Package... packages) {
        return GraphChecksum.of(List.of(packages)).hex();
    }

    private static byte[] bytes(Package node) {
        return SERDES.of(Package.class).serializer().serialize(PACKAGES.topic(), node);
    }

    private static Package node(String attribute, String version) {
        return Package.newBuilder()
                .setSet(attribute.equals("z") ? "other" : "tiny")
                .setAttribute(attribute)
                .setPname(attribute)
                .setVersion(version)
                .setSystems(List.of("x86_64-linux"))
                .setDependencies(List.of())
                .setMaintainers(List.of())
                .setUnfree(false)
                .setFeatures(List.of())
                .setRecipeDigest("0".repeat(64))
                .build();
    }

    private static Cluster cluster() {
        Node node = new Node(1, "localhost", 1);
        return new Cluster("c", List.of(node), List.of(partition(PACKAGES), partition(REVISIONS)), Set.of(), Set.of());
    }

    private static PartitionInfo partition(TopicPartition partition) {
        Node node = new Node(1, "localhost", 1);
        return new PartitionInfo(partition.topic(), 0, node, new Node[] {node}, new Node[] {node});
    }
}
