package dev.tidemark.intake.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Debian 12, main, for amd64, as its mirrors have it today. Needs a folder with its Sources and Packages in the environment
 * variable or system property {@code TIDEMARK_DEBIAN_INDICES}; {@code .ci/run} fetches them.
 */
class DebianArchiveIT {

    private static final String FOLDER = "TIDEMARK_DEBIAN_INDICES";
    private static final CollectingSink ARCHIVE = new CollectingSink();

    @BeforeAll
    static void the_archive_is_read_once() throws IOException {
        String folder = System.getProperty(FOLDER, System.getenv().getOrDefault(FOLDER, ""));
        assumeTrue(!folder.isEmpty(), FOLDER + " is not set: it names a folder with Sources and Packages of Debian 12");
        long began = System.nanoTime();
        read(Path.of(folder), false, ARCHIVE);
        System.out.println(
                "read in " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        System.out.println(String.join("\n", ARCHIVE.notes));
        for (DependencyKind kind : EnumSet.of(DependencyKind.BUILD, DependencyKind.CHECK, DependencyKind.RUNTIME)) {
            System.out.println(kind + ": " + ARCHIVE.count(kind) + " edges");
        }
    }

    @Test
    void every_paragraph_is_read_without_a_problem() {
        assertThat(ARCHIVE.problems).isEmpty();
        assertThat(ARCHIVE.packages).hasSizeBetween(34_000, 36_000);
    }

    @Test
    void every_edge_leads_to_another_package_of_the_archive() {
        for (Package node : ARCHIVE.packages.values()) {
            assertThat(node.getDependencies())
                    .as(node.getAttribute())
                    .extracting(Dependency::getAttribute)
                    .doesNotContain(node.getAttribute())
                    .allMatch(ARCHIVE.packages::containsKey);
        }
    }

    @Test
    void well_known_edges_are_there() {
        assertThat(ARCHIVE.edges("curl"))
                .contains("BUILD openssl", "RUNTIME openssl", "BUILD zlib", "CHECK openssh", "RUNTIME glibc");
        assertThat(ARCHIVE.edges("openssl")).contains("BUILD debhelper", "RUNTIME glibc");
        assertThat(ARCHIVE.edges("glibc")).contains("BUILD gcc-12", "BUILD linux");
        assertThat(ARCHIVE.edges("git")).contains("BUILD curl", "RUNTIME perl");
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
        assertThat(ARCHIVE.packages.values())
                .flatExtracting(Package::getMaintainers)
                .isNotEmpty()
                .allMatch(handle -> handle.toString().matches("[a-z0-9]+(-[a-z0-9]+)*"));
        assertThat(ARCHIVE.packages.values())
                .flatExtracting(Package::getTeams)
                .allMatch(handle -> handle.toString().matches("[a-z0-9]+(-[a-z0-9]+)*"))
                .contains("debian-perl-group", "debian-python-team");
        assertThat(ARCHIVE.get("curl").getMaintainers()).contains("ghedo");
    }

    @Test
    void progress_grows_to_twice_the_bytes_on_disk() {
        assertThat(ARCHIVE.progress).isSorted().hasSizeGreaterThan(20).endsWith(ARCHIVE.bytes);
    }

    private static int largestCycle(Set<DependencyKind> kinds) {
        int largest = Components.largest(ARCHIVE.packages.values(), kinds);
        System.out.println("largest cycle of " + kinds + ": " + largest);
        return largest;
    }

    private static void read(Path folder, boolean buildEssential, CollectingSink sink) throws IOException {
        new DebianReader(new DebianArchive("debian", List.of(folder), "x86_64-linux", buildEssential)).read(sink);
    }
}
