package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.kafka.RevisionFold.Sent;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.GraphChecksum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RevisionFoldTest {

    private final RevisionFold fold = new RevisionFold();

    @Test
    void a_revision_is_what_lies_before_its_offsets_and_nothing_beyond() {
        fold.take(0, 0, "demo:a", version("a", "1"));
        fold.take(1, 0, "demo:b", version("b", "1"));
        fold.take(0, 1, "demo:a", version("a", "2"));

        assertThat(versions(List.of(1L, 1L))).containsExactly("a 1", "b 1");
        assertThat(versions(List.of(2L, 1L))).containsExactly("a 2", "b 1");
    }

    @Test
    void a_tombstone_takes_a_package_out_of_the_revision_that_covers_it() {
        fold.take(0, 0, "demo:a", version("a", "1"));
        fold.take(0, 1, "demo:a", null);

        assertThat(versions(List.of(1L))).containsExactly("a 1");
        assertThat(versions(List.of(2L))).isEmpty();
    }

    @Test
    void a_revision_that_names_no_offset_for_a_partition_has_all_of_it() {
        fold.take(3, 7, "demo:a", version("a", "1"));

        assertThat(versions(List.of(0L))).containsExactly("a 1");
    }

    @Test
    void a_revision_that_brings_only_what_changed_has_the_checksum_of_all_that_it_is() {
        fold.take(0, 0, "demo:a", version("a", "1"));
        fold.take(0, 1, "demo:b", version("b", "1"));
        fold.take(1, 0, "demo:c", version("c", "1"));
        assertThat(versions(List.of(2L, 1L))).containsExactly("a 1", "b 1", "c 1");
        fold.take(0, 3, "demo:b", version("b", "2"));
        fold.take(1, 2, "demo:c", null);

        assertThat(checksum(List.of(4L, 3L)))
                .isEqualTo(GraphChecksum.ofDigests(
                        List.of(version("a", "1").digest(), version("b", "2").digest())));
    }

    private Sha256 checksum(List<Long> endOffsets) {
        return GraphChecksum.ofDigests(
                fold.upTo(endOffsets).stream().map(Sent::digest).toList());
    }

    private List<String> versions(List<Long> endOffsets) {
        return fold.upTo(endOffsets).stream()
                .map(sent -> new String(sent.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static Sent version(String attribute, String version) {
        return new Sent((attribute + " " + version).getBytes(StandardCharsets.UTF_8));
    }
}
