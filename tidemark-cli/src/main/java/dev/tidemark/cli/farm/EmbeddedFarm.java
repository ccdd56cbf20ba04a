package dev.tidemark.cli.farm;

import com.typesafe.config.ConfigUtil;
import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentService;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.nix.NixKey;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.notifier.NotifierService;
import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Service;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker, planner, notifier and agents in this process. Start and close from one thread. */
public final class EmbeddedFarm implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFarm.class);
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(20);
    private static final String PREPARE = "prepare";

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final FarmSettings settings;

    /**
     * What the farm is to be.
     *
     * @param folder where everything lies that it keeps
     * @param brokers how many broker nodes
     * @param partitions of every topic that is yet to be made
     * @param port of the first broker; 0 takes a free one
     * @param registry where schemas are looked up
     * @param sets folder of each set that the agents can build
     * @param agents names of the agents; an empty one is this machine's; none where others build
     * @param slots how many builds run at once on all of them; 0 for one a processor
     * @param stuckAfter how long no agent may fit before a job is STUCK
     * @param agent further settings of the agents, as agent.conf has them
     * @param executor carries out the agents' builds; empty for the one that really builds
     * @param notifier what differs in the notifier's config, by path
     * @param planner what differs in the planner's config, by path
     */
    public record Options(
            FarmFolder folder,
            int brokers,
            int partitions,
            int port,
            RegistrySettings registry,
            Map<String, Path> sets,
            List<String> agents,
            int slots,
            Duration stuckAfter,
            Map<String, String> agent,
            Optional<Executor> executor,
            Map<String, String> notifier,
            Map<String, String> planner) {

        /** With a planner as usual. */
        public Options(
                FarmFolder folder,
                int brokers,
                int partitions,
                int port,
                RegistrySettings registry,
                Map<String, Path> sets,
                List<String> agents,
                int slots,
                Duration stuckAfter,
                Map<String, String> agent,
                Optional<Executor> executor,
                Map<String, String> notifier) {
            this(
                    folder,
                    brokers,
                    partitions,
                    port,
                    registry,
                    sets,
                    agents,
                    slots,
                    stuckAfter,
                    agent,
                    executor,
                    notifier,
                    Map.of());
        }

        /** The name of this machine, for a farm of one agent. */
        public static final List<String> THIS_MACHINE = List.of("");
    }

    private EmbeddedFarm(FarmSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts it and returns once every part is ready.
     *
     * @param progress told, in a few words, what is being started
     * @throws ServiceException when a part cannot run here, with the next step; what had started is stopped
     */
    public static EmbeddedFarm start(Options options, Consumer<String> progress) throws InterruptedException {
        progress.accept("broker");
        EmbeddedCluster cluster =
                EmbeddedCluster.start(options.folder().resolve("broker"), options.brokers(), options.port());
        EmbeddedFarm farm =
                new EmbeddedFarm(new FarmSettings(cluster.bootstrapServers(), Map.of(), options.registry()));
        farm.started.push(cluster);
        try {
            progress.accept("topics");
            Provisioning.applyTopics(
                    farm.settings, new Provisioning.Width(OptionalInt.of(options.partitions()), OptionalInt.of((int)
                            cluster.replication())));
            Provisioning.registerSchemas(farm.settings);
            progress.accept(
                    switch (options.agents().size()) {
                        case 0 -> "planner, notifier";
                        case 1 -> "planner, notifier, agent";
                        default -> "planner, notifier, agents";
                    });
            farm.startServices(options, cluster.replication());
            farm.awaitReady();
            return farm;
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private void startServices(Options options, short replication) throws InterruptedException {
        ConfigReader reader = new ConfigReader();
        Map<String, String> common = common(options, replication);
        start(
                "planner",
                PlannerService.of(reader.read(PlannerConfig.class, "planner.conf", null, planner(common, options))));
        start(
                "notifier",
                NotifierService.of(
                        reader.read(NotifierConfig.class, "notifier.conf", null, notifier(common, options))));
        for (String name : options.agents()) {
            AgentSettings agent = reader.read(AgentSettings.class, "agent.conf", null, agent(name, options))
                    .of(settings, options.sets(), prepares(options.sets().values()));
            FarmEnrolments.enrolOwn(
                    settings,
                    AgentSelf.of(agent),
                    "tidemark up",
                    Clock.systemUTC().instant());
            Consumer<String> onFenced = reason -> {};
            start(
                    options.agents().size() == 1 ? "agent" : "agent " + name,
                    options.executor().isPresent()
                            ? AgentService.of(agent, options.executor().get(), onFenced)
                            : AgentService.of(agent, onFenced));
        }
    }

    private Map<String, String> common(Options options, short replication) {
        Map<String, String> common = ofFarm(options);
        common.put("streams.replication", Short.toString(replication));
        return common;
    }

    private Map<String, String> ofFarm(Options options) {
        Map<String, String> common = new TreeMap<>();
        common.put("farm.brokers", settings.brokers());
        common.put("farm.registry.url", options.registry().url());
        options.registry()
                .client()
                .forEach((key, value) -> common.put(ConfigUtil.joinPath("farm", "registry", "client", key), value));
        common.put("status.port", "0");
        return common;
    }

    private static Map<String, String> streams(Map<String, String> common, Options options, String service) {
        Map<String, String> all = new TreeMap<>(common);
        all.put("streams.state-folder", options.folder().resolve(service).toString());
        return all;
    }

    private static Map<String, String> notifier(Map<String, String> common, Options options) {
        Map<String, String> all = streams(common, options, "notifier");
        all.put("http.port", "0");
        all.put("http.artifacts", options.folder().resolve("artifacts").toString());
        all.putAll(options.notifier());
        return all;
    }

    private static Map<String, String> planner(Map<String, String> common, Options options) {
        Map<String, String> all = streams(common, options, "planner");
        all.put("dispatch.stuck-after", options.stuckAfter().toMillis() + "ms");
        all.putAll(options.planner());
        return all;
    }

    private static Map<String, String> agent(String name, Options options) {
        Map<String, String> all = new TreeMap<>();
        // Everything ends together: nobody would take what it finishes.
        all.put("drain", "0s");
        all.putAll(options.agent());
        all.put("status.port", "0");
        all.put("name", name);
        all.put("slots", Integer.toString(slots(options)));
        all.put("artifacts", options.folder().resolve("artifacts").toString());
        // No other agent may use it.
        all.put(
                "work",
                options.folder()
                        .resolve(name.isEmpty() ? "work" : "work-" + name)
                        .toString());
        all.put("state", options.folder().resolve("agent").toString());
        // Whoever starts it from a folder of his own has what is in there run by his own user anyway.
        all.putIfAbsent(
                "nix.trusted-sets",
                options.sets().entrySet().stream()
                        .filter(set -> isOfFolder(set.getValue()))
                        .map(set -> '"' + set.getKey() + '"')
                        .sorted()
                        .collect(Collectors.joining(", ", "[", "]")));
        if (options.agents().size() > 1 && options.sets().values().stream().anyMatch(EmbeddedFarm::isOfNix)) {
            // What one of them builds the others get from the farm's cache, as on machines of their own.
            all.putIfAbsent("nix.store", "local?root=" + options.folder().resolve("nix-" + name));
            all.putIfAbsent("nix.secret-key", nixKey(options.folder()).toString());
        }
        return all;
    }

    /** With which all of them sign what they build with Nix, so that each trusts the others. */
    private static Path nixKey(FarmFolder folder) {
        Path file = folder.resolve("nix-key.secret");
        try {
            if (!Files.exists(file)) {
                NixKey.generate("tidemark-1").write(file);
            }
            return file;
        } catch (IOException e) {
            throw new ServiceException(
                    "the key %s cannot be written (%s): see who may write there".formatted(file, e.getMessage()), e);
        }
    }

    /** Of each agent. */
    private static int slots(Options options) {
        int all = options.slots() == 0 ? Runtime.getRuntime().availableProcessors() : options.slots();
        return Math.max(1, all / options.agents().size());
    }

    /** Its agents prepare waves too, where a set wants that. */
    private static List<String> prepares(Collection<Path> sets) {
        return sets.stream().anyMatch(EmbeddedFarm::isPrepared) ? List.of(PREPARE) : List.of();
    }

    private static boolean isPrepared(Path set) {
        return described(set).filter(SetDescription::isPrepared).isPresent();
    }

    private static boolean isOfNix(Path set) {
        return described(set)
                .filter(description -> description.kind() == SetKind.NIX)
                .isPresent();
    }

    private static boolean isOfFolder(Path set) {
        return described(set)
                .filter(description -> description.source() instanceof SetSource.Folder)
                .isPresent();
    }

    private static Optional<SetDescription> described(Path set) {
        try {
            return Optional.of(SetDescription.load(set));
        } catch (InvalidSetException e) {
            // The agent says it when it starts, in a sentence.
            return Optional.empty();
        }
    }

    private void start(String name, Service service) throws InterruptedException {
        service.start();
        services.put(name, service);
        started.push(service);
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!notReady().isEmpty()) {
            List<String> dead =
                    services.values().stream().flatMap(s -> s.dead().stream()).toList();
            if (!dead.isEmpty()) {
                throw new ServiceException("the farm cannot start (%s): see its log file".formatted(dead.getFirst()));
            }
            if (System.nanoTime() > deadline) {
                throw new ServiceException("the farm is not ready after %d s (%s): see its log file"
                        .formatted(READY_WITHIN.toSeconds(), String.join("; ", notReady())));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_AFTER.toMillis());
        }
    }

    /** What keeps it from being ready, a line a part; empty when it is ready. */
    public List<String> notReady() {
        return services.entrySet().stream()
                .flatMap(entry -> entry.getValue().notReady().stream().map(line -> entry.getKey() + ": " + line))
                .toList();
    }

    /** What will not recover, a line a part; empty while there is hope. */
    public List<String> dead() {
        return services.entrySet().stream()
                .flatMap(entry -> entry.getValue().dead().stream().map(line -> entry.getKey() + ": " + line))
                .toList();
    }

    /** How others reach it. */
    public FarmSettings settings() {
        return settings;
    }

    /** Stops everything, in the reverse order of its start, also when the thread has been interrupted. */
    @Override
    public void close() {
        // An interrupt that is still pending would make every part give up its orderly stop.
        boolean interrupted = Thread.interrupted();
        stopAll();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAll() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) { // AutoCloseable declares nothing narrower; what is left must still be stopped.
                LOG.atWarn().setCause(e).log("did not stop cleanly");
            }
        }
    }
}
