package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.prepare.PrepareExecutor;
import dev.tidemark.agent.prepare.SupervisedPrograms;
import dev.tidemark.agent.prepare.Workspaces;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.agent.sandbox.Seen;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.EvaluatedJob;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.source.SourceCache;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An agent without a farm: it prepares a wave of a Nix set and builds jobs of it, each after what it needs, in a Nix store of its
 * own below a folder; for tests.
 */
final class NixBench {

    static final String SYSTEM = "x86_64-linux";
    static final Limits LIMITS = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(4), 1L << 20, 1L << 28);

    private final Path folder;
    private final TrustDomain domain;
    private final Map<String, SetDescription> sets;
    private final Programs programs;
    private final NixAgent nix;
    private final Supervisor supervisor;
    private final SourceCache sources;
    private final Workspaces workspaces;
    private final Path artifacts;
    private final Map<JobId, EvaluatedJob> jobs = new ConcurrentHashMap<>();
    private final Map<JobId, Sha256> outputs = new ConcurrentHashMap<>();
    private Limits limits = LIMITS;
    private List<String> features = List.of();
    private UnaryOperator<Executor> around = UnaryOperator.identity();
    private Sha256 workspace = new Sha256("0".repeat(64));

    /**
     * @param name of the agent, and of its folder
     * @param keys public keys that it trusts besides its own
     */
    NixBench(Path root, String name, TrustDomain domain, SetDescription set, NixConfig config, List<String> keys)
            throws Exception {
        this(root, name, domain, set, config, keys, Confinement.NONE.limiter());
    }

    /** One that uses a store that somebody else has made. */
    NixBench(Path root, String name, String store, TrustDomain domain, SetDescription set, NixConfig config)
            throws Exception {
        this(root, name, Optional.of(store), domain, set, config, List.of(), Confinement.NONE.limiter());
    }

    /** The same, whose builds are held to their limits. */
    NixBench(
            Path root,
            String name,
            TrustDomain domain,
            SetDescription set,
            NixConfig config,
            List<String> keys,
            Limiter limiter)
            throws Exception {
        this(root, name, Optional.empty(), domain, set, config, keys, limiter);
    }

    private NixBench(
            Path root,
            String name,
            Optional<String> store,
            TrustDomain domain,
            SetDescription set,
            NixConfig config,
            List<String> keys,
            Limiter limiter)
            throws Exception {
        this.folder = Files.createDirectories(root.resolve(name));
        this.domain = domain;
        this.sets = Map.of(set.name(), set);
        this.artifacts = root.resolve("artifacts");
        this.supervisor = Supervisor.in(folder);
        Map<TrustDomain, ArtifactStore> stores = new EnumMap<>(TrustDomain.class);
        for (TrustDomain each : TrustDomain.values()) {
            if (each.compareTo(domain) <= 0) {
                stores.put(each, new FileArtifactStore(artifacts.resolve(each.label())));
            }
        }
        NixConfig own = new NixConfig(
                store.orElse("local?root=" + folder.resolve("nix-root")),
                config.sandbox(),
                config.sandboxPaths(),
                config.substituters(),
                keys,
                config.trustedSets(),
                "",
                config.evaluation(),
                config.room());
        Supplier<String> tags =
                () -> "PROGRAM=" + folder.resolve(UUID.randomUUID().toString());
        this.programs = new SupervisedPrograms(supervisor, folder.resolve("programs"), tags, NixAgent.GRACE);
        this.nix = NixAgent.open(
                new NixAgent.Setting(
                        own, name, folder.resolve("nix"), domain, programs, stores, artifacts, tags, limiter),
                supervisor);
        this.sources = new SourceCache(folder.resolve("sources"), programs);
        this.workspaces = new Workspaces(sources, programs, free(), folder.resolve("workspaces"));
    }

    /** Why there can be none here, and what to do. */
    static Optional<String> missing() {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-store")));
        return found
                ? Optional.empty()
                : Optional.of("nix-store is not on the PATH: install Nix (on Debian the package nix-bin)");
    }

    ArtifactStore free() {
        return new FileArtifactStore(artifacts.resolve(TrustDomain.FREE.label()));
    }

    NixAgent nix() {
        return nix;
    }

    Path folder() {
        return folder;
    }

    /** As other agents have to trust it. */
    String publicKey() throws IOException {
        return new NixKey(Files.readString(folder.resolve("nix/nix-key.secret")).strip()).publicKey();
    }

    void limits(Limits other) {
        limits = other;
    }

    void features(String... offered) {
        features = List.of(offered);
    }

    /** Builds go through another executor. */
    void through(UnaryOperator<Executor> other) {
        around = other;
    }

    /** Applies bumps. What was evaluated can be asked for afterwards. */
    BuildOutcome prepare(Workspace.Bump... bumps) throws Exception {
        String revision = sources.now(set()).revision();
        jobs.clear();
        Executor preparing = new PrepareExecutor(
                new PrepareExecutor.Settings(
                        sets,
                        folder.resolve("preparations"),
                        programs,
                        () -> "TAG=" + UUID.randomUUID(),
                        free(),
                        nix.storeFolder(),
                        LiveLogs.UNHEARD,
                        new ScriptBounds(Confinement.NONE, limits, new Seen.Machine(List.of()), List.of())),
                sources,
                nix.evaluator(),
                nix::hashOf,
                supervisor,
                (attempt, chunk, found) -> found.forEach(job -> jobs.put(job.id(), job)));
        BuildOutcome outcome = nix.keeping(preparing)
                .execute(
                        task(
                                PackageId.WORKSPACE,
                                "1",
                                TrustDomain.FREE,
                                new Sha256("1".repeat(64)),
                                List.of(),
                                new Workspace.Wanted(1, revision, List.of(bumps)),
                                List.of()),
                        new CancelSignal());
        if (outcome instanceof BuildOutcome.Prepared prepared) {
            workspace = prepared.workspace();
        }
        return outcome;
    }

    /** Goes on with what another agent has prepared and built. */
    void after(NixBench other) {
        jobs.putAll(other.jobs);
        outputs.putAll(other.outputs);
        workspace = other.workspace;
    }

    /** The artifact store loses the workspace. */
    void loseWorkspace() throws IOException {
        String hex = workspace.hex();
        Files.delete(artifacts
                .resolve(TrustDomain.FREE.label())
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2)));
    }

    EvaluatedJob job(String attribute, Variant variant) {
        EvaluatedJob job = jobs.get(new JobId(attribute, SYSTEM, variant));
        if (job == null) {
            throw new AssertionError(attribute + " is not among " + jobs.keySet());
        }
        return job;
    }

    List<EvaluatedJob> jobs() {
        return jobs.values().stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    /** Builds a job after all that it needs, or says why one of its sources cannot be had; what was built once is not built again. */
    BuildOutcome build(String attribute, Variant variant) throws Exception {
        return build(attribute, variant, new CancelSignal());
    }

    BuildOutcome build(String attribute, Variant variant, CancelSignal cancel) throws Exception {
        EvaluatedJob job = job(attribute, variant);
        for (JobId need : job.needs()) {
            if (!outputs.containsKey(need)) {
                BuildOutcome before = build(need.attribute(), need.variant());
                if (before instanceof BuildOutcome.Failed failed && PackageId.isSource(need.attribute())) {
                    if (failed.kind() == FailureKind.HASH_MISMATCH) {
                        continue; // What needs it is asked for without it.
                    }
                    return failed;
                }
                if (!(before instanceof BuildOutcome.Succeeded)) {
                    throw new AssertionError("%s is not built: %s".formatted(need, before));
                }
            }
        }
        return alone(attribute, variant, cancel);
    }

    /** Builds a job and nothing else. */
    BuildOutcome alone(String attribute, Variant variant, CancelSignal cancel) throws Exception {
        EvaluatedJob job = job(attribute, variant);
        List<BuildTask.Input> inputs = new ArrayList<>();
        for (JobId need : job.needs()) {
            Sha256 output = outputs.get(need);
            if (output == null && PackageId.isSource(need.attribute())) {
                continue;
            }
            if (output == null) {
                throw new AssertionError(need + " is not built");
            }
            inputs.add(new BuildTask.Input(need.attribute(), output, trust(evaluated(need))));
        }
        BuildOutcome outcome = around.apply(executor())
                .execute(
                        task(
                                attribute,
                                job.version(),
                                domain,
                                job.recipeDigest(),
                                inputs,
                                new Workspace.Published(workspace, variant),
                                job.features()),
                        cancel);
        if (outcome instanceof BuildOutcome.Succeeded succeeded) {
            outputs.put(job.id(), succeeded.outputHash());
        }
        return outcome;
    }

    private EvaluatedJob evaluated(JobId job) {
        return Objects.requireNonNull(jobs.get(job), () -> job + " was not evaluated");
    }

    private TrustDomain trust(EvaluatedJob job) {
        TrustDomain trust = job.trust();
        for (JobId need : job.needs()) {
            trust = trust.strictest(trust(evaluated(need)));
        }
        return trust;
    }

    private Executor executor() {
        return nix.executor(sets, workspaces, limits, features, LiveLogs.UNHEARD);
    }

    @Nullable
    Sha256 output(String attribute, Variant variant) {
        return outputs.get(new JobId(attribute, SYSTEM, variant));
    }

    private SetDescription set() {
        return sets.values().iterator().next();
    }

    private BuildTask task(
            String attribute,
            String version,
            TrustDomain trust,
            Sha256 recipe,
            List<BuildTask.Input> inputs,
            Workspace in,
            List<String> asked) {
        return new BuildTask(
                "x-1",
                new PackageId(set().name(), attribute),
                version,
                new Pool(SYSTEM, trust),
                recipe,
                inputs,
                new Sha256("2".repeat(64)),
                in,
                asked,
                Devices.NONE,
                BuildTask.Before.HARDLY,
                List.of(),
                Collections.emptySortedMap());
    }
}
