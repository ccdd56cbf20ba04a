package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Debian 12, main, for amd64, as its mirrors have it today. Needs a folder with its Sources and Packages in the environment
 * variable or system property {@code TIDEMARK_DEBIAN_INDICES}; {@code .ci/run} fetches them.
 */
class DebianArchiveIT {

    private static final String FOLDER = "TIDEMARK_DEBIAN_INDICES";

    /** Read once for all tests, when the first asks for it. */
    private static final class Debian {

        private static final CollectingSink ARCHIVE = read(Path.of(folder()));
    }

    @BeforeEach
    void the_indices_are_there() {
        assumeTrue(
                !folder().isEmpty(),
                FOLDER + " is not set: let it name a folder with Sources and Packages of Debian 12, as .ci/run does");
    }

    @Test
    void every_paragraph_is_read_without_a_problem() {
        assertThat(Debian.ARCHIVE.problems).isEmpty();
        assertThat(Debian.ARCHIVE.ends).isEmpty();
        assertThat(Debian.ARCHIVE.byAttribute()).hasSizeBetween(34_000, 36_000);
    }

    @Test
    void every_edge_leads_to_another_package_of_the_archive() {
        for (Package node : Debian.ARCHIVE.byAttribute().values()) {
            assertThat(node.getDependencies())
                    .as(node.getAttribute())
                    .extracting(Dependency::getAttribute)
                    .doesNotContain(node.getAttribute())
                    .allMatch(Debian.ARCHIVE.byAttribute()::containsKey);
        }
    }

    @Test
    void well_known_edges_are_there() {
        assertThat(Debian.ARCHIVE.edges("curl"))
                .contains("BUILD openssl", "RUNTIME openssl", "BUILD zlib", "CHECK openssh", "RUNTIME glibc");
        assertThat(Debian.ARCHIVE.edges("openssl")).contains("BUILD debhelper", "RUNTIME glibc");
        assertThat(Debian.ARCHIVE.edges("glibc")).contains("BUILD gcc-12", "BUILD linux");
        assertThat(Debian.ARCHIVE.edges("git")).contains("BUILD curl", "RUNTIME perl");
    }

    @Test
    void the_build_graph_has_one_large_cycle() {
        Set<DependencyKind> build = EnumSet.of(DependencyKind.BUILD, DependencyKind.CHECK);

        int largest = largestCycle(build);

        assertThat(largest).isBetween(4_700, 5_000);
    }

    @Test
    void tests_and_run_time_make_the_cycle_larger() {
        int build = largestCycle(EnumSet.of(DependencyKind.BUILD));
        int runtime = largestCycle(EnumSet.of(DependencyKind.RUNTIME));
        int buildAndRuntime = largestCycle(EnumSet.of(DependencyKind.BUILD, DependencyKind.RUNTIME));
        int all = largestCycle(EnumSet.of(DependencyKind.BUILD, DependencyKind.RUNTIME, DependencyKind.CHECK));

        assertThat(List.of(runtime, build, buildAndRuntime, all)).isSorted();
        assertThat(build).isBetween(3_300, 3_600);
        assertThat(all).isBetween(5_500, 5_900);
    }

    @Test
    void nobody_s_address_is_in_the_graph() {
        assertThat(Debian.ARCHIVE.byAttribute().values())
                .flatExtracting(Package::getMaintainers)
                .isNotEmpty()
                .allMatch(handle -> handle.toString().matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(Debian.ARCHIVE.byAttribute().values())
                .flatExtracting(Package::getTeams)
                .allMatch(handle -> handle.toString().matches("[a-z0-9]+(-[a-z0-9]+)*"))
                .contains("debian-perl-group", "debian-python-team");
        assertThat(Debian.ARCHIVE.get("curl").getMaintainers()).contains("ghedo");
    }

    @Test
    void progress_grows_to_twice_the_bytes_on_disk() {
        assertThat(Debian.ARCHIVE.bytesRead()).isSorted().hasSizeGreaterThan(20).endsWith(Debian.ARCHIVE.bytes());
    }

    @Test
    void the_cycle_is_cut_and_a_bump_of_a_member_is_planned_through_all_of_it() throws Exception {
        GraphBuilder builder = new GraphBuilder("debian", 1, EnumSet.of(EdgeKind.BUILD, EdgeKind.CHECK));
        for (Package node : Debian.ARCHIVE.byAttribute().values()) {
            builder.add(PackageCodec.node(node));
        }
        PackageGraph graph = builder.build();
        int glibc = graph.indexOf("glibc").orElseThrow();

        int[] cycle = graph.cycleOf(glibc);
        Impact impact = PlanImpact.of(new Question(
                graph,
                List.of("glibc"),
                EdgePolicy.ALL,
                BuildTimes.none(),
                new Capacity(64, 64, Collections.emptySortedSet())));

        assertThat(cycle).hasSize(largestCycle(EnumSet.of(DependencyKind.BUILD, DependencyKind.CHECK)));
        assertThat(impact.jobs()).isGreaterThan(30_000);
        assertThat(impact.levels().stream().mapToInt(Integer::intValue).sum()).isEqualTo(impact.jobs());
        assertThat(impact.cut())
                .as("a small part of the edges among the members")
                .hasSizeBetween(1, edgesAmong(graph, cycle) / 10);
        System.out.println("cut " + impact.cut().size() + " of " + edgesAmong(graph, cycle) + " edges in the cycle");
    }

    private static int edgesAmong(PackageGraph graph, int[] cycle) {
        int first = cycle[0];
        int last = cycle[cycle.length - 1];
        int edges = 0;
        for (int member : cycle) {
            edges += graph.cutEdges(member).length;
            edges += (int) Arrays.stream(graph.dependenciesOf(member))
                    .filter(dependency -> dependency >= first && dependency <= last)
                    .count();
        }
        return edges;
    }

    private static int largestCycle(Set<DependencyKind> kinds) {
        int largest = Components.largest(Debian.ARCHIVE.byAttribute().values(), kinds);
        System.out.println("largest cycle of " + kinds + ": " + largest);
        return largest;
    }

    private static String folder() {
        return System.getProperty(FOLDER, System.getenv().getOrDefault(FOLDER, ""));
    }

    private static CollectingSink read(Path folder) {
        CollectingSink sink = new CollectingSink();
        long began = System.nanoTime();
        try {
            new DebianReader(new DebianArchive("debian", List.of(folder), "x86_64-linux")).read(sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(
                "read in " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        sink.notes.forEach(System.out::println);
        for (DependencyKind kind : EnumSet.of(DependencyKind.BUILD, DependencyKind.CHECK, DependencyKind.RUNTIME)) {
            System.out.println(kind + ": " + sink.count(kind) + " edges");
        }
        return sink;
    }
}
