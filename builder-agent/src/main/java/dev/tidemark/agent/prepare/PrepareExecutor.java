package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.EvaluationParts;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Interruption;
import dev.tidemark.agent.build.LogTail;
import dev.tidemark.agent.build.OutputArchive;
import dev.tidemark.agent.build.OutputArchive.Packing;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.SetScript;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.Difference;
import dev.tidemark.workspace.EvaluatedJob;
import dev.tidemark.workspace.JobIndex;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.SetPicture;
import dev.tidemark.workspace.WorkspaceDocument;
import dev.tidemark.workspace.WorkspaceDocument.AppliedBump;
import dev.tidemark.workspace.WorkspaceDocument.Argument;
import dev.tidemark.workspace.nix.EvaluationStoppedException;
import dev.tidemark.workspace.nix.NixTrial;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.nix.SetNotEvaluatedException;
import dev.tidemark.workspace.source.Patch;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceMissingException;
import dev.tidemark.workspace.source.SourceTree;
import dev.tidemark.workspace.source.SourceUnreachableException;
import dev.tidemark.workspace.source.TreeCopy;
import dev.tidemark.workspace.source.TreeDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a wave: applies its bumps to the set's files, evaluates the set without them and with them, says in parts which jobs
 * differ, and publishes the workspace in the artifact store. Everything is done in a folder that is gone afterwards.
 */
public final class PrepareExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(PrepareExecutor.class);

    /** Far less than a megabyte, whatever a job needs. */
    private static final int MOST_CHARACTERS = 200_000;

    private static final String PREPARATION = "prepare-";
    private static final int CHARACTERS_A_JOB = 300;
    private static final int CHARACTERS_A_NEED = 40;

    private final Settings settings;
    private final SourceCache sources;
    private final SetPictures pictures;
    private final ApplyBumps bumps;
    private final EvaluationParts parts;

    /**
     * What stays the same from one preparation to the next.
     *
     * @param sets by name
     * @param work for a preparation's folder; no other agent may use it
     * @param programs how git is run
     * @param tags makes one {@code NAME=value} after another, for the environments of scripts: the agent's next life ends what has one
     * @param store that workspaces are published in, for whoever builds in them
     * @param storeFolder of the Nix store that sets are evaluated for, such as {@code /nix/store}
     * @param live where it is told what scripts print
     * @param scripts within what they run
     */
    public record Settings(
            Map<String, SetDescription> sets,
            Path work,
            Programs programs,
            Supplier<String> tags,
            ArtifactStore store,
            String storeFolder,
            LiveLogs live,
            ScriptBounds scripts) {
        public Settings {
            sets = new TreeMap<>(sets);
        }
    }

    public PrepareExecutor(
            Settings settings,
            SourceCache sources,
            SetEvaluator nix,
            SourceHashes hashes,
            Supervisor supervisor,
            EvaluationParts parts) {
        this.settings = settings;
        this.sources = sources;
        this.pictures = new SetPictures(nix);
        this.bumps = new ApplyBumps(sources, nix, hashes, supervisor, settings.tags(), settings.scripts());
        this.parts = parts;
    }

    /** Takes away what an earlier life of this agent was in the middle of. To be called before anything is prepared. */
    public void clear() throws IOException {
        Workshop.clear(settings.work(), PREPARATION);
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long started = System.nanoTime();
        try (LiveLog live = settings.live().open(task.logged())) {
            return prepare(task, cancel, live, started);
        } catch (PreparationFailedException | IOException e) {
            // Whatever was interrupted says so in its own way.
            return cancel.isGiven() ? new BuildOutcome.Cancelled(since(started)) : failed(task, e, started);
        } catch (InterruptedException e) {
            if (!cancel.isGiven()) {
                Thread.currentThread().interrupt();
            }
            return new BuildOutcome.Cancelled(since(started));
        }
    }

    private static Failed failed(BuildTask task, Exception why, long started) {
        return switch (why) {
            case PreparationFailedException e -> Failed.withoutLog(e.kind(), e.reason(), since(started));
            case EvaluationStoppedException e ->
                failed(
                        task,
                        PreparationFailedException.stopped(
                                "the set %s".formatted(task.of().set()), e),
                        started);
            case SourceMissingException e -> ofSources(e, started);
            case SourceUnreachableException e -> ofSources(e, started);
            default ->
                Failed.withoutLog(
                        FailureKind.AGENT_FAULT,
                        "the agent could not prepare the wave (%s: %s); look at the disks of its work folder and artifact store"
                                .formatted(why.getClass().getSimpleName(), why.getMessage()),
                        since(started));
        };
    }

    private static Failed ofSources(Exception why, long started) {
        return Failed.withoutLog(FailureKind.AGENT_FAULT, String.valueOf(why.getMessage()), since(started));
    }

    private BuildOutcome prepare(BuildTask task, CancelSignal cancel, LiveLog live, long started)
            throws IOException, InterruptedException, PreparationFailedException {
        if (!(task.workspace() instanceof Workspace.Wanted wanted)) {
            throw new PreparationFailedException(
                    FailureKind.AGENT_FAULT, "the request does not say which bumps are to be applied");
        }
        SetDescription set = settings.sets().get(task.of().set());
        if (set == null) {
            throw new PreparationFailedException(
                    FailureKind.AGENT_FAULT,
                    "the agent has no set %s; add it to the agent's sets and restart it"
                            .formatted(task.of().set()));
        }
        SourceTree base;
        try (Interruption interruption = Interruption.by(cancel)) {
            base = sources.at(set, wanted.revision());
        }
        Files.createDirectories(settings.work());
        Path scratch = Files.createTempDirectory(settings.work(), PREPARATION);
        SetScript.Printed printed = new SetScript.Printed(scratch.resolve("log"), live);
        try {
            String system = task.pool().system();
            AppliedBumps applied =
                    bumps.apply(new ApplyBumps.Work(set, base, system, wanted.bumps(), scratch, printed, cancel));
            SetPicture before;
            SetPicture after;
            try (Interruption interruption = Interruption.by(cancel)) {
                before = picture(set, AppliedBumps.none(base), system, "without the bumps", printed);
                after = picture(set, applied, system, "with the bumps", printed);
            }
            TakenBumps.require(
                    set.applied().orElseThrow(() -> new AssertionError("bumps were applied somehow")),
                    wanted.bumps(),
                    before,
                    after);
            List<EvaluatedJob> jobs = Difference.of(
                    before,
                    after,
                    wanted.bumps().stream().map(Workspace.Bump::attribute).toList());
            Path index = scratch.resolve("jobs");
            JobIndex.write(index, jobs, before, after);
            Sha256 digest = publish(set, base, applied, wanted, scratch, index);
            if (set.isPublic() && !settings.store().renewRecipe(digest)) {
                offer(digest, set, applied, system, Files.createDirectory(scratch.resolve("trial")));
            }
            say(task.attempt(), jobs);
            return new BuildOutcome.Prepared(digest, jobs.size(), since(started));
        } catch (PreparationFailedException | IOException e) {
            if (cancel.isGiven()) {
                throw e;
            }
            return withLog(failed(task, e, started), printed.file());
        } finally {
            TreeCopy.delete(scratch);
        }
    }

    /** What scripts printed, or Nix said, where anything was. */
    private Failed withLog(Failed failed, Path log) throws IOException {
        if (!Files.exists(log) || Files.size(log) == 0) {
            return failed;
        }
        LogTail tail = new LogTail();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                tail.add(line);
            }
        }
        return failed.withLog(settings.store().put(log), tail.lines());
    }

    private SetPicture picture(
            SetDescription set, AppliedBumps applied, String system, String how, SetScript.Printed printed)
            throws IOException, InterruptedException, PreparationFailedException {
        try {
            return pictures.of(set, applied, system);
        } catch (EvaluationStoppedException e) {
            throw PreparationFailedException.stopped("%s the set %s".formatted(how, set.name()), e);
        } catch (SetNotEvaluatedException e) {
            byte[] said = e.said().getBytes(StandardCharsets.UTF_8);
            Files.write(printed.file(), said, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            printed.live().printed(said, said.length);
            throw new PreparationFailedException(
                    FailureKind.EVALUATION_FAILED,
                    "the set %s cannot be evaluated %s: %s".formatted(set.name(), how, e.getMessage()),
                    e);
        }
    }

    private Sha256 publish(
            SetDescription set,
            SourceTree base,
            AppliedBumps applied,
            Workspace.Wanted wanted,
            Path scratch,
            Path index)
            throws IOException, InterruptedException, PreparationFailedException {
        Optional<String> patch = Optional.empty();
        Optional<String> patched = Optional.empty();
        if (!applied.tree().equals(base)) {
            byte[] difference = Patch.between(
                    settings.programs(), base.root(), applied.tree().root());
            if (difference.length == 0) {
                throw new PreparationFailedException(
                        FailureKind.BUILD_FAILED,
                        "applying the bumps has changed no file of the set %s".formatted(set.name()));
            }
            patch = Optional.of(settings.store()
                    .put(Files.write(scratch.resolve("patch"), difference))
                    .hex());
            patched = Optional.of(TreeDigest.of(applied.tree().root()).hex());
        }
        WorkspaceDocument document = new WorkspaceDocument(
                1,
                set.name(),
                base.revision(),
                TreeDigest.of(base.root()).hex(),
                wanted.bumps().stream()
                        .map(bump -> new AppliedBump(bump.attribute(), bump.from(), bump.to(), bump.change()))
                        .toList(),
                applied.arguments().stream()
                        .map(argument -> new Argument(argument.name(), argument.code()))
                        .toList(),
                patch,
                patched,
                set.nix().isPresent() ? settings.storeFolder() : "",
                settings.store().put(index).hex());
        return settings.store().put(Files.write(scratch.resolve("workspace.json"), document.bytes()));
    }

    /** So that anybody can try what is theirs in the workspace. Nothing that is built depends on it, so that it may come to nothing. */
    private void offer(Sha256 workspace, SetDescription set, AppliedBumps applied, String system, Path scratch)
            throws PreparationFailedException {
        Optional<String> obstacle;
        try {
            obstacle = offered(workspace, set, applied, system, scratch);
        } catch (IOException e) {
            obstacle = Optional.of(String.valueOf(e.getMessage()));
        }
        obstacle.ifPresent(reason -> LOG.atWarn()
                .addKeyValue("set", set.name())
                .addKeyValue("workspace", workspace)
                .addKeyValue("reason", reason)
                .log("the workspace cannot be tried by others, since its files could not be put into an archive"));
    }

    /** What kept it from being offered. */
    private Optional<String> offered(
            Sha256 workspace, SetDescription set, AppliedBumps applied, String system, Path scratch)
            throws IOException, PreparationFailedException {
        Path trial = Files.createDirectory(scratch.resolve("set"));
        SourceTree files = applied.tree().at(trial.resolve(SourceCache.SOURCE));
        TreeCopy.copy(applied.tree().root(), files.root());
        NixTrial.write(trial, ApplyBumps.expression(set, files.folder(), system).with(applied.arguments()));
        Path archive = scratch.resolve("archive");
        return switch (OutputArchive.pack(trial, archive, Long.MAX_VALUE)) {
            case Packing.Packed packed -> {
                settings.store().putRecipe(workspace, archive);
                yield Optional.empty();
            }
            case Packing.Refused(FailureKind kind, String reason) -> Optional.of(reason);
        };
    }

    private void say(String attempt, List<EvaluatedJob> jobs) throws InterruptedException {
        List<EvaluatedJob> part = new ArrayList<>();
        int chunk = 0;
        int characters = 0;
        for (EvaluatedJob job : jobs) {
            int more = characters(job);
            if (!part.isEmpty() && (part.size() == EvaluationParts.MOST_JOBS || characters + more > MOST_CHARACTERS)) {
                parts.found(attempt, chunk++, part);
                part = new ArrayList<>();
                characters = 0;
            }
            part.add(job);
            characters += more;
        }
        if (!part.isEmpty()) {
            parts.found(attempt, chunk, part);
        }
    }

    /** About as many as it takes to write the job down. */
    private static int characters(EvaluatedJob job) {
        int characters = CHARACTERS_A_JOB + job.refusal().length();
        for (JobId need : job.needs()) {
            characters += CHARACTERS_A_NEED + need.attribute().length();
        }
        return characters;
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
