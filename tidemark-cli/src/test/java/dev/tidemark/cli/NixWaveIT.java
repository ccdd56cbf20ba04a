package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentService;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A farm with two agents, one for each trust domain, that really build the bundled Nix set. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NixWaveIT {

    private static final int PARTITIONS = 4;

    @TempDir
    private Path temporary;

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixWaves.assumeNix();
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
                    Map.of("workbench", NixWaves.SAMPLE),
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
                NixWaves waves = new NixWaves(farm.settings(), ledger);
                intake.importFolder(NixWaves.SAMPLE, "x86_64-linux", ImportProgress.SILENT);

                intake.publishBump(new PackageId("workbench", "strkit"), "1.1", BumpKind.ROUTINE, "watcher");
                Wave harmless = waves.ended();

                assertThat(harmless.getState()).isEqualTo(WaveState.GREEN);
                assertThat(waves.outcomes(harmless))
                        .containsEntry("portal", "SUCCEEDED")
                        .containsEntry("blob", "SUCCEEDED")
                        .containsEntry("viewer", "SUCCEEDED")
                        .containsEntry("oldtool", "EXCLUDED")
                        .containsEntry("leaky", "EXCLUDED")
                        .allSatisfy((attribute, outcome) -> assertThat(outcome).isIn("SUCCEEDED", "EXCLUDED"));
                assertThat(waves.built())
                        .allSatisfy((line, times) -> assertThat(times).as(line).isOne());

                intake.publishBump(new PackageId("workbench", "strkit"), "2.0", BumpKind.ROUTINE, "watcher");
                assertBroken(waves, waves.ended());
            }
        }
    }

    /** One package breaks where it is compiled, another where it is tested; what is behind them waits. */
    private static void assertBroken(NixWaves waves, Wave breaking) throws IOException {
        assertThat(breaking.getState()).isEqualTo(WaveState.RED);
        SortedMap<String, String> outcomes = waves.outcomes(breaking);
        for (String behind : List.of("report", "index", "site", "portal", "archive")) {
            assertThat(outcomes).containsEntry(behind, "BLOCKED");
        }
        assertThat(outcomes)
                .containsEntry("table", "REGRESSED")
                .containsEntry("json", "REGRESSED")
                .containsEntry("oldtool", "EXCLUDED")
                .containsEntry("leaky", "EXCLUDED");
        for (String sound : List.of(
                "strkit", "strkit.tests.words", "lists", "maps", "paths", "csv", "tree", "calc", "blob", "viewer")) {
            assertThat(outcomes).containsEntry(sound, "SUCCEEDED");
        }
        assertThat(outcomes).hasSize(19);
        assertThat(waves.failure(breaking, "table")).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(waves.failure(breaking, "json")).isEqualTo(FailureKind.TEST_FAILED);
        assertThat(waves.breakages(breaking, 2))
                .containsExactly("json by strkit 2.0, 5 blocked", "table by strkit 2.0, 2 blocked");
        // Nothing twice but what has to be: what failed is tried twice, and then built without the bump.
        assertThat(waves.built())
                .containsEntry("table 1.0", 3)
                .containsEntry("json 1.0", 3)
                .containsEntry("strkit 2.0", 1)
                .containsEntry("csv 1.0", 1)
                .containsEntry("tree 1.0", 1)
                .doesNotContainKeys("report 1.0", "index 1.0", "site 1.0", "portal 1.0", "archive 1.0");
    }

    private Map<String, String> nix(Path ledger, Path key) {
        return Map.of(
                "nix.sandbox-paths", NixWaves.sandboxPaths(ledger),
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
        settings.put("nix.trusted-sets", "[workbench]");
        settings.put("farm.brokers", farm.settings().brokers());
        settings.put("status.port", "0");
        settings.put("name", "dark");
        settings.put("trust", "unfree");
        settings.put("slots", "1");
        settings.put("sets", "{ workbench = \"%s\" }".formatted(NixWaves.SAMPLE));
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
