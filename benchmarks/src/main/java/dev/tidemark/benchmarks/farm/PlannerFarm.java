package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.Release;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Service;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A broker and a planner in this process, without agents. Belongs to one thread. */
final class PlannerFarm implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final FarmFolder folder;
    private final EmbeddedCluster cluster;
    private final FarmSettings settings;
    private final Intake intake;
    private Optional<Service> planner = Optional.empty();

    private PlannerFarm(FarmFolder folder, EmbeddedCluster cluster) {
        this.folder = folder;
        this.cluster = cluster;
        this.settings = FarmSettings.at(cluster.bootstrapServers());
        this.intake = new Intake(settings);
    }

    /** A folder that is removed by who takes it. */
    static FarmFolder temporaryFolder() {
        return FarmFolder.take(Stage.temporaryFolder("farm"));
    }

    /** Starts the broker and makes the topics. */
    static PlannerFarm start(FarmFolder folder, int partitions) throws InterruptedException {
        EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        PlannerFarm farm = new PlannerFarm(folder, cluster);
        try {
            var unused = Provisioning.applyTopics(
                    farm.settings, new Provisioning.Width(OptionalInt.of(partitions), OptionalInt.of(1)));
            return farm;
        } catch (RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    FarmSettings settings() {
        return settings;
    }

    FarmFolder folder() {
        return folder;
    }

    void publish(SetGraph set) {
        var unused = intake.publish(set, ImportProgress.SILENT);
    }

    /** A routine bump that waits for nothing. */
    static Release release(String set, String attribute, String to) {
        return new Release(
                new PackageId(set, attribute),
                Optional.empty(),
                to,
                BumpKind.ROUTINE,
                "release-watcher",
                Instant.now(),
                new Release.Details(Optional.empty(), List.of(), Optional.of("it is measured"), Optional.empty()));
    }

    void bump(String set, String attribute, String to) {
        intake.publish(release(set, attribute, to));
    }

    /** Starts the planner and returns once it is ready. */
    void startPlanner() throws InterruptedException {
        Map<String, String> values = new TreeMap<>(Map.of(
                "farm.brokers",
                settings.brokers(),
                "status.port",
                "0",
                "streams.replication",
                "1",
                "streams.state-folder",
                folder.resolve("planner").toString()));
        Service started = PlannerService.of(new ConfigReader().read(PlannerConfig.class, "planner.conf", null, values));
        started.start();
        planner = Optional.of(started);
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!started.notReady().isEmpty()) {
            requireAlive();
            if (System.nanoTime() > deadline) {
                throw new ServiceException("the planner is not ready: see the log file");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    void requireAlive() {
        planner.ifPresent(service -> {
            if (!service.dead().isEmpty()) {
                throw new ServiceException("the planner broke down (%s): see the log file"
                        .formatted(service.dead().getFirst()));
            }
        });
    }

    @Override
    public void close() {
        planner.ifPresent(Service::close);
        cluster.close();
    }
}
