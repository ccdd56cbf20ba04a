package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Without brokers: how an agent ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BuilderAgentTest {

    private static final AgentConfig CONFIG = new AgentConfig(
            "north",
            new Pool("x86_64-linux", TrustDomain.FREE),
            1,
            List.of(),
            Map.of(),
            Path.of("artifacts"),
            Path.of("work"),
            new Limits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1),
            NixConfig.DEFAULT,
            GpuConfig.NONE,
            List.of(),
            SandboxSettings.DEFAULT,
            HoldBack.Limits.DEFAULT,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    @TempDir
    private Path folder;

    @Test
    void an_agent_that_cannot_listen_ends_and_says_why() throws Exception {
        // The producer does not look at this setting; the consumer, made on the listener's thread, refuses it.
        BuilderAgent agent = agent(Map.of("bootstrap.servers", "127.0.0.1:1", "max.poll.records", "none"));

        agent.start();

        assertThat(agent.endsWithin(Duration.ofSeconds(30))).isTrue();
        assertThat(agent.failure())
                .hasValueSatisfying(what -> assertThat(what)
                        .startsWith("it could not hear its requests")
                        .contains("max.poll.records"));
        assertThat(agent.ready()).isFalse();
    }

    @Test
    void an_agent_that_cannot_say_that_it_lives_ends_and_says_why() throws Exception {
        // Whoever asks a file of an archive that was closed for its disk breaks.
        Path work;
        try (FileSystem archive = FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
            work = archive.getPath("/work");
        }
        BuilderAgent agent = agent(Map.of("bootstrap.servers", "127.0.0.1:1"), work);
        agent.start();

        agent.new Ears().positioned();

        assertThat(agent.endsWithin(Duration.ofSeconds(30))).isTrue();
        assertThat(agent.failure())
                .hasValueSatisfying(what -> assertThat(what).startsWith("it could not say that it lives"));
        assertThat(agent.ready()).isFalse();
    }

    @Test
    void an_agent_that_is_stopped_has_not_failed() throws Exception {
        BuilderAgent agent = agent(Map.of("bootstrap.servers", "127.0.0.1:1"));
        agent.start();

        agent.stop();

        assertThat(agent.endsWithin(Duration.ofSeconds(30))).isTrue();
        assertThat(agent.failure()).isEmpty();
        assertThat(agent.ready()).isFalse();
    }

    @Test
    void an_agent_offers_only_features_that_a_package_can_ask_for() {
        assertThatThrownBy(() -> new AgentConfig(
                        CONFIG.name(),
                        CONFIG.pool(),
                        1,
                        List.of("kvm", "GPU"),
                        Map.of(),
                        CONFIG.artifacts(),
                        CONFIG.work(),
                        CONFIG.limits(),
                        CONFIG.nix(),
                        CONFIG.gpu(),
                        CONFIG.gpus(),
                        CONFIG.sandbox(),
                        CONFIG.hold(),
                        CONFIG.drain(),
                        CONFIG.beat()))
                .hasMessageStartingWith("the feature \"GPU\" is not valid");
    }

    private static BuilderAgent agent(Map<String, String> client) {
        return agent(client, CONFIG.work());
    }

    private static BuilderAgent agent(Map<String, String> client, Path work) {
        EventSerdes serdes = new EventSerdes(RegistrySettings.WITHOUT_SERVER);
        return new BuilderAgent(
                new AgentConfig(
                        CONFIG.name(),
                        CONFIG.pool(),
                        CONFIG.slots(),
                        CONFIG.features(),
                        CONFIG.sets(),
                        CONFIG.artifacts(),
                        work,
                        CONFIG.limits(),
                        CONFIG.nix(),
                        CONFIG.gpu(),
                        CONFIG.gpus(),
                        CONFIG.sandbox(),
                        CONFIG.hold(),
                        CONFIG.drain(),
                        CONFIG.beat()),
                new Connections(client, serdes, new MetricRegistry(), SigningKey.generate()),
                (task, cancel) -> new BuildOutcome.Cancelled(Duration.ZERO),
                reason -> {});
    }
}
