package dev.tidemark.planner.codec;

import static dev.tidemark.planner.testing.TestGraphs.bump;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.Announcement;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NoticeCodecTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static List<Notice> parts(int dependents) {
        TrustedEvents.declare();
        List<PackageNode> nodes = new ArrayList<>(List.of(node("textkit")));
        for (int each = 0; each < dependents; each++) {
            nodes.add(node("p%05d".formatted(each), "textkit"));
        }
        return NoticeCodec.parts(
                Announcement.of(TestGraphs.plan(List.of(bump("textkit")), TestGraphs.graph(1, nodes))), NOW);
    }

    @Test
    void a_large_wave_is_told_of_in_parts_that_name_each_package_once_and_say_the_same_of_the_whole() {
        List<Notice> parts = parts(1_200);

        assertThat(parts).extracting(Notice::getPart).containsExactly(1, 2, 3);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.getParts()).isEqualTo(3);
            assertThat(part.getPackages()).isEqualTo(1_201);
            assertThat(part.getReached()).hasSizeLessThanOrEqualTo(NoticeCodec.PACKAGES_A_PART);
            assertThat(part.getBumps())
                    .singleElement()
                    .satisfies(bump -> assertThat(bump.getAttribute()).isEqualTo("textkit"));
        });
        assertThat(parts.stream().flatMap(part -> part.getReached().stream()).map(ReachedPackage::getAttribute))
                .hasSize(1_201)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void a_small_one_is_one_record() {
        assertThat(parts(3)).singleElement().satisfies(part -> {
            assertThat(part.getPart()).isEqualTo(1);
            assertThat(part.getParts()).isEqualTo(1);
            assertThat(part.getAt()).isEqualTo(NOW);
            assertThat(part.getPools())
                    .singleElement()
                    .satisfies(work -> assertThat(work.getJobs()).isEqualTo(4));
        });
    }
}
