package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildLog;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Interruption;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.prepare.AppliedBumps;
import dev.tidemark.agent.prepare.PreparationFailedException;
import dev.tidemark.agent.prepare.Workspaces;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.NixExpression;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.JobIndex;
import dev.tidemark.workspace.nix.EvaluationStoppedException;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.nix.SetEvaluator.Evaluated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds packages of Nix sets. A job is evaluated in its wave's workspace and has to come to the derivation that the wave was
 * prepared with; its inputs come from the farm's caches; then that one derivation is realised, and what comes of it is published,
 * signed.
 */
public final class NixExecutor implements Executor {

    /** How the names of its builds' folders begin. */
    static final String BUILD = "nix-";

    private static final int TAIL_OF_EVALUATION = 40;

    private final Settings settings;
    private final NixRoom.Limiters limiters;
    private final Workspaces workspaces;
    private final SetEvaluator evaluator;
    private final NixStore store;
    private final FarmCaches caches;
    private final NixInputs inputs;
    private final Publication publication;
    private final Housekeeping housekeeping;
    private final NixFetch fetch;

    /**
     * What stays the same from build to build.
     *
     * @param sets by name
     * @param work for the folders of builds; no other agent may use it
     * @param limits of one build
     * @param cores that one build may use; 0 for all
     * @param features that derivations may require
     * @param sandbox whether builds see nothing of the machine but what they were given
     * @param secretKey file of the key that outputs are signed with
     * @param live where it is told what builders print
     */
    record Settings(
            Map<String, SetDescription> sets,
            Path work,
            Limits limits,
            int cores,
            List<String> features,
            boolean sandbox,
            Path secretKey,
            LiveLogs live) {
        Settings {
            sets = new TreeMap<>(sets);
            features = List.copyOf(features);
        }
    }

    NixExecutor(
            Settings settings,
            NixRoom.Limiters limiters,
            Workspaces workspaces,
            SetEvaluator evaluator,
            NixStore store,
            FarmCaches caches,
            Housekeeping housekeeping,
            Optional<Path> physicalStore) {
        this.settings = settings;
        this.limiters = limiters;
        this.workspaces = workspaces;
        this.evaluator = evaluator;
        this.store = store;
        this.caches = caches;
        this.inputs = new NixInputs(store, caches);
        this.publication = new Publication(store, caches, settings.secretKey());
        this.housekeeping = housekeeping;
        this.fetch = new NixFetch(store, physicalStore, settings.work(), settings.limits());
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long started = System.nanoTime();
        try (LiveLog live = settings.live().open(task.logged())) {
            return build(task, cancel, live, started);
        } catch (PreparationFailedException e) {
            return Failed.withoutRecipe(e.kind(), e.reason(), since(started));
        } catch (IOException e) {
            if (cancel.isGiven()) {
                return new BuildOutcome.Cancelled(since(started)); // Whatever was interrupted says so in its own way.
            }
            return Failed.withoutLog(
                    FailureKind.AGENT_FAULT,
                    "the agent could not carry the build out (%s: %s); look at the disks of its work folder, its Nix store and its artifact store"
                            .formatted(e.getClass().getSimpleName(), e.getMessage()),
                    since(started));
        } catch (InterruptedException e) {
            if (!cancel.isGiven()) {
                Thread.currentThread().interrupt();
            }
            return new BuildOutcome.Cancelled(since(started));
        }
    }

    private BuildOutcome build(BuildTask task, CancelSignal cancel, LiveLog live, long started)
            throws IOException, InterruptedException, PreparationFailedException {
        SetDescription set = settings.sets().get(task.of().set());
        if (set == null || set.nix().isEmpty()) {
            throw new PreparationFailedException(
                    FailureKind.AGENT_FAULT,
                    "the agent has no Nix set %s; add it to the agent's sets and restart it"
                            .formatted(task.of().set()));
        }
        if (!(task.workspace() instanceof Workspace.Published published)) {
            throw new PreparationFailedException(
                    FailureKind.AGENT_FAULT,
                    "the request names no workspace, and a package of the Nix set %s is built in one: import the set by its description"
                            .formatted(set.name()));
        }
        if (!settings.sandbox() && !task.devices().equals(Devices.NONE)) {
            // Nix clears the environment of a builder, so that nothing would tell it which GPUs are its own.
            throw new PreparationFailedException(
                    FailureKind.AGENT_FAULT,
                    "the agent builds Nix sets without a sandbox (nix.sandbox = false), where a build sees all GPUs of the machine and not just those that it has: turn the sandbox on, or let the agent offer no GPUs (gpu.nvidia-smi = \"\")");
        }
        housekeeping.makeRoom(cancel);
        Workspaces.Reproduced workspace;
        try (Interruption interruption = Interruption.by(cancel)) {
            workspace = workspaces.reproduce(set, published);
        }
        Path folder = Files.createTempDirectory(Files.createDirectories(settings.work()), BUILD);
        try {
            NixJob job = new NixJob(task, workspace, folder, cancel, live, started);
            JobIndex.Entry entry = workspace
                    .jobs()
                    .find(new JobId(task.of().attribute(), task.pool().system(), published.variant()))
                    .orElse(null);
            if (entry == null || !entry.recipeDigest().equals(task.recipeDigest())) {
                return job.failed(
                        FailureKind.AGENT_FAULT,
                        "the workspace %s has another recipe of %s than the request: abandon the wave and open it again"
                                .formatted(published.digest().brief(12), task.of()));
            }
            Variant variant = entry.neededBy().map(JobId::variant).orElse(published.variant());
            Optional<Failed> other = evaluate(job, expression(set.nix().get(), workspace.in(variant), task), entry);
            return other.isPresent() ? other.get() : realise(job, entry.derivation());
        } finally {
            Workshop.takeAway(folder);
        }
    }

    private static NixSource.Expression expression(NixExpression nix, AppliedBumps bumps, BuildTask task) {
        return NixSource.Expression.of(nix, bumps.tree().folder(), task.pool().system())
                .with(bumps.arguments());
    }

    /**
     * A derivation that is in the store already has been evaluated before: its path is the digest of all that is in it. Either way it
     * stays there for as long as the job goes on.
     *
     * @return why it cannot be built; empty when the derivation is there
     * @throws PreparationFailedException when nobody can say whether it can
     */
    private Optional<Failed> evaluate(NixJob job, NixSource.Expression set, JobIndex.Entry entry)
            throws IOException, InterruptedException, PreparationFailedException {
        Path root = job.folder().resolve("derivation");
        if (!entry.derivation().isEmpty() && store.keep(entry.derivation(), root, job.cancel())) {
            return Optional.empty();
        }
        Evaluated evaluated;
        try (Interruption interruption = Interruption.by(job.cancel())) {
            evaluated = entry.neededBy().isPresent()
                    ? fetched(job, set, entry, entry.neededBy().get())
                    : evaluator.derivation(set, job.task().of().attribute(), root);
        } catch (EvaluationStoppedException e) {
            if (entry.derivation().isEmpty()) {
                throw PreparationFailedException.stopped(job.task().of().toString(), e);
            }
            return Optional.of(notHere(job, String.valueOf(e.getMessage())));
        }
        return switch (evaluated) {
            case Evaluated.Derivation(String found) when found.equals(entry.derivation()) -> Optional.empty();
            case Evaluated.Derivation(String found) ->
                Optional.of(job.failed(
                        FailureKind.AGENT_FAULT,
                        "%s evaluates to %s here and to %s where the wave was prepared: the agents differ in their Nix, or the set reads what is outside of it"
                                .formatted(
                                        job.task().of(),
                                        found,
                                        entry.derivation().isEmpty() ? "nothing" : entry.derivation())));
            case Evaluated.Failed(String reason, List<String> said)
            when entry.derivation().isEmpty() -> Optional.of(notEvaluated(job, reason, said));
            case Evaluated.Failed(String reason, List<String> said) -> Optional.of(notHere(job, reason));
        };
    }

    /** What fetches a source comes into the store with what needs it; a root keeps it there when it is looked for once more. */
    private Evaluated fetched(NixJob job, NixSource.Expression set, JobIndex.Entry entry, JobId neededBy)
            throws IOException, InterruptedException {
        Evaluated evaluated =
                evaluator.derivation(set, neededBy.attribute(), job.folder().resolve("needed-by"));
        return switch (evaluated) {
            case Evaluated.Failed failed -> failed;
            case Evaluated.Derivation(String found)
            when store.keep(entry.derivation(), job.folder().resolve("derivation"), job.cancel()) ->
                new Evaluated.Derivation(entry.derivation());
            case Evaluated.Derivation(String found) -> new Evaluated.Derivation(found);
        };
    }

    private static Failed notHere(NixJob job, String reason) {
        return job.failed(
                FailureKind.AGENT_FAULT,
                "%s cannot be evaluated here (%s), and could where the wave was prepared: look at the agent's memory, its store and its Nix"
                        .formatted(job.task().of(), reason));
    }

    private Failed notEvaluated(NixJob job, String reason, List<String> said) throws IOException {
        byte[] whole = (String.join("\n", said) + "\n").getBytes(StandardCharsets.UTF_8);
        job.live().printed(whole, whole.length);
        Path log = Files.write(job.folder().resolve("log"), whole);
        List<String> tail = said.subList(Math.max(0, said.size() - TAIL_OF_EVALUATION), said.size());
        return new Failed(
                FailureKind.EVALUATION_FAILED,
                "with the bumps it cannot be evaluated any more: " + reason,
                tail.stream()
                        .map(line -> line.length() > 400 ? line.substring(0, 400) : line)
                        .toList(),
                Optional.of(caches.home().manifests().put(log)),
                Cause.ofMessage(reason),
                "evaluation",
                job.took());
    }

    private BuildOutcome realise(NixJob job, String derivation) throws IOException, InterruptedException {
        Optional<Failed> missing = inputs.missing(job);
        if (missing.isPresent()) {
            return missing.get();
        }
        if (job.task().of().isSource()) {
            Optional<Failed> nowhere = fetch.failed(
                    job,
                    derivation,
                    log -> Optional.of(caches.home().manifests().put(log)));
            if (nowhere.isPresent()) {
                return nowhere.get();
            }
        }
        Optional<Failed> unbuilt = inputs.unbuilt(job, derivation);
        if (unbuilt.isPresent()) {
            return unbuilt.get();
        }
        try (BuildLog log =
                new BuildLog(job.folder().resolve("log"), settings.limits().logBytes(), job.live())) {
            Realised realised = realise(job, derivation, log);
            log.finish();
            return realised.ended().well()
                    ? publish(job, derivation, realised, log)
                    : failed(job, derivation, realised, log);
        }
    }

    /**
     * What is known of a realisation that has ended, and of which nothing runs any more.
     *
     * @param roots links to the outputs
     * @param heard from builders
     * @param memory what the kernel ended of it for want of that
     * @param disk whether one that it writes to was full
     */
    private record Realised(
            Path roots, NixPrograms.Ended ended, DerivationLog heard, Excess.Memory memory, boolean disk) {}

    private Realised realise(NixJob job, String derivation, BuildLog log) throws IOException, InterruptedException {
        DerivationLog heard = new DerivationLog(derivation, log, job.task().of().isSource());
        try (NixRoom room = NixRoom.open(job.folder(), housekeeping.storeFolder(), limiters, settings.limits())) {
            room.watchedBy(log);
            NixPrograms.Ended ended =
                    store.build(derivation, allowance(job.task()), room, new NixStream(heard), job.cancel());
            return new Realised(room.outputs(), ended, heard, room.memory(), room.sawDiskFull());
        }
    }

    private NixStore.Allowance allowance(BuildTask task) {
        Limits limits = settings.limits();
        return new NixStore.Allowance(
                settings.cores(),
                limits.time(),
                limits.silence(),
                limits.logBytes(),
                settings.features(),
                task.devices().paths().stream().map(Path::toString).toList());
    }

    private BuildOutcome publish(NixJob job, String derivation, Realised realised, BuildLog log)
            throws IOException, InterruptedException {
        SortedMap<String, String> outputs = store.outputs(realised.roots());
        long bytes = store.bytes(outputs.values(), job.cancel());
        if (bytes > settings.limits().outputBytes()) {
            String message = "the outputs have %d bytes, %d are allowed"
                    .formatted(bytes, settings.limits().outputBytes());
            return new Failed(
                    FailureKind.OUTPUT_LIMIT,
                    message,
                    log.tail(),
                    kept(job, log),
                    Cause.ofMessage(message),
                    realised.heard().phase(),
                    job.took());
        }
        return new Succeeded(publication.of(job, derivation, outputs), bytes, Optional.of(derivation), job.took());
    }

    private Failed failed(NixJob job, String derivation, Realised realised, BuildLog log) throws IOException {
        NixPrograms.Ended ended = realised.ended();
        DerivationLog heard = realised.heard();
        NixEnding.Verdict verdict = NixEnding.of(new NixEnding.Known(
                heard.isFull() ? new CommandEnd.OutputRefused() : ended.end(),
                ended.said().errors(),
                settings.limits(),
                heard.isTesting(),
                log.failure(),
                realised.memory(),
                realised.disk() && log.foundNoRoom(),
                log.tail()));
        Optional<String> failed = verdict.derivation().map(ended.said()::asked);
        boolean own = failed.map(derivation::equals).orElse(true);
        boolean download = failed.filter(heard::couldNotDownload).isPresent();
        String message = own
                ? verdict.message()
                : "%s, in %s, which is built on the way"
                        .formatted(verdict.message(), verdict.derivation().orElse(""));
        List<String> tail = log.tail();
        Optional<Sha256> kept = kept(job, log);
        // One that could not be had at first may have come at last, and be another than its hash says.
        FailureKind kind =
                download && verdict.kind() == FailureKind.BUILD_FAILED ? FailureKind.FETCH_FAILED : verdict.kind();
        if (kind == FailureKind.FETCH_FAILED && own) {
            message = "%s could not be downloaded (%s): %s"
                    .formatted(PackageId.nameOfSource(job.task().of().attribute()), message, fetch.places(derivation));
        }
        boolean saysWhy = verdict.kind() == FailureKind.BUILD_FAILED || verdict.kind() == FailureKind.TEST_FAILED;
        return new Failed(
                kind,
                message,
                tail,
                kept,
                saysWhy ? log.cause(message) : Cause.ofMessage(message),
                heard.phase(),
                job.took());
    }

    /** The whole log, where there is one. */
    private Optional<Sha256> kept(NixJob job, BuildLog log) throws IOException {
        return log.isEmpty()
                ? Optional.empty()
                : Optional.of(caches.home().manifests().put(job.folder().resolve("log")));
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
