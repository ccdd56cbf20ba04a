package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.tidemark.set.PackageSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planner whose tasks the broker assigns. */
final class GroupProtocolIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    @Test
    void a_planner_with_the_streams_protocol_opens_waves() throws Exception {
        PackageSet set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        try (EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0)) {
            FarmSettings farm = FarmSettings.at(cluster.bootstrapServers());
            Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(2), OptionalInt.of(1)));
            Intake intake = new Intake(farm);
            intake.importSet(set, "x86_64-linux");
            try (Service planner = PlannerService.of(new ConfigReader()
                    .read(
                            PlannerConfig.class,
                            "planner.conf",
                            null,
                            Map.of(
                                    "farm.brokers", farm.brokers(),
                                    "status.port", "0",
                                    "streams.protocol", "streams",
                                    "streams.replication", "1",
                                    "streams.state-folder",
                                            folder.resolve("planner").toString())))) {
                planner.start();
                intake.publishBump(new PackageId(set.name(), "base"), "3", BumpKind.ROUTINE, "watcher");

                FarmTopic<Wave> waves = new FarmTopic<>(farm, Topics.WAVE, Wave.class);
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                while (waves.newest(wave -> true).isEmpty()) {
                    assertThat(System.nanoTime()).as("%s", planner.notReady()).isLessThan(deadline);
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                assertThat(planner.dead()).isEmpty();
            }
        }
    }
}
