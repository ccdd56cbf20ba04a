package dev.tidemark.agent;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.WorkshopTakenException;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.nix.NixUnusableException;
import dev.tidemark.agent.sandbox.SandboxMissingException;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.RegistryProbe;
import dev.tidemark.service.Service;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts an agent together. */
public final class AgentService {

    private static final Logger LOG = LoggerFactory.getLogger(AgentService.class);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    private AgentService() {}

    /**
     * An agent that is yet to be started and really builds.
     *
     * @param onFenced told that another agent of the same name has ended this one, and what to do
     * @throws ServiceException when it cannot run here, with the next step
     */
    public static Service of(AgentSettings settings, Consumer<String> onFenced) throws InterruptedException {
        requireUtf8(System.getProperty("sun.jnu.encoding", ""));
        MetricRegistry metrics = new MetricRegistry();
        try {
            List<Gpu> gpus = Executors.gpus(settings.gpu());
            AgentConfig config = config(settings, gpus);
            Relays relays = new Relays();
            Executor executor = Executors.really(config, settings.state(), gpus, metrics, relays);
            return assembled(settings, config, executor, relays, metrics, onFenced);
        } catch (InvalidSetException
                | NixUnusableException
                | IllegalArgumentException
                | SandboxMissingException
                | WorkshopTakenException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServiceException(
                    "the agent cannot use its folders (%s): free space there, or set work and artifacts to other places"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /** An agent that is yet to be started, with builds carried out by another executor. */
    public static Service of(AgentSettings settings, Executor executor, Consumer<String> onFenced) {
        return assembled(settings, config(settings), executor, new Relays(), new MetricRegistry(), onFenced);
    }

    /** Names with other characters would be hashed as they are not, and lost: equal outputs would differ from agent to agent. */
    static void requireUtf8(String namesOfFiles) {
        if (!namesOfFiles.equalsIgnoreCase("UTF-8")) {
            throw new ServiceException(
                    "the agent's locale has names of files in %s, in which not every name can be told: start it with LC_ALL=C.UTF-8, or by the tidemark command, which sees to that"
                            .formatted(namesOfFiles.isEmpty() ? "characters that nobody knows" : namesOfFiles));
        }
    }

    /** What an agent offers that has these GPUs. */
    static AgentConfig config(AgentSettings settings, List<Gpu> gpus) {
        return config(settings).with(gpus);
    }

    private static AgentConfig config(AgentSettings settings) {
        try {
            return settings.config();
        } catch (IllegalArgumentException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Service assembled(
            AgentSettings settings,
            AgentConfig config,
            Executor executor,
            Relays relays,
            MetricRegistry metrics,
            Consumer<String> onFenced) {
        SigningKey key = AgentSelf.key(settings, config);
        LOG.atInfo()
                .addKeyValue("agent", config.name())
                .addKeyValue("pool", config.pool())
                .addKeyValue("key", key.publicKey())
                .log("the agent signs with this key");
        EventSerdes serdes = new EventSerdes(settings.farm().registry());
        return Service.watched(
                "agent",
                settings.status(),
                metrics,
                BrokerProbe.ofProvisionedFarm(settings.farm(), BROKER_PATIENCE),
                new RegistryProbe(serdes, RegistryProbe.PATIENCE),
                new AgentPart(
                        config,
                        new Connections(settings.farm().clientSettings(), serdes, metrics, key),
                        executor,
                        relays,
                        onFenced));
    }

    /** One life of an agent as a part of a service. */
    private static final class AgentPart implements Part {
        private final BuilderAgent agent;
        private final Abilities abilities;
        private volatile @Nullable String fenced;

        AgentPart(
                AgentConfig config,
                Connections connections,
                Executor executor,
                Relays relays,
                Consumer<String> onFenced) {
            this.abilities = executor.abilities();
            this.agent = new BuilderAgent(config, connections, executor, relays, reason -> {
                fenced = reason;
                onFenced.accept(reason);
            });
        }

        @Override
        public String name() {
            return "builder-agent";
        }

        @Override
        public void start() {
            agent.start();
        }

        @Override
        public void stop() {
            agent.stop();
        }

        @Override
        public List<String> remarks() {
            return List.of("recipes are kept away from the machine by %s and held to their limits by %s"
                    .formatted(named(abilities.sandbox()), named(abilities.limits())));
        }

        private static String named(String ways) {
            return Stream.of(ways.split(",", -1))
                    .map(way -> way.isEmpty() || way.equals("none") ? "nothing" : way)
                    .collect(Collectors.joining(", "));
        }

        @Override
        public Health health() {
            return AgentService.health(Optional.ofNullable(fenced), agent.failure(), agent.turnedAway(), agent.ready());
        }
    }

    static Health health(
            Optional<String> fenced, Optional<String> failure, Optional<String> turnedAway, boolean ready) {
        return fenced.or(() -> failure.map(what -> "the agent broke: %s: restart the agent".formatted(what)))
                .<Health>map(Health.Dead::new)
                .or(() -> turnedAway.map(Health.Starting::new))
                .orElseGet(() -> ready
                        ? Health.READY
                        : new Health.Starting(
                                "the dispatcher has not heard it yet, or it has not heard the dispatcher"));
    }
}
