package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.kafka.RevisionFold.Sent;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
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

    private List<String> versions(List<Long> endOffsets) {
        return fold.upTo(endOffsets).stream()
                .map(sent -> sent.node().getAttribute() + " " + sent.node().getVersion())
                .toList();
    }

    private static Sent version(String attribute, String version) {
        Package node = Package.newBuilder()
                .setSet("demo")
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
        return new Sent(node, Sha256.builder().add(attribute + version).build());
    }
}
