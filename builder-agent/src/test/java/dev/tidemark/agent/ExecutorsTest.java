package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecutorsTest {

    @TempDir
    private Path folder;

    @Test
    void what_a_killed_life_was_in_the_middle_of_is_gone_when_the_next_one_starts() throws Exception {
        List<String> unfinished = List.of(
                "build-1/out/f",
                "preparations/prepare-1/source/f",
                "sources/incoming-1/source/f",
                "sources/git/1/refs/heads/main.lock",
                "workspaces/incoming-1/patch",
                "programs/tidemark-git-1.out",
                "programs/tidemark-nix-1/roots/f",
                "nix/nix-1/outputs/result");
        List<String> kept = List.of(
                "nix/nix-key.secret",
                "sources/sets/tiny/1/source/f",
                "sources/git/1/HEAD",
                "workspaces/%s/source/f".formatted("1".repeat(64)));
        for (String each : unfinished) {
            write(each);
        }
        for (String each : kept) {
            write(each);
        }

        try (Executor executor =
                Executors.really(config(), Path.of("state"), List.of(), new MetricRegistry(), new Relays())) {
            assertThat(executor.abilities().sets()).isEmpty();
        }

        assertThat(unfinished)
                .noneMatch(each -> Files.exists(folder.resolve("work").resolve(each)));
        assertThat(kept).allMatch(each -> Files.exists(folder.resolve("work").resolve(each)));
        assertThat(folder.resolve("work/nix/nix-1")).doesNotExist();
        assertThat(folder.resolve("work/preparations/prepare-1")).doesNotExist();
    }

    @Test
    void a_free_agent_has_no_store_of_the_unfree_domain() {
        assertThat(Executors.stores(config(TrustDomain.FREE))).containsOnlyKeys(TrustDomain.FREE);
        assertThat(Executors.stores(config(TrustDomain.UNFREE))).containsOnlyKeys(TrustDomain.FREE, TrustDomain.UNFREE);
    }

    @Test
    void each_kind_of_set_says_what_holds_its_recipes() {
        Abilities both = Executors.joined(
                List.of("demo", "workbench"),
                List.of(
                        new Abilities(List.of(), "bubblewrap", "cgroup"),
                        new Abilities(List.of(), "nix", "nix-cgroup")));

        assertThat(both).isEqualTo(new Abilities(List.of("demo", "workbench"), "bubblewrap,nix", "cgroup,nix-cgroup"));
    }

    private void write(String file) throws IOException {
        Path path = folder.resolve("work").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "left");
    }

    private AgentConfig config() {
        return config(TrustDomain.FREE);
    }

    private AgentConfig config(TrustDomain domain) {
        return new AgentConfig(
                "north",
                new Pool("x86_64-linux", domain),
                1,
                List.of(),
                Map.of(),
                folder.resolve("artifacts"),
                folder.resolve("work"),
                Limits.DEFAULT,
                NixConfig.DEFAULT,
                GpuConfig.NONE,
                List.of(),
                new SandboxSettings("off", List.of(), List.of()),
                HoldBack.Limits.DEFAULT,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }
}
