package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.agent.nix.NixUnusableException;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which sets an agent builds with a real Nix whose sandbox can be left. */
final class TrustedSetsIT {

    private static final Pool POOL = new Pool("x86_64-linux", TrustDomain.FREE);

    @TempDir
    Path folder;

    private Path shop = Path.of("shop");
    private Path tiny = Path.of("tiny");

    @BeforeEach
    void two_sets_and_such_a_nix() throws Exception {
        Assumptions.assumeTrue(
                version().contains("(Nix) 2.8."), "this is about the Nix of Debian 12: install its package nix-bin");
        shop = Files.createDirectories(folder.resolve("shop"));
        Files.writeString(
                shop.resolve("set.json"),
                "{\"set\": \"shop\", \"kind\": \"nix\", \"apply\": {\"by\": \"argument\", \"versions\": \"bumps\"}}");
        Files.writeString(shop.resolve("default.nix"), "{ bumps ? { } }: { }");
        tiny = Files.createDirectories(folder.resolve("tiny"));
        Files.writeString(tiny.resolve("set.json"), "{\"set\": \"tiny\", \"kind\": \"command\"}");
        Path words = Files.createDirectories(tiny.resolve("packages/words"));
        Files.writeString(words.resolve("package.json"), "{\"version\": \"1.0\"}");
        Files.writeString(words.resolve("build"), "true\n");
    }

    private static String version() throws InterruptedException {
        try {
            Process nix = new ProcessBuilder("nix-store", "--version").start();
            String said = new String(nix.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return nix.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void a_set_that_nobody_trusts_is_not_announced_and_given_back_where_it_is_asked_for() throws Exception {
        try (Executor executor = executor(Map.of("shop", shop, "tiny", tiny), List.of("other-*"))) {
            assertThat(executor.abilities().sets()).containsExactly("tiny");
            for (String attribute : List.of("words", PackageId.WORKSPACE)) {
                Failed refused = (Failed) executor.execute(task(attribute), new CancelSignal());
                assertThat(refused.kind()).isEqualTo(FailureKind.AGENT_FAULT);
                assertThat(refused.message())
                        .startsWith("recipes can leave the sandbox of Nix 2.8.")
                        .contains("those of the set shop are trusted: install Nix 2.34.5 or", "nix.trusted-sets");
            }
        }
    }

    @Test
    void an_agent_with_nothing_that_it_would_build_does_not_start() {
        assertThatThrownBy(() -> executor(Map.of("shop", shop), List.of()))
                .isInstanceOf(NixUnusableException.class)
                .hasMessageStartingWith(
                        "the agent has no set that it would build: recipes can leave the sandbox of Nix");
    }

    @Test
    void a_set_that_is_trusted_is_announced() throws Exception {
        try (Executor executor = executor(Map.of("shop", shop, "tiny", tiny), List.of("sh*"))) {
            assertThat(executor.abilities().sets()).containsExactly("shop", "tiny");
        }
    }

    private static BuildTask task(String attribute) {
        Sha256 digest = new Sha256("1".repeat(64));
        return new BuildTask("x-1", new PackageId("shop", attribute), "1.0", POOL, digest, List.of(), digest);
    }

    private Executor executor(Map<String, Path> sets, List<String> trusted) throws Exception {
        NixConfig nix = new NixConfig(
                "local?root=" + folder.resolve("nix-root"),
                true,
                List.of(),
                List.of(),
                List.of(),
                trusted,
                "",
                NixConfig.DEFAULT.evaluation(),
                NixConfig.DEFAULT.room());
        AgentConfig config = new AgentConfig(
                "north",
                POOL,
                1,
                List.of(),
                sets,
                folder.resolve("artifacts"),
                folder.resolve("work"),
                Limits.DEFAULT,
                nix,
                GpuConfig.NONE,
                List.of(),
                new SandboxSettings("off", List.of(), List.of()),
                HoldBack.Limits.DEFAULT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        return Executors.really(config, folder.resolve("state"), List.of(), new MetricRegistry(), new Relays());
    }
}
