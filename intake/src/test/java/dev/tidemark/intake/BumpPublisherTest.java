package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class BumpPublisherTest {

    private static final Instant SEEN = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final String TOPIC = Topics.VERSION_BUMP.name();
    private static final EventSerdes SERDES = new EventSerdes(new RegistrySettings("mock://bump-test", Map.of()));
    private static final Release RELEASE =
            new Release(PackageId.parse("demo:textkit"), Optional.of("1.0"), "2.0", BumpKind.ROUTINE, "ada", SEEN);

    private final MockProducer<String, byte[]> producer = new MockProducer<>(
            cluster(7), true, new RoundRobinPartitioner(), new StringSerializer(), new ByteArraySerializer());
    private final BumpPublisher publisher = new BumpPublisher(
            new BrokerSettings(Map.of("bootstrap.servers", "localhost:1"), Duration.ofSeconds(1)),
            SERDES,
            new Random(1),
            producer);

    @Test
    void a_bump_is_a_cloud_event_in_the_partition_of_its_set() throws Exception {
        BumpPublisher.Published published = publisher.publish(RELEASE);

        ProducerRecord<String, byte[]> sent = producer.history().getFirst();
        assertThat(sent.topic()).isEqualTo(TOPIC);
        assertThat(sent.key()).isEqualTo("demo:textkit");
        assertThat(sent.partition())
                .isEqualTo(Topics.VERSION_BUMP.partitionOf("demo", 7))
                .isEqualTo(published.partition());
        assertThat(header(sent, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(sent, "ce_id")).isEqualTo("demo:textkit@2.0");
        assertThat(header(sent, "ce_type")).isEqualTo("dev.tidemark.version-bump");
        assertThat(header(sent, "ce_source")).isEqualTo("/tidemark/publishers/ada");
        assertThat(header(sent, "ce_time")).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(header(sent, "content-type")).isEqualTo("application/avro");
        assertThat(Trace.from(sent.headers())).contains(published.trace());
        assertThat(SERDES.of(VersionBump.class).deserializer().deserialize(TOPIC, sent.value()))
                .isEqualTo(VersionBump.newBuilder()
                        .setSet("demo")
                        .setAttribute("textkit")
                        .setFrom("1.0")
                        .setTo("2.0")
                        .setKind(BumpKind.ROUTINE)
                        .setPublisher("ada")
                        .setSeenAt(Instant.parse("2026-03-01T12:00:00.123Z"))
                        .build());
    }

    @Test
    void the_same_bump_again_has_the_same_identity_and_a_trace_of_its_own() throws Exception {
        Trace first = publisher.publish(RELEASE).trace();
        Trace second = publisher.publish(RELEASE).trace();

        assertThat(producer.history()).extracting(sent -> header(sent, "ce_id")).containsOnly("demo:textkit@2.0");
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void a_bump_says_what_it_is_a_part_of() throws Exception {
        publisher.put(new Release(
                RELEASE.of(),
                RELEASE.from(),
                RELEASE.to(),
                RELEASE.kind(),
                RELEASE.publisher(),
                RELEASE.seenAt(),
                new Release.Details(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Release.Company("textkit@2.0", List.of("textkit", "textkit-cli"))))));

        VersionBump sent = SERDES.of(VersionBump.class)
                .deserializer()
                .deserialize(TOPIC, producer.history().getFirst().value());
        assertThat(sent.getRelease()).contains("textkit@2.0");
        assertThat(sent.getTogether()).containsExactly("textkit", "textkit-cli");
    }

    @Test
    void a_release_of_no_known_package_is_kept_by_its_name_until_that_is_known() throws Exception {
        UnmappedRelease release = UnmappedRelease.newBuilder()
                .setSet("demo")
                .setName("pkg:github/a/b")
                .setTo("v1")
                .setTag(true)
                .setKind(BumpKind.ROUTINE)
                .setReason("no row of the table has its name")
                .setPublisher("ada")
                .setSeenAt(Instant.parse("2026-03-01T12:00:00.123Z"))
                .build();

        publisher.note(release);
        publisher.withdraw(release);

        String topic = Topics.UNMAPPED_RELEASE.name();
        ProducerRecord<String, byte[]> noted = producer.history().getFirst();
        ProducerRecord<String, byte[]> withdrawn = producer.history().getLast();
        assertThat(noted.topic()).isEqualTo(topic).isEqualTo(withdrawn.topic());
        assertThat(noted.key()).isEqualTo("demo:pkg:github/a/b").isEqualTo(withdrawn.key());
        assertThat(noted.partition())
                .isEqualTo(Topics.UNMAPPED_RELEASE.partitionOf("demo", 7))
                .isEqualTo(withdrawn.partition());
        assertThat(SERDES.of(UnmappedRelease.class).deserializer().deserialize(topic, noted.value()))
                .isEqualTo(release);
        assertThat(withdrawn.value()).isNull();
    }

    @Test
    void a_broker_that_does_not_answer_is_named_with_the_next_step() {
        producer.sendException = new TimeoutException("no answer");

        assertThatThrownBy(() -> publisher.publish(RELEASE))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "No broker answered at localhost:1 within 1 s; start it, or correct bootstrap.servers, and try"
                                + " again.");
    }

    @Test
    void a_version_that_could_not_stand_in_a_key_is_refused() {
        for (String version : List.of("", "1 2", "1@2", "1\n", "ü", "1".repeat(101))) {
            assertThatThrownBy(() -> new Release(
                            PackageId.parse("demo:textkit"), Optional.empty(), version, BumpKind.ROUTINE, "ada", SEEN))
                    .hasMessageContaining("is not a version");
        }
    }

    @Test
    void a_bump_of_no_known_kind_is_not_published() {
        assertThatThrownBy(() -> new Release(
                        PackageId.parse("demo:textkit"), Optional.empty(), "2.0", BumpKind.UNKNOWN, "ada", SEEN))
                .hasMessage("a bump of no known kind cannot be published: say how urgent it is");
    }

    private static String header(ProducerRecord<String, byte[]> sent, String name) {
        return new String(sent.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Cluster cluster(int partitions) {
        Node node = new Node(1, "localhost", 1);
        List<PartitionInfo> all = Stream.of(TOPIC, Topics.UNMAPPED_RELEASE.name())
                .flatMap(topic -> IntStream.range(0, partitions)
                        .mapToObj(
                                number -> new PartitionInfo(topic, number, node, new Node[] {node}, new Node[] {node})))
                .toList();
        return new Cluster("c", List.of(node), all, Set.of(), Set.of());
    }
}
