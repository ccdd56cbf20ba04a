package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.DeadLetters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphRevisionsTest {

    @TempDir
    private Path folder;

    private final List<String> letters = new ArrayList<>();
    private GraphRevisions revisions;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    GraphRevisionsTest() {}

    @BeforeEach
    void open() {
        EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://graph-revisions-test", Map.of()));
        revisions = new GraphRevisions(
                serdes.of(Package.class).deserializer(),
                new DeadLetters() {
                    @Override
                    public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
                        letters.add(reason);
                    }

                    @Override
                    public void close() {}
                },
                new KeptGraphs(Optional.of(folder)));
    }

    @Test
    void a_revision_waits_while_its_packages_may_come_and_so_do_later_ones_of_its_set() {
        revisions.take(marker("demo", 1));
        revisions.take(marker("demo", 2));
        revisions.take(marker("other", 1));

        revisions.foldOrRefuse(
                revision -> revision.getSequence() == 2,
                revision -> revision.getSet().equals("other"));

        assertThat(revisions.isBehind()).isTrue();
        assertThat(revisions.sets()).isEmpty();
        assertThat(letters).singleElement().asString().contains("revision 1 of the graph of other is refused");

        revisions.foldWhatIs(revision -> true);
        assertThat(revisions.newest("demo"))
                .hasValueSatisfying(graph -> assertThat(graph.sequence()).isEqualTo(2));
        assertThat(letters).hasSize(1);
    }

    @Test
    void a_set_that_cannot_be_is_refused_and_no_file_is_written_for_it() {
        revisions.take(marker("../demo", 1));

        revisions.foldWhatIs(revision -> true);

        assertThat(revisions.sets()).isEmpty();
        assertThat(letters).singleElement().asString().contains("revision 1 of the graph of ../demo is refused");
        assertThat(folder).isEmptyDirectory();
    }

    /** Of a graph without a package. */
    private static Marker marker(String set, long sequence) {
        GraphRevision revision = GraphRevision.newBuilder()
                .setSet(set)
                .setSequence(sequence)
                .setRevision("commit")
                .setPackages(0)
                .setChecksum(GraphChecksum.ofDigests(List.of()).hex())
                .setEndOffsets(List.of(0L))
                .setImportedAt(Instant.EPOCH)
                .build();
        return new Marker(
                new ConsumerRecord<>(Topics.GRAPH_REVISION.name(), 0, sequence, new byte[0], new byte[0]), revision);
    }
}
