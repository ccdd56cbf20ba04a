package dev.tidemark.agent.build;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.store.ArtifactDamagedException;
import dev.tidemark.agent.store.ArtifactMissingException;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.fingerprint.Cause;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds packages of command sets, whose recipes are shell scripts, each attempt in a private folder. What a recipe can
 * rely on is written in the README of the set {@code demo}.
 */
public final class CommandExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);
    private static final Duration GRACE = Duration.ofMillis(500);

    private final Settings settings;
    private final Workshop workshop;
    private final Confinement confinement;
    private final RecipeBook recipes;
    private final Map<TrustDomain, ArtifactStore> stores;
    private final Supervisor supervisor;

    /**
     * What stays the same from build to build.
     *
     * @param javaHome of the JDK that recipes get
     * @param writable folders of the machine that every recipe may write to
     * @param limits of one build
     * @param live where it is told what recipes print
     */
    public record Settings(Path javaHome, List<Path> writable, Limits limits, LiveLogs live) {
        public Settings {
            writable = List.copyOf(writable);
        }
    }

    /**
     * @param workshop where it builds; closed with it
     * @param confinement of its recipes; closed with it
     * @param recipes where the sets are
     * @param stores by the domain whose artifacts they hold; one that is missing cannot be read
     * @throws IOException when the work folder cannot be used
     */
    public CommandExecutor(
            Settings settings,
            Workshop workshop,
            Confinement confinement,
            RecipeBook recipes,
            Map<TrustDomain, ArtifactStore> stores)
            throws IOException {
        this.settings = settings;
        this.workshop = workshop;
        this.confinement = confinement;
        this.recipes = recipes;
        this.stores = new TreeMap<>(stores);
        this.supervisor = Supervisor.in(workshop.folder());
    }

    @Override
    public Abilities abilities() {
        return new Abilities(
                recipes.sets(),
                confinement.sandbox().label(),
                confinement.limiter().label());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        try {
            confinement.close();
        } finally {
            workshop.close();
        }
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long started = System.nanoTime();
        try (LiveLog live = settings.live().open(task.logged())) {
            return build(new Attempt(task, cancel, live, started));
        } catch (IOException e) {
            if (cancel.isGiven()) {
                return new BuildOutcome.Cancelled(since(started)); // Whatever was interrupted says so in its own way.
            }
            return Failed.withoutLog(FailureKind.AGENT_FAULT, notCarriedOut(e), since(started));
        } catch (InterruptedException e) {
            if (!cancel.isGiven()) {
                Thread.currentThread().interrupt();
            }
            return new BuildOutcome.Cancelled(since(started));
        }
    }

    private static String notCarriedOut(IOException e) {
        return "the agent could not carry the build out (%s: %s); look at the disks of its work folder and artifact store"
                .formatted(e.getClass().getSimpleName(), e.getMessage());
    }

    private record Attempt(BuildTask task, CancelSignal cancel, LiveLog live, long started) {
        Failed failed(FailureKind kind, String message) {
            return Failed.withoutLog(kind, message, since(started));
        }
    }

    private BuildOutcome build(Attempt attempt) throws IOException, InterruptedException {
        BuildTask task = attempt.task();
        RecipeBook.Found sought;
        try (Interruption interruption = Interruption.by(attempt.cancel())) {
            sought = recipes.find(task);
        }
        return switch (sought) {
            case RecipeBook.Found.Missing(FailureKind kind, String reason) ->
                Failed.withoutRecipe(kind, reason, since(attempt.started()));
            case RecipeBook.Found.Recipes found -> build(attempt, found);
        };
    }

    private BuildOutcome build(Attempt attempt, RecipeBook.Found.Recipes found)
            throws IOException, InterruptedException {
        BuildTask task = attempt.task();
        PackageSet set = found.set();
        if (!Files.isDirectory(set.packageFolder(task.of().attribute()))) {
            return differs(attempt);
        }
        try (WorkFolder work = workshop.newFolder()) {
            PackageSet copy = work.copyRecipe(set, task.of().attribute());
            if (!found.digest(RecipeDigest.of(copy, task.of().attribute())).equals(task.recipeDigest())) {
                return differs(attempt);
            }
            PackageDescription described = describe(copy, task);
            if (!described.broken().isEmpty()) {
                return attempt.failed(
                        FailureKind.REFUSED, "the set marks %s as broken: %s".formatted(task.of(), described.broken()));
            }
            Optional<Sha256> fetched = Optional.ofNullable(described.fetches().get(task.version()));
            if (described.isFetch() && fetched.isEmpty()) {
                return attempt.failed(
                        FailureKind.BUILD_FAILED,
                        "the set has no SHA-256 of what %s %s fetches: nothing was fetched; add it to \"fetch\" in packages/%s/package.json, or publish a version that it has"
                                .formatted(task.of(), task.version(), task.of().attribute()));
            }
            if (!described.isFetch() && !copy.hasSources(task.of().attribute(), task.version())) {
                return attempt.failed(
                        FailureKind.BUILD_FAILED,
                        "the set has no sources of %s %s: nothing was built; add the folder packages/%s/%s to the set, or publish a version that it has"
                                .formatted(task.of(), task.version(), task.of().attribute(), task.version()));
            }
            Optional<Failed> lost;
            try (Interruption interruption = Interruption.by(attempt.cancel())) {
                lost = fetchInputs(attempt, work);
            }
            if (lost.isPresent()) {
                return lost.get();
            }
            BuildOutcome outcome = run(attempt, work, found.change(), fetched);
            if (outcome instanceof Failed failed && failed.kind() != FailureKind.AGENT_FAULT) {
                keepRecipeIfPossible(attempt, work, found);
            }
            return outcome;
        }
    }

    /** What was found of the build holds whatever becomes of this: the set's folder or the store may fail only now. */
    private void keepRecipeIfPossible(Attempt attempt, WorkFolder work, RecipeBook.Found.Recipes found) {
        try {
            keepRecipe(attempt, work, found);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("attempt", attempt.task().attempt())
                    .addKeyValue("package", attempt.task().of())
                    .addKeyValue("reason", "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()))
                    .log(
                            "the recipe of what failed was not kept, so that nobody can build it again until it fails once more");
        }
    }

    /**
     * So that anybody can build again what failed. What the recipe has made of its copy is not in it, so that it is copied once more; if
     * the set has changed meanwhile nothing is kept, and the next failure keeps it.
     */
    private void keepRecipe(Attempt attempt, WorkFolder work, RecipeBook.Found.Recipes found) throws IOException {
        Sha256 digest = attempt.task().recipeDigest();
        ArtifactStore store = store(attempt);
        if (store.renewRecipe(digest)) {
            return;
        }
        String attribute = attempt.task().of().attribute();
        TreeCopy.delete(work.set());
        PackageSet copy = work.copyRecipe(found.set(), attribute);
        Files.deleteIfExists(work.archive());
        if (found.digest(RecipeDigest.of(copy, attribute)).equals(digest)
                && OutputArchive.pack(
                                work.set(), work.archive(), settings.limits().outputBytes())
                        instanceof OutputArchive.Packing.Packed) {
            store.putRecipe(digest, work.archive());
        }
    }

    /** By the copy that is built from: the set's folder may have changed since the agent has read it. */
    private static PackageDescription describe(PackageSet copy, BuildTask task) throws IOException {
        try {
            return copy.describe(task.of().attribute());
        } catch (InvalidSetException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Failed differs(Attempt attempt) {
        return attempt.failed(
                FailureKind.AGENT_FAULT,
                "the agent's copy of the set differs from the graph revision in the recipe of %s; bring the agent's set folder and the imported one to the same state"
                        .formatted(attempt.task().of()));
    }

    /** All that is lost is named at once, so that all of it can be built again at once. */
    private Optional<Failed> fetchInputs(Attempt attempt, WorkFolder work) throws IOException {
        List<String> lost = new ArrayList<>();
        String why = "";
        for (BuildTask.Input input : attempt.task().inputs()) {
            ArtifactStore store = stores.get(input.trust());
            if (store == null || input.trust().compareTo(attempt.task().pool().trust()) > 0) {
                return Optional.of(attempt.failed(
                        FailureKind.AGENT_FAULT,
                        "the input %s is of the domain %s, which this agent must not read"
                                .formatted(input.attribute(), input.trust().label())));
            }
            try {
                store.copyTo(input.outputHash(), work.archive());
            } catch (ArtifactMissingException | ArtifactDamagedException e) {
                why = lost.isEmpty() ? "the input %s is lost: %s".formatted(input.attribute(), e.getMessage()) : why;
                lost.add(input.attribute());
                continue;
            }
            if (lost.isEmpty()) {
                Path folder = Files.createDirectory(work.deps().resolve(input.attribute()));
                try {
                    OutputArchive.unpack(
                            work.archive(), folder, settings.limits().outputBytes());
                } catch (OutputArchive.TooLargeException e) {
                    return Optional.of(attempt.failed(
                            FailureKind.AGENT_FAULT,
                            "the input %s has more than %d bytes, which is all that this agent takes of one: set its limits.output-bytes to what it is where that was built"
                                    .formatted(
                                            input.attribute(), settings.limits().outputBytes())));
                }
            }
            Files.delete(work.archive());
        }
        return lost.isEmpty() ? Optional.empty() : Optional.of(Failed.inputsLost(lost, why, since(attempt.started())));
    }

    /** @param fetched what its one file has to be, if it is there to download that */
    private BuildOutcome run(Attempt attempt, WorkFolder work, Optional<String> change, Optional<Sha256> fetched)
            throws IOException, InterruptedException {
        Limits limits = settings.limits();
        BuildTask task = attempt.task();
        Recipe recipe = new Recipe(task.of().attribute(), task.version(), change, task.devices(), fetched.isPresent());
        try (BuildLog log = new BuildLog(work.log(), limits.logBytes(), attempt.live());
                Enclosure room = confinement.limiter().enclose(work.name(), allowance())) {
            WatchedRun.Scene scene = new WatchedRun.Scene(
                    "recipe",
                    work.root(),
                    confinement.sandbox().writable(settings.writable()),
                    recipe.in(work, settings, confinement.sandbox(), room),
                    log,
                    room,
                    downloads(recipe),
                    () -> confinement.sandbox().failed(work.status()));
            try {
                return switch (new WatchedRun(supervisor, limits, GRACE).run(scene, attempt.cancel())) {
                    case Verdict.Done() -> keepOutput(attempt, work, log, fetched);
                    case Verdict.Failed(FailureKind kind, String message) -> failed(attempt, work, log, kind, message);
                    case Verdict.Cancelled() -> new BuildOutcome.Cancelled(since(attempt.started()));
                };
            } catch (IOException e) {
                if (attempt.cancel().isGiven()) {
                    throw e;
                }
                return notCarriedOut(attempt, work, log, e);
            }
        }
    }

    private Classification.Downloads downloads(Recipe recipe) {
        if (recipe.network()) {
            return Classification.Downloads.ALL;
        }
        return confinement.sandbox().leavesNetwork() ? Classification.Downloads.SOME : Classification.Downloads.NONE;
    }

    private Allowance allowance() {
        Limits limits = settings.limits();
        return new Allowance(limits.memoryBytes(), limits.processes(), limits.writtenBytes());
    }

    private BuildOutcome keepOutput(Attempt attempt, WorkFolder work, BuildLog log, Optional<Sha256> fetched)
            throws IOException {
        try (Interruption interruption = Interruption.by(attempt.cancel())) {
            return kept(attempt, work, log, fetched);
        }
    }

    private BuildOutcome kept(Attempt attempt, WorkFolder work, BuildLog log, Optional<Sha256> fetched)
            throws IOException {
        OutputArchive.Packing packing = OutputArchive.pack(
                work.out(),
                work.archive(),
                settings.limits().outputBytes(),
                settings.limits().files());
        if (fetched.isPresent() && packing instanceof OutputArchive.Packing.Packed) {
            packing = FetchedFile.compared(work.out(), fetched.get(), packing);
        }
        return switch (packing) {
            case OutputArchive.Packing.Packed(long bytes) ->
                new Succeeded(store(attempt).put(work.archive()), bytes, since(attempt.started()));
            case OutputArchive.Packing.Refused(FailureKind kind, String reason) ->
                failed(attempt, work, log, kind, reason);
        };
    }

    /** What the recipe printed is kept, unless that is what cannot be done. */
    private Failed notCarriedOut(Attempt attempt, WorkFolder work, BuildLog log, IOException why) {
        Failed fault = attempt.failed(FailureKind.AGENT_FAULT, notCarriedOut(why));
        try {
            log.finish();
            return log.isEmpty() ? fault : fault.withLog(store(attempt).put(work.log()), log.tail());
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("attempt", attempt.task().attempt())
                    .addKeyValue("reason", "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()))
                    .log("the log of a build that the agent could not carry out was not kept");
            return fault;
        }
    }

    private Failed failed(Attempt attempt, WorkFolder work, BuildLog log, FailureKind kind, String message)
            throws IOException {
        List<String> tail = log.tail();
        Optional<Sha256> kept =
                log.isEmpty() ? Optional.empty() : Optional.of(store(attempt).put(work.log()));
        Cause cause = saysWhy(kind) ? log.cause(message) : Cause.ofMessage(message);
        return new Failed(kind, message, tail, kept, cause, log.phase(), since(attempt.started()));
    }

    /** Of a recipe that was stopped, the last lines are an accident of when. */
    private static boolean saysWhy(FailureKind kind) {
        return kind == FailureKind.BUILD_FAILED || kind == FailureKind.TEST_FAILED;
    }

    private ArtifactStore store(Attempt attempt) throws IOException {
        ArtifactStore store = stores.get(attempt.task().pool().trust());
        if (store == null) {
            throw new IOException("the agent has no artifact store of the domain "
                    + attempt.task().pool().trust().label());
        }
        return store;
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
