package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.ImportResult;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.planner.kafka.GraphFeed;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Imports one after the other, at once, and cut off; and the graph that a planner has after each. */
final class GraphImportIT {

    private static final Logger LOG = LoggerFactory.getLogger(GraphImportIT.class);
    private static final String SET = "graph";
    private static final int PACKAGES = 3_000;
    private static final int LARGE = 100_000;
    private static final String SMALL_HEAP = "384m";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;
    private FarmSettings farm;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    GraphImportIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        farm = FarmSettings.at(cluster.bootstrapServers());
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(4), OptionalInt.of(1)));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void an_import_that_writes_only_what_changed_is_the_whole_graph_to_a_planner() throws Exception {
        GraphFeed feed = new GraphFeed(farm, new EventSerdes(farm.registry()), folder.resolve("graphs"));
        feed.start();
        feed.awaitRead();
        try {
            assertThat(publish(write(PACKAGES, "1")))
                    .isEqualTo(new ImportResult.Published(SET, 1, PACKAGES, PACKAGES, 0));
            await(feed, 1, PACKAGES);

            // Every seventh has another version, and the last five are gone.
            int changed = (PACKAGES - 5 + 6) / 7;
            assertThat(publish(write(PACKAGES - 5, "2")))
                    .isEqualTo(new ImportResult.Published(SET, 2, PACKAGES - 5, changed, 5));
            await(feed, 2, PACKAGES - 5);

            assertThat(publish(write(PACKAGES - 5, "2"))).isEqualTo(new ImportResult.Unchanged(SET, 2, PACKAGES - 5));
        } finally {
            feed.stop();
        }
        assertThat(sequenceAfterARestart()).isEqualTo(2);
    }

    @Test
    void an_import_that_fails_in_the_middle_leaves_the_former_revision_in_force() throws Exception {
        publish(write(PACKAGES, "1"));
        Path next = write(PACKAGES - 5, "2");

        assertThatThrownBy(() -> ImportProcess.publish(cluster.bootstrapServers(), next, (written, of) -> {
                    throw new IllegalStateException("cut off at " + written);
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(sequenceAfterARestart()).isEqualTo(1);
        assertThat(publish(next).sequence()).isEqualTo(2);
        assertThat(sequenceAfterARestart()).isEqualTo(2);
    }

    @Test
    void an_importer_that_dies_in_the_middle_leaves_the_former_revision_in_force_and_the_next_one_works()
            throws Exception {
        publish(write(PACKAGES, "1"));
        Path next = write(2 * PACKAGES, "2");

        Process dying = importer(next, ImportProcess.DIE);
        assertThat(dying.waitFor()).as(said()).isEqualTo(ImportProcess.DEAD);

        assertThat(sequenceAfterARestart()).isEqualTo(1);
        assertThat(publish(next)).isInstanceOf(ImportResult.Published.class);
        assertThat(sequenceAfterARestart()).isEqualTo(2);
    }

    @Test
    void of_two_imports_at_once_the_earlier_is_told_that_it_was_overtaken() throws Exception {
        publish(write(PACKAGES, "1"));
        Path earlier = write(2 * PACKAGES, "2");
        Path later = write(PACKAGES, "3");
        boolean[] overtaken = {false};
        ImportProgress overtake = (written, of) -> {
            if (!overtaken[0]) {
                overtaken[0] = true;
                publishUnchecked(later);
            }
        };

        assertThatThrownBy(() -> ImportProcess.publish(cluster.bootstrapServers(), earlier, overtake))
                .isInstanceOf(IntakeException.class)
                .hasMessage(
                        "Another import of the set graph began, so this one stopped and published nothing; let one importer do it.");

        assertThat(publish(later)).isEqualTo(new ImportResult.Unchanged(SET, 2, PACKAGES));
        assertThat(sequenceAfterARestart()).isEqualTo(2);
    }

    @Test
    void a_hundred_thousand_packages_are_imported_in_a_small_heap_and_read_by_a_planner_that_has_nothing()
            throws Exception {
        Path large = write(LARGE, "1");
        Process first = importer(large, ImportProcess.LIVE);
        assertThat(first.waitFor()).as(said()).isZero();
        Process second = importer(write(LARGE, "2"), ImportProcess.LIVE);
        assertThat(second.waitFor()).as(said()).isZero();

        assertThat(said().lines().filter(line -> line.startsWith("Published")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("Published[set=graph, sequence=1, packages=100000, written=100000,"),
                        line -> assertThat(line)
                                .startsWith("Published[set=graph, sequence=2, packages=100000, written=14286,"));
        long begun = System.nanoTime();
        assertThat(readBy(folder.resolve("cold")))
                .hasValueSatisfying(graph -> assertThat(graph.size()).isEqualTo(LARGE));
        LOG.atInfo()
                .addKeyValue("packages", LARGE)
                .addKeyValue("took", Duration.ofNanos(System.nanoTime() - begun))
                .log("graph read by a cold feed");
    }

    private ImportResult publish(Path file) throws Exception {
        return ImportProcess.publish(cluster.bootstrapServers(), file, ImportProgress.SILENT);
    }

    private void publishUnchecked(Path file) {
        try {
            publish(file);
        } catch (Exception e) {
            throw new AssertionError("the later import fails", e);
        }
    }

    /** What importers printed so far. */
    private String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }

    private Process importer(Path file, String how) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + SMALL_HEAP,
                        "-Dlogback.configurationFile=logback-terminal.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImportProcess.class.getName(),
                        cluster.bootstrapServers(),
                        file.toString(),
                        how)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()))
                .start();
    }

    private long sequenceAfterARestart() throws InterruptedException {
        return readBy(folder.resolve("graphs")).map(PackageGraph::sequence).orElse(0L);
    }

    /** What a feed has once it has read all there is. */
    private Optional<PackageGraph> readBy(Path kept) throws InterruptedException {
        GraphFeed feed = new GraphFeed(farm, new EventSerdes(farm.registry()), kept);
        feed.start();
        feed.awaitRead();
        try {
            return feed.newest(SET);
        } finally {
            feed.stop();
        }
    }

    private static void await(GraphFeed feed, long sequence, int packages) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (feed.newest(SET).filter(graph -> graph.sequence() == sequence).isEmpty()) {
            assertThat(System.nanoTime()).as("%s", feed.newest(SET)).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(feed.newest(SET)).map(PackageGraph::size).contains(packages);
    }

    /** A graph of packages that need up to eight before them; every seventh has the version. */
    private Path write(int packages, String version) throws IOException {
        Path file = folder.resolve(SET + ".jsonl");
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int i = 0; i < packages; i++) {
                StringBuilder needs = new StringBuilder();
                for (int edge = 1; edge <= Math.min(8, i); edge++) {
                    int needed = (int) (((i * 2_654_435_761L * edge) >>> 7) % i);
                    needs.append(edge == 1 ? "" : ",")
                            .append("{\"attribute\":\"pythonPackages.package-%d\",\"kinds\":[\"build\"]}"
                                    .formatted(needed));
                }
                lines.write("""
                        {"attribute":"pythonPackages.package-%d","pname":"package-%d","version":"%s","dependencies":[%s],"maintainers":["maintainer-%d","nina"],"recipe":"%d"}
                        """.formatted(i, i, i % 7 == 0 ? version : "1", needs, i % 900, i));
            }
        }
        return file;
    }
}
