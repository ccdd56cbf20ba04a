package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.DeadLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class GraphReaderTest {

    private static final TopicPartition PACKAGES = new TopicPartition(Topics.PACKAGE.name(), 0);
    private static final TopicPartition MARKERS = new TopicPartition(Topics.GRAPH_REVISION.name(), 0);

    private final List<String> letters = new ArrayList<>();
    private final DeadLetters deadLetters = new DeadLetters() {
        @Override
        public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
            letters.add(reason);
        }

        @Override
        public void close() {}
    };

    @Test
    void a_revision_that_waits_does_so_while_the_brokers_are_away_and_is_refused_once_they_tell_that_it_never_comes() {
        EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://graph-reader-test", Map.of()));
        GraphRevisions revisions = new GraphRevisions(
                serdes.of(Package.class).deserializer(), deadLetters, new KeptGraphs(Optional.empty()));
        AtomicInteger asked = new AtomicInteger();
        try (MockConsumer<byte[], byte[]> consumer = consumer()) {
            GraphReader reader = new GraphReader(
                    consumer,
                    partitions -> {
                        if (asked.getAndIncrement() == 0) {
                            throw new TimeoutException("the brokers are away");
                        }
                        return Map.of(PACKAGES, 0L);
                    },
                    serdes,
                    revisions,
                    deadLetters);
            reader.begin();
            revisions.take(beyondTheEnd());
            reader.keepUp();
            reader.read();

            reader.keepUp();
            assertThat(letters).isEmpty();
            assertThat(revisions.isBehind()).isTrue();

            reader.keepUp();
            assertThat(letters).singleElement().asString().contains("beyond the end of the package topic");
        }
    }

    private static MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        for (TopicPartition partition : List.of(PACKAGES, MARKERS)) {
            consumer.updatePartitions(
                    partition.topic(),
                    List.of(new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
        }
        consumer.updateBeginningOffsets(Map.of(PACKAGES, 0L, MARKERS, 0L));
        consumer.updateEndOffsets(Map.of(PACKAGES, 0L, MARKERS, 0L));
        return consumer;
    }

    private static Marker beyondTheEnd() {
        GraphRevision revision = GraphRevision.newBuilder()
                .setSet("demo")
                .setSequence(1)
                .setRevision("commit")
                .setPackages(1)
                .setChecksum("")
                .setEndOffsets(List.of(7L))
                .setImportedAt(Instant.EPOCH)
                .build();
        return new Marker(
                new ConsumerRecord<>(MARKERS.topic(), MARKERS.partition(), 0, new byte[0], new byte[0]), revision);
    }
}
