package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.TinySet;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Service;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a planner meets when it starts: another protocol, what a dead one has left open, a full disk. */
final class PlannerStartIT {

    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROOM_FOR_A_FEW_FILES = 1 << 16;
    /** As long as a broker lets a transaction be open: far longer than a test's patience. */
    private static final int LONGEST_TRANSACTION_MILLIS = 900_000;

    @TempDir
    private Path folder;

    private PackageSet set;
    private EmbeddedCluster cluster;
    private FarmSettings farm;
    private Intake intake;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    PlannerStartIT() {}

    @BeforeEach
    void start() throws Exception {
        set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        farm = FarmSettings.at(cluster.bootstrapServers());
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
        intake = new Intake(farm);
        intake.importSet(set, "x86_64-linux");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void a_farm_goes_on_with_the_streams_protocol_where_it_stopped_with_the_classic_one() throws Exception {
        Path state = folder.resolve("planner");
        try (Service planner = started("classic", state)) {
            intake.publishBump(new PackageId(set.name(), "base"), "2", BumpKind.ROUTINE, "watcher");
            awaitWaves(1, planner);
            assertThat(whyNot("streams", folder.resolve("another")))
                    .contains("its group still has members that use the other group protocol");
        }
        awaitNoMembers();
        try (Service planner = started("streams", state)) {
            intake.publishBump(new PackageId(set.name(), "lone"), "2", BumpKind.ROUTINE, "watcher");
            awaitWaves(2, planner);
        }
    }

    /** Static members do not leave: their sessions end. */
    private void awaitNoMembers() throws InterruptedException {
        String group = "tidemark-planner";
        try (Admin admin = Admin.create(farm.clientProperties())) {
            Supplier<Collection<ClassicGroupDescription>> described = () -> admin.describeClassicGroups(List.of(group))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .values();
            await(
                    () -> described.get().stream()
                            .allMatch(found -> found.members().isEmpty()),
                    described);
        }
    }

    @Test
    void a_transaction_that_a_dead_planner_left_open_is_ended_and_nobody_elses() throws Exception {
        String dead = "tidemark-planner-7a4ee0cf-3a5a-4a7c-9f0f-0d3a55c1b2aa-1";
        String other = "other-planner-1";
        try (KafkaProducer<byte[], byte[]> one = leftOpen(dead, Topics.VERSION_BUMP.name());
                KafkaProducer<byte[], byte[]> two = leftOpen(other, Topics.OPERATOR_EVENT.name());
                Admin admin = Admin.create(farm.clientProperties())) {
            assertThat(open(admin)).contains(dead, other);
            intake.publishBump(new PackageId(set.name(), "base"), "2", BumpKind.ROUTINE, "watcher");

            try (Service planner = started("classic", folder.resolve("planner"))) {
                awaitWaves(1, planner);
                assertThat(open(admin)).contains(other).doesNotContain(dead);
            }
        }
    }

    /** Something in each partition that nobody can read beyond. */
    private KafkaProducer<byte[], byte[]> leftOpen(String transactionalId, String topic) throws Exception {
        Properties properties = farm.clientProperties();
        properties.put("transactional.id", transactionalId);
        properties.put("transaction.timeout.ms", LONGEST_TRANSACTION_MILLIS);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            producer.send(new ProducerRecord<>(topic, partition, new byte[] {1}, new byte[] {1}))
                    .get();
        }
        return producer;
    }

    private static List<String> open(Admin admin) throws Exception {
        return admin.listTransactions().all().get().stream()
                .filter(listed -> listed.state() == TransactionState.ONGOING)
                .map(TransactionListing::transactionalId)
                .toList();
    }

    @Test
    void a_full_disk_below_its_stores_stops_a_planner_which_says_so_and_goes_on_where_it_was_once_there_is_room()
            throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tidemark-test", disk.toString());
        assumeTrue(mounted, "no small disk can be mounted: run the tests as root, with mount (util-linux) there");
        try {
            Path state = disk.resolve("planner");
            try (Service planner = started("classic", state)) {
                intake.publishBump(new PackageId(set.name(), "base"), "2", BumpKind.ROUTINE, "watcher");
                awaitWaves(1, planner);
                fill(disk, 0); // What is not on it yet finds no room when the planner stops.
                intake.publishBump(new PackageId(set.name(), "lone"), "2", BumpKind.ROUTINE, "watcher");
                awaitWaves(2, planner);
            }

            fill(disk, 0); // A planner that stops makes room.
            assertFull(disk.resolve("no-room-at-all"));
            fill(disk, ROOM_FOR_A_FEW_FILES);
            assertFull(disk.resolve("no-room-for-stores"));

            Files.delete(disk.resolve("filled"));
            try (Service planner = started("classic", state)) {
                intake.publishBump(new PackageId(set.name(), "right"), "2", BumpKind.ROUTINE, "watcher");
                awaitWaves(3, planner);
            }
        } finally {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    private void assertFull(Path state) throws InterruptedException {
        assertThat(whyNot("classic", state))
                .contains("the disk of the state folder %s is full: free space there".formatted(state));
    }

    /** Why a planner does not run. */
    private String whyNot(String protocol, Path state) throws InterruptedException {
        try (Service planner = planner(protocol, state)) {
            try {
                planner.start();
            } catch (ServiceException e) {
                return String.valueOf(e.getMessage());
            }
            await(() -> !planner.dead().isEmpty(), planner::notReady);
            return planner.dead().toString();
        }
    }

    /** @param left how many bytes stay free */
    private static void fill(Path disk, int left) throws IOException {
        Path file = disk.resolve("filled");
        byte[] some = new byte[1 << 12];
        try (OutputStream filling = Files.newOutputStream(file)) {
            while (true) {
                filling.write(some);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
        try (FileChannel filled = FileChannel.open(file, StandardOpenOption.WRITE)) {
            filled.truncate(filled.size() - left);
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }

    private Service planner(String protocol, Path state) {
        Map<String, String> values = new TreeMap<>(Map.of(
                "farm.brokers",
                farm.brokers(),
                "status.port",
                "0",
                "streams.protocol",
                protocol,
                "streams.replication",
                "1",
                "streams.state-folder",
                state.toString()));
        return PlannerService.of(new ConfigReader().read(PlannerConfig.class, "planner.conf", null, values));
    }

    private Service started(String protocol, Path state) throws InterruptedException {
        Service planner = planner(protocol, state);
        planner.start();
        return planner;
    }

    private void awaitWaves(int waves, Service planner) throws InterruptedException {
        FarmTopic<Wave> topic = new FarmTopic<>(farm, Topics.WAVE, Wave.class);
        await(
                () -> {
                    assertThat(planner.dead()).isEmpty();
                    return topic.newest(wave -> true).size() == waves;
                },
                planner::notReady);
    }

    private static void await(BooleanSupplier condition, Supplier<?> otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s", otherwise.get()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
