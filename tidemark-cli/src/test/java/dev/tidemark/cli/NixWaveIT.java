package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentService;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.Service;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A farm with two agents, one for each trust domain, that really build the bundled Nix set. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NixWaveIT {

    private static final Path SAMPLE =
            Path.of("src/main/set/nix").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(500);
    private static final int PARTITIONS = 4;

    @TempDir
    private Path temporary;

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @BeforeEach
    void nix_is_there() throws IOException {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-store")));
        Assumptions.assumeTrue(found, "nix-store is not on the PATH: install Nix (on Debian the package nix-bin)");
        folder = temporary.toRealPath();
    }

    @Test
    void waves_of_a_nix_set_are_prepared_built_for_real_and_judged() throws Exception {
        Path ledger = Files.createDirectories(folder.resolve("ledger"));
        Map<String, String> nix = nix(ledger, key());
        EmbeddedFarm.Options options;
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"))) {
            options = new EmbeddedFarm.Options(
                    data,
                    1,
                    PARTITIONS,
                    0,
                    RegistrySettings.WITHOUT_SERVER,
                    Map.of("workbench", SAMPLE),
                    EmbeddedFarm.Options.THIS_MACHINE,
                    2,
                    Duration.ofMinutes(10),
                    with(nix, "nix.store", "local?root=" + folder.resolve("free-root")),
                    Optional.empty(),
                    Map.of());
            try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> {});
                    Service dark = unfree(farm, data, nix)) {
                assertThat(dark.dead()).isEmpty();
                Intake intake = new Intake(farm.settings());
                intake.importFolder(SAMPLE, "x86_64-linux", ImportProgress.SILENT);

                intake.publishBump(new PackageId("workbench", "strkit"), "1.1", BumpKind.ROUTINE, "watcher");
                assertThat(ended(farm, 1)).containsValue(WaveState.GREEN);
                List<String> first = Files.readAllLines(ledger.resolve("builds"));
                intake.publishBump(new PackageId("workbench", "strkit"), "2.0", BumpKind.ROUTINE, "watcher");
                SortedMap<String, WaveState> states = ended(farm, 2);

                assertThat(states.values()).containsExactlyInAnyOrder(WaveState.GREEN, WaveState.RED);
                assertThat(outcomes(farm, WaveState.RED, states))
                        .containsEntry("strkit", "SUCCEEDED")
                        .containsEntry("csv", "SUCCEEDED")
                        .containsEntry("table", "REGRESSED")
                        .containsEntry("json", "REGRESSED")
                        .containsEntry("report", "BLOCKED")
                        .containsEntry("viewer", "SUCCEEDED")
                        .containsEntry("oldtool", "EXCLUDED")
                        .containsEntry("leaky", "EXCLUDED");
                assertThat(outcomes(farm, WaveState.GREEN, states))
                        .containsEntry("portal", "SUCCEEDED")
                        .containsEntry("blob", "SUCCEEDED")
                        .containsEntry("oldtool", "EXCLUDED");
                // Nothing twice but what has to be: what failed is tried twice, and then built without the bump.
                assertThat(first).doesNotHaveDuplicates();
                assertThat(Files.readAllLines(ledger.resolve("builds"))
                                .subList(
                                        first.size(),
                                        Files.readAllLines(ledger.resolve("builds"))
                                                .size()))
                        .containsOnlyOnce("strkit 2.0", "csv 1.0", "tree 1.0")
                        .filteredOn("table 1.0"::equals)
                        .hasSize(3);
            }
        }
    }

    /** Name and state of all waves, once so many have come to an end. */
    private static SortedMap<String, WaveState> ended(EmbeddedFarm farm, int count) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            SortedMap<String, WaveState> states = new TreeMap<>();
            SortedMap<String, Wave> waves =
                    new FarmTopic<>(farm.settings(), Topics.WAVE, Wave.class).newest(key -> true);
            waves.forEach((name, wave) -> states.put(name, wave.getState()));
            if (states.values().stream()
                            .filter(state -> state == WaveState.GREEN || state == WaveState.RED)
                            .count()
                    >= count) {
                return states;
            }
            assertThat(System.nanoTime()).as("not in time: %s", waves).isLessThan(deadline);
            LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        }
    }

    private static Map<String, String> outcomes(
            EmbeddedFarm farm, WaveState state, SortedMap<String, WaveState> states) {
        String wave = states.entrySet().stream()
                .filter(each -> each.getValue() == state)
                .findFirst()
                .orElseThrow()
                .getKey();
        Map<String, String> outcomes = new TreeMap<>();
        new FarmTopic<>(farm.settings(), Topics.JOB, Job.class)
                .newest(key -> key.startsWith(wave + "/")).values().stream()
                        .filter(job -> job.getJob().getVariant() == Variant.WAVE)
                        .forEach(job -> outcomes.put(
                                job.getJob().getAttribute(), job.getState().name()));
        return outcomes;
    }

    private Map<String, String> nix(Path ledger, Path key) {
        return Map.of(
                "nix.sandbox-paths", "[/bin, /usr, /lib, /lib64, \"/ledger=%s\"]".formatted(ledger),
                "nix.secret-key", key.toString());
    }

    private static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(key, value);
        return all;
    }

    private Path key() throws Exception {
        Path secret = folder.resolve("key.secret");
        ProcessBuilder maker = new ProcessBuilder(
                        "nix-store",
                        "--generate-binary-cache-key",
                        "test-1",
                        secret.toString(),
                        folder.resolve("key.public").toString())
                .inheritIO();
        assertThat(maker.start().waitFor()).isZero();
        return secret;
    }

    /** An agent of the unfree domain, with a store of its own. */
    private Service unfree(EmbeddedFarm farm, FarmFolder data, Map<String, String> nix) throws Exception {
        Map<String, String> settings = new TreeMap<>(nix);
        settings.put("nix.store", "local?root=" + folder.resolve("unfree-root"));
        settings.put("farm.brokers", farm.settings().brokers());
        settings.put("status.port", "0");
        settings.put("name", "dark");
        settings.put("trust", "unfree");
        settings.put("slots", "1");
        settings.put("sets", "{ workbench = \"%s\" }".formatted(SAMPLE));
        settings.put("artifacts", data.resolve("artifacts").toString());
        settings.put("work", data.resolve("dark").toString());
        settings.put("state", data.resolve("keys").toString());
        AgentSettings dark = new ConfigReader().read(AgentSettings.class, "agent.conf", null, settings);
        FarmEnrolments.enrolOwn(farm.settings(), AgentSelf.of(dark), "ada", Instant.EPOCH);
        Service agent = AgentService.of(dark, reason -> {});
        agent.start();
        return agent;
    }
}
