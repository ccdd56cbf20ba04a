package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptGraphsTest {

    private static final Sha256 CHECKSUM = TestGraphs.hash("packages");

    @TempDir
    private Path folder;

    private KeptGraphs kept;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    KeptGraphsTest() {}

    @BeforeEach
    void open() {
        kept = new KeptGraphs(Optional.of(folder.resolve("graphs")));
    }

    @Test
    void a_graph_is_found_again_by_its_revision_and_by_no_other() throws Exception {
        kept.keep(revision("demo", 7, CHECKSUM.hex()), graph("demo", 7, "a", "b"));

        assertThat(kept.of(revision("demo", 7, CHECKSUM.hex())))
                .hasValueSatisfying(graph -> assertThat(attributes(graph)).containsExactly("a", "b"));
        assertThat(kept.of(revision("demo", 8, CHECKSUM.hex()))).isEmpty();
        assertThat(kept.of(revision("demo", 7, TestGraphs.hash("others").hex())))
                .isEmpty();
        assertThat(kept.of(revision("other", 7, CHECKSUM.hex()))).isEmpty();
    }

    @Test
    void what_is_kept_takes_the_place_of_the_sets_former_graph_and_of_no_other_sets() throws Exception {
        Sha256 next = TestGraphs.hash("next");
        kept.keep(revision("demo.extra", 1, CHECKSUM.hex()), graph("demo.extra", 1, "x"));
        kept.keep(revision("demo", 1, CHECKSUM.hex()), graph("demo", 1, "a"));

        kept.keep(revision("demo", 2, next.hex()), graph("demo", 2, "a", "b"));

        assertThat(files()).containsExactly("demo." + next + ".graph", "demo.extra." + CHECKSUM + ".graph");
        assertThat(kept.of(revision("demo.extra", 1, CHECKSUM.hex()))).isPresent();
    }

    @Test
    void a_file_that_was_cut_or_changed_is_as_good_as_none() throws Exception {
        GraphRevision revision = revision("demo", 1, CHECKSUM.hex());
        kept.keep(revision, graph("demo", 1, "a", "b"));
        Path file = folder.resolve("graphs").resolve(files().getFirst());
        byte[] bytes = Files.readAllBytes(file);

        for (int length : List.of(0, 1, bytes.length / 2, bytes.length - 1)) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThat(kept.of(revision)).isEmpty();
        }
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        assertThat(kept.of(revision)).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_written_is_done_without() throws Exception {
        Files.writeString(folder.resolve("graphs"), "a file is in the way");
        GraphRevision revision = revision("demo", 1, CHECKSUM.hex());

        kept.keep(revision, graph("demo", 1, "a"));

        assertThat(kept.of(revision)).isEmpty();
        assertThat(folder.resolve("graphs")).hasContent("a file is in the way");
    }

    @Test
    void what_no_importer_wrote_is_looked_for_nowhere() throws Exception {
        Files.createDirectories(folder.resolve("graphs"));
        Files.writeString(folder.resolve("secret." + CHECKSUM + ".graph"), "not a graph");

        assertThat(kept.of(revision("../secret", 1, CHECKSUM.hex()))).isEmpty();
        assertThat(kept.of(revision("demo", 1, "/../../secret"))).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("graphs"))) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static List<String> attributes(PackageGraph graph) {
        return Stream.iterate(0, index -> index < graph.size(), index -> index + 1)
                .map(index -> graph.node(index).attribute())
                .sorted()
                .toList();
    }

    private static PackageGraph graph(String set, long sequence, String... attributes) throws Exception {
        return PackageGraph.of(
                set,
                sequence,
                Stream.of(attributes)
                        .map(TestGraphs::node)
                        .map(PackageNode.class::cast)
                        .toList());
    }

    private static GraphRevision revision(String set, long sequence, String checksum) {
        return GraphRevision.newBuilder()
                .setSet(set)
                .setSequence(sequence)
                .setRevision("")
                .setPackages(1)
                .setChecksum(checksum)
                .setEndOffsets(List.of(2L))
                .setImportedAt(Instant.EPOCH)
                .build();
    }
}
