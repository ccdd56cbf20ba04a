package dev.tidemark.agent;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.CommandExecutor;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Logged;
import dev.tidemark.agent.build.Metered;
import dev.tidemark.agent.build.RecipeBook;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.SetFolders;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.gpu.GpuExecutor;
import dev.tidemark.agent.gpu.GpuSight;
import dev.tidemark.agent.gpu.Gpus;
import dev.tidemark.agent.gpu.NvidiaSmi;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.agent.nix.NixAgent;
import dev.tidemark.agent.nix.NixUnusableException;
import dev.tidemark.agent.prepare.PrepareExecutor;
import dev.tidemark.agent.prepare.PreparedSets;
import dev.tidemark.agent.prepare.SupervisedPrograms;
import dev.tidemark.agent.prepare.WorkspaceKeeper;
import dev.tidemark.agent.prepare.Workspaces;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.agent.sandbox.SandboxMissingException;
import dev.tidemark.agent.sandbox.Seen;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.source.SourceCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what really builds: for each kind of set its executor, and one for the preparation of waves. */
final class Executors {

    private static final Logger LOG = LoggerFactory.getLogger(Executors.class);
    private static final String PROGRAMS = "programs";
    private static final String NIX = "nix";
    /** Of ten parts of the machine's memory nine are for all builds together: who takes them all is to be ended, and nothing else. */
    private static final int FOR_BUILDS = 9;

    private static final int WHOLE = 10;
    /** For git: whoever cancels is done within a second. */
    private static final Duration GRACE = Duration.ofMillis(500);

    private final AgentConfig config;
    private final Path state;
    private final Map<String, SetDescription> sets = new TreeMap<>();
    private final Map<TrustDomain, ArtifactStore> stores;

    private Executors(AgentConfig config, Path state) throws InvalidSetException {
        this.config = config;
        this.state = state;
        for (Map.Entry<String, Path> entry : config.sets().entrySet()) {
            SetDescription set = SetDescription.load(entry.getValue());
            if (!set.name().equals(entry.getKey())) {
                throw new IllegalArgumentException("the folder %s holds the set %s, not %s; correct the agent's sets"
                        .formatted(entry.getValue(), set.name(), entry.getKey()));
            }
            sets.put(entry.getKey(), set);
        }
        this.stores = stores(config);
    }

    /** A free agent gets no store of the unfree domain: what it cannot open it cannot mix in. */
    static Map<TrustDomain, ArtifactStore> stores(AgentConfig config) {
        Map<TrustDomain, ArtifactStore> stores = new EnumMap<>(TrustDomain.class);
        for (TrustDomain domain : TrustDomain.values()) {
            if (domain.compareTo(config.pool().trust()) <= 0) {
                stores.put(domain, new FileArtifactStore(config.artifacts().resolve(domain.label())));
            }
        }
        return stores;
    }

    /**
     * The executor that really builds: the configured sets, with metrics and a log line for each build.
     *
     * @param state the folder of the agent's key
     * @param gpus that builds may have
     * @param relays take what preparations find and recipes print
     * @throws InvalidSetException when a set folder cannot be used
     * @throws IllegalArgumentException when a folder holds another set than it is configured for
     * @throws SandboxMissingException when recipes must be sandboxed and cannot be
     * @throws NixUnusableException when there are Nix sets, and this machine's Nix cannot be used
     * @throws IOException when the work folder cannot be used
     */
    static Executor really(AgentConfig config, Path state, List<Gpu> gpus, MetricRegistry metrics, Relays relays)
            throws InvalidSetException, NixUnusableException, SandboxMissingException, IOException,
                    InterruptedException {
        Executors executors = new Executors(config, state);
        Workshop workshop = Workshop.take(config.work());
        Executor builds;
        try {
            builds = executors.confined(workshop, relays);
        } catch (InvalidSetException
                | NixUnusableException
                | SandboxMissingException
                | IOException
                | InterruptedException
                | RuntimeException e) {
            workshop.close();
            throw e;
        }
        Executor onGpus = gpus.isEmpty()
                ? builds
                : new GpuExecutor(
                        builds,
                        new Gpus(new NvidiaSmi(config.gpu().nvidiaSmi()), gpus),
                        GpuSight.Places.ofThisMachine(config.gpu().libraries()));
        return new Metered(new Logged(onGpus), metrics);
    }

    /** GPUs of this machine; none where nobody is told to look, or there is no driver. */
    static List<Gpu> gpus(GpuConfig config) throws InterruptedException {
        if (config.nvidiaSmi().isEmpty()) {
            return List.of();
        }
        return switch (new NvidiaSmi(config.nvidiaSmi()).list()) {
            case NvidiaSmi.Answer.Found(List<Gpu> found) -> {
                found.forEach(gpu -> LOG.atInfo()
                        .addKeyValue("gpu", gpu.index())
                        .addKeyValue("name", gpu.name())
                        .addKeyValue("architecture", gpu.architecture())
                        .addKeyValue("memoryBytes", gpu.memoryBytes())
                        .addKeyValue("driver", gpu.driver())
                        .log("found a GPU"));
                yield found;
            }
            case NvidiaSmi.Answer.Failed(String reason) -> {
                LOG.atInfo().addKeyValue("reason", reason).log("no GPUs");
                yield List.of();
            }
        };
    }

    private Executor confined(Workshop workshop, Relays relays)
            throws InvalidSetException, NixUnusableException, SandboxMissingException, IOException,
                    InterruptedException {
        // First of all: it ends whatever an earlier life has left running.
        Confinement confinement = confinement(workshop);
        try {
            return assembled(workshop, confinement, relays);
        } catch (InvalidSetException | NixUnusableException | IOException | InterruptedException | RuntimeException e) {
            confinement.close();
            throw e;
        }
    }

    private Executor assembled(Workshop workshop, Confinement confinement, Relays relays)
            throws InvalidSetException, NixUnusableException, IOException, InterruptedException {
        Path work = workshop.folder();
        Map<String, PackageSet> folders = new TreeMap<>();
        for (SetDescription set : sets.values()) {
            if (set.kind() == SetKind.COMMAND
                    && !set.isPrepared()
                    && set.source() instanceof SetSource.Folder(Path folder)) {
                folders.put(set.name(), PackageSet.load(set, folder));
            }
        }
        Supervisor supervisor = Supervisor.in(workshop.folder());
        Workshop.clear(work, PROGRAMS);
        NixAgent.clear(work.resolve(NIX));
        Programs programs = programs(workshop, supervisor, GRACE);
        SourceCache sources = new SourceCache(work.resolve("sources"), programs);
        // Workspaces are published in the open domain: recipes are no secret, and every domain builds in them.
        ArtifactStore open = stores.get(TrustDomain.FREE);
        if (open == null) {
            throw new AssertionError("every domain reads the open one");
        }
        Workspaces workspaces = new Workspaces(sources, programs, open, work.resolve("workspaces"));
        clear(workspaces);
        RecipeBook recipes = new PreparedSets(sets, workspaces, new SetFolders(folders));
        Optional<NixAgent> nix = nix(workshop, supervisor, confinement.limiter());
        ScriptBounds scripts = scripts(workshop, confinement);
        Executor plain = preparing(workshop, sources, nix, supervisor, programs, open, scripts, relays);
        Executor preparing = nix.map(agent -> agent.keeping(plain)).orElse(plain);
        SortedMap<String, String> refused = nix.map(this::refused).orElseGet(TreeMap::new);
        if (!refused.isEmpty() && refused.size() == sets.size()) {
            throw new NixUnusableException("the agent has no set that it would build: %s"
                    .formatted(refused.firstEntry().getValue()));
        }
        Executor command = command(workshop, confinement, recipes, relays.logs());
        Executor nixed = nix.isPresent()
                ? nix.get().executor(sets, workspaces, config.limits(), config.features(), relays.logs())
                : command;
        return WorkspaceKeeper.over(
                new BySet(
                        sets,
                        refused,
                        command,
                        nixed,
                        preparing,
                        abilities(command.abilities(), refused.keySet(), nix)),
                workspaces,
                work,
                config.hold().diskBytes());
    }

    /**
     * They see the machine, but none of the agent's secrets, nor its artifacts, other builds, users' homes, and the services that a
     * user has to himself: his systemd would start for them what it is told to.
     */
    private ScriptBounds scripts(Workshop workshop, Confinement confinement) throws IOException, InterruptedException {
        Seen.Machine seen = new Seen.Machine(Stream.concat(
                        Stream.of(
                                state,
                                workshop.folder(),
                                config.artifacts(),
                                Path.of(System.getProperty("user.home")),
                                Path.of("/root"),
                                Path.of("/home"),
                                Path.of("/run/user")),
                        Stream.of(
                                        config.nix().secretKey(),
                                        Objects.requireNonNullElse(System.getenv("XDG_RUNTIME_DIR"), ""))
                                .filter(path -> !path.isEmpty())
                                .map(Path::of))
                .map(path -> path.toAbsolutePath().normalize())
                .toList());
        return new ScriptBounds(
                confinement.over(
                        seen,
                        config.sandbox().toMode(),
                        Files.createDirectories(workshop.folder().resolve("sandbox"))),
                config.limits(),
                seen,
                config.sandbox().writable());
    }

    private static Programs programs(Workshop workshop, Supervisor supervisor, Duration grace) {
        return new SupervisedPrograms(supervisor, workshop.folder().resolve(PROGRAMS), workshop::newProgramTag, grace);
    }

    private Executor command(Workshop workshop, Confinement confinement, RecipeBook recipes, LiveLogs live)
            throws IOException {
        var settings = new CommandExecutor.Settings(javaHome(), config.sandbox().writable(), config.limits(), live);
        return new CommandExecutor(settings, workshop, confinement, recipes, stores);
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    private Confinement confinement(Workshop workshop)
            throws IOException, InterruptedException, SandboxMissingException {
        List<Path> seen = new ArrayList<>(config.sandbox().readOnly());
        seen.add(javaHome());
        // A name of its own, and the same in each of its lives.
        String group = "tidemark-"
                + Sha256.builder().add(workshop.folder().toString()).build().brief(12);
        return Confinement.here(
                config.sandbox().toMode(),
                workshop.folder().resolve("sandbox"),
                group,
                seen,
                Machine.here().memoryBytes() / WHOLE * FOR_BUILDS);
    }

    /** Why it does not build some of its sets, by their names: what is asked of it all the same is given back. */
    private SortedMap<String, String> refused(NixAgent nix) {
        SortedMap<String, String> refused = new TreeMap<>();
        for (SetDescription set : sets.values()) {
            if (set.kind() == SetKind.NIX) {
                nix.distrust(set.name()).ifPresent(why -> refused.put(set.name(), why));
            }
        }
        refused.forEach((set, why) -> LOG.atWarn()
                .addKeyValue("agent", config.name())
                .addKeyValue("set", set)
                .addKeyValue("reason", why)
                .log("a set is not built"));
        return refused;
    }

    /** All its sets that it builds; and what keeps their recipes away from the machine and to their limits, for each kind that it has. */
    private Abilities abilities(Abilities command, Set<String> refused, Optional<NixAgent> nix) {
        boolean commands = sets.isEmpty() || sets.values().stream().anyMatch(set -> set.kind() == SetKind.COMMAND);
        return joined(
                sets.keySet().stream().filter(set -> !refused.contains(set)).toList(),
                Stream.concat(
                                commands ? Stream.of(command) : Stream.empty(),
                                nix.stream().map(NixAgent::abilities))
                        .toList());
    }

    /** @param kinds what can be done with each kind of set */
    static Abilities joined(List<String> sets, List<Abilities> kinds) {
        return new Abilities(
                sets,
                kinds.stream().map(Abilities::sandbox).collect(Collectors.joining(",")),
                kinds.stream().map(Abilities::limits).collect(Collectors.joining(",")));
    }

    private Optional<NixAgent> nix(Workshop workshop, Supervisor supervisor, Limiter limiter)
            throws NixUnusableException, IOException, InterruptedException {
        if (sets.values().stream().noneMatch(set -> set.kind() == SetKind.NIX)) {
            return Optional.empty();
        }
        NixAgent nix = NixAgent.open(
                new NixAgent.Setting(
                        config.nix(),
                        config.name(),
                        config.work().resolve(NIX),
                        config.pool().trust(),
                        programs(workshop, supervisor, NixAgent.GRACE),
                        stores,
                        config.artifacts(),
                        workshop::newProgramTag,
                        limiter),
                supervisor);
        for (String remark : nix.remarks()) {
            LOG.atWarn()
                    .addKeyValue("agent", config.name())
                    .addKeyValue("remark", remark)
                    .log("builds with Nix");
        }
        return Optional.of(nix);
    }

    private Executor preparing(
            Workshop workshop,
            SourceCache sources,
            Optional<NixAgent> nix,
            Supervisor supervisor,
            Programs programs,
            ArtifactStore open,
            ScriptBounds scripts,
            Relays relays)
            throws IOException {
        SetEvaluator evaluator = nix.map(NixAgent::evaluator)
                .orElseGet(() -> new SetEvaluator(NixSettings.ofThisMachine().with(programs)));
        PrepareExecutor preparing = new PrepareExecutor(
                new PrepareExecutor.Settings(
                        sets,
                        config.work().resolve("preparations"),
                        programs,
                        workshop::newProgramTag,
                        open,
                        nix.map(NixAgent::storeFolder).orElse(""),
                        relays.logs(),
                        scripts),
                sources,
                evaluator,
                (derivation, cancel) -> nix.orElseThrow(() -> new AssertionError("only Nix sets have overlays"))
                        .hashOf(derivation, cancel),
                supervisor,
                relays.evaluations());
        preparing.clear();
        return preparing;
    }

    /** An agent starts although something of its last life cannot be taken away. */
    private static void clear(Workspaces workspaces) {
        try {
            workspaces.clear();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()))
                    .log("what an earlier life left among copies of sets cannot be taken away");
        }
    }

    /** Gives each task to whom it is for. */
    private record BySet(
            Map<String, SetDescription> sets,
            Map<String, String> refused,
            Executor command,
            Executor nix,
            Executor preparing,
            Abilities abilities)
            implements Executor {

        @Override
        public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
            String why = refused.get(task.of().set());
            return why == null
                    ? executor(task).execute(task, cancel)
                    : BuildOutcome.Failed.withoutLog(FailureKind.AGENT_FAULT, why, Duration.ZERO);
        }

        /** What the others hold ends with each of their builds. */
        @Override
        public void close() throws IOException, InterruptedException {
            command.close();
        }

        private Executor executor(BuildTask task) {
            if (task.of().isWorkspace()) {
                return preparing;
            }
            SetDescription set = sets.get(task.of().set());
            return set != null && set.kind() == SetKind.NIX ? nix : command;
        }
    }
}
