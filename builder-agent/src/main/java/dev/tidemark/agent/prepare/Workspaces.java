package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.store.ArtifactDamagedException;
import dev.tidemark.agent.store.ArtifactMissingException;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.JobIndex;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.WorkspaceDocument;
import dev.tidemark.workspace.nix.NixArgument;
import dev.tidemark.workspace.source.Patch;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceMissingException;
import dev.tidemark.workspace.source.SourceTree;
import dev.tidemark.workspace.source.SourceUnreachableException;
import dev.tidemark.workspace.source.TreeCopy;
import dev.tidemark.workspace.source.TreeDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Makes published workspaces again, each once: from the set's files at the same revision and the same patch, and only if what
 * comes of it has the digests that were published. Thread-safe: who needs one that is there waits for nobody, and who waits for one that
 * another thread makes ends when interrupted.
 */
public final class Workspaces {

    private static final int KEPT_IN_MEMORY = 16;
    private static final String INCOMING = "incoming-";
    private static final String LEAVING = "leaving-";

    private final SourceCache sources;
    private final Programs programs;
    private final ArtifactStore store;
    private final Path folder;
    /** By workspace: held by who makes it, which may take hours. */
    private final ConcurrentMap<Sha256, ReentrantLock> makers = new ConcurrentHashMap<>();
    /** Held for moments, in which a workspace is found or taken away. */
    private final ReentrantLock keeping = new ReentrantLock();

    private final Map<Sha256, Reproduced> known = new LinkedHashMap<>(KEPT_IN_MEMORY, 0.75f, true);

    /**
     * @param programs how git is run
     * @param store that workspaces are published in
     * @param folder for patched files; made when it is first needed
     */
    public Workspaces(SourceCache sources, Programs programs, ArtifactStore store, Path folder) {
        this.sources = sources;
        this.programs = programs;
        this.store = store;
        this.folder = folder.toAbsolutePath();
    }

    /**
     * A workspace as it is here.
     *
     * @param document what it is
     * @param base the files that the bumps are applied to
     * @param bumped the files with them
     * @param jobs what it evaluates to
     */
    public record Reproduced(WorkspaceDocument document, SourceTree base, SourceTree bumped, JobIndex jobs) {

        /** What a build of a variant finds its recipe in. */
        public AppliedBumps in(Variant variant) {
            if (variant == Variant.BASELINE) {
                return AppliedBumps.none(base);
            }
            SortedMap<String, String> versions = new TreeMap<>();
            SortedMap<String, String> changes = new TreeMap<>();
            for (WorkspaceDocument.AppliedBump bump : document.bumps()) {
                versions.put(bump.attribute(), bump.to());
                bump.change().ifPresent(change -> changes.put(bump.attribute(), change));
            }
            List<NixArgument> arguments = document.arguments().stream()
                    .map(argument -> new NixArgument(argument.name(), argument.code()))
                    .toList();
            return new AppliedBumps(bumped, arguments, versions, changes);
        }
    }

    /**
     * A workspace, made here where it is not there yet.
     *
     * @throws PreparationFailedException when it cannot be made here, or is another
     */
    public Reproduced reproduce(SetDescription set, Workspace.Published published)
            throws IOException, InterruptedException, PreparationFailedException {
        Sha256 digest = published.digest();
        Optional<Reproduced> found = found(digest);
        if (found.isPresent()) {
            return found.get();
        }
        ReentrantLock maker = alone(digest);
        try {
            Optional<Reproduced> meanwhile = found(digest);
            return meanwhile.isPresent() ? meanwhile.get() : kept(digest, make(set, digest));
        } finally {
            makers.remove(digest);
            maker.unlock();
        }
    }

    /** The lock of who makes it, held. Who made it takes the lock away, so that whoever waited for that takes another. */
    private ReentrantLock alone(Sha256 digest) throws InterruptedException {
        while (true) {
            ReentrantLock maker = makers.computeIfAbsent(digest, each -> new ReentrantLock());
            maker.lockInterruptibly();
            if (makers.get(digest) == maker) {
                return maker;
            }
            maker.unlock();
        }
    }

    /** One that was made before; it counts as used just now. */
    private Optional<Reproduced> found(Sha256 digest) throws IOException {
        keeping.lock();
        try {
            Reproduced found = known.get(digest);
            return found != null && sources.keeps(found.base()) && isThere(found.bumped())
                    ? Optional.of(found)
                    : Optional.empty();
        } finally {
            keeping.unlock();
        }
    }

    private Reproduced kept(Sha256 digest, Reproduced made) {
        keeping.lock();
        try {
            known.put(digest, made);
            if (known.size() > KEPT_IN_MEMORY) {
                known.remove(known.keySet().iterator().next());
            }
            return made;
        } finally {
            keeping.unlock();
        }
    }

    private static boolean isThere(SourceTree bumped) throws IOException {
        Path holder = bumped.root().getParent();
        return holder != null && isUsed(holder);
    }

    private boolean isKept(Path kept) throws IOException {
        keeping.lock();
        try {
            return isUsed(kept);
        } finally {
            keeping.unlock();
        }
    }

    /** Whether a folder is there, which has the time of its last use. */
    private static boolean isUsed(Path kept) throws IOException {
        boolean there = Files.isDirectory(kept);
        if (there) {
            Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
        }
        return there;
    }

    /** Takes away copies of sets that nobody has built in since then, and says how many; what is needed again is made again. */
    public int dropUnusedSince(Instant then) throws IOException {
        int dropped = sources.dropUnusedSince(then);
        if (!Files.isDirectory(folder)) {
            return dropped;
        }
        for (Path each : entries()) {
            String name = String.valueOf(each.getFileName());
            if (!name.startsWith(INCOMING) && !name.startsWith(LEAVING)) {
                dropped += drop(each, then) ? 1 : 0;
            }
        }
        return dropped;
    }

    private boolean drop(Path kept, Instant unusedSince) throws IOException {
        Path leaving = folder.resolve(LEAVING + UUID.randomUUID());
        keeping.lock();
        try {
            if (!Files.getLastModifiedTime(kept).toInstant().isBefore(unusedSince)) {
                return false;
            }
            Files.move(kept, leaving, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            keeping.unlock();
        }
        TreeCopy.delete(leaving);
        return true;
    }

    /** Takes away what an earlier life of this agent was in the middle of. To be called before anybody asks for a workspace. */
    public void clear() throws IOException {
        try {
            sources.clear();
        } finally {
            Workshop.clear(folder, INCOMING);
            Workshop.clear(folder, LEAVING);
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private Reproduced make(SetDescription set, Sha256 digest)
            throws IOException, InterruptedException, PreparationFailedException {
        Path scratch = Files.createTempDirectory(Files.createDirectories(folder), INCOMING);
        try {
            WorkspaceDocument document =
                    WorkspaceDocument.read(Files.readAllBytes(fetched(digest, scratch.resolve("workspace.json"))));
            if (!document.set().equals(set.name())) {
                throw refused(digest, set, "it is one of the set " + document.set());
            }
            SourceTree base = sources.at(set, document.revision());
            if (!TreeDigest.of(base.root()).hex().equals(document.tree())) {
                throw refused(
                        digest,
                        set,
                        "the files at %s are not those that it was made from".formatted(document.revision()));
            }
            SourceTree bumped =
                    document.patch().isEmpty() ? base : base.at(patched(set, digest, document, base, scratch));
            JobIndex jobs = JobIndex.read(fetched(new Sha256(document.jobs()), scratch.resolve("jobs")));
            return new Reproduced(document, base, bumped, jobs);
        } catch (SourceMissingException | SourceUnreachableException e) {
            throw refused(digest, set, String.valueOf(e.getMessage()));
        } finally {
            TreeCopy.delete(scratch);
        }
    }

    private Path patched(SetDescription set, Sha256 digest, WorkspaceDocument document, SourceTree base, Path scratch)
            throws IOException, InterruptedException, PreparationFailedException {
        Path kept = folder.resolve(digest.hex());
        if (!isKept(kept)) {
            Path patch = fetched(new Sha256(document.patch().orElseThrow()), scratch.resolve("patch"));
            Path whole = Files.createDirectory(scratch.resolve("whole"));
            Path root = whole.resolve(SourceCache.SOURCE);
            TreeCopy.copy(base.root(), root);
            try {
                Patch.apply(programs, patch, root);
            } catch (IOException e) {
                throw refused(digest, set, "its patch does not fit: " + e.getMessage());
            }
            if (!TreeDigest.of(root).hex().equals(document.patchedTree().orElseThrow())) {
                throw refused(digest, set, "its patch makes other files here");
            }
            Files.move(whole, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        return kept.resolve(SourceCache.SOURCE);
    }

    private Path fetched(Sha256 digest, Path file) throws IOException, PreparationFailedException {
        try {
            store.copyTo(digest, file);
            return file;
        } catch (ArtifactMissingException | ArtifactDamagedException e) {
            throw new PreparationFailedException(
                    FailureKind.INPUT_LOST, "the workspace is lost: %s".formatted(e.getMessage()), e);
        }
    }

    private static PreparationFailedException refused(Sha256 digest, SetDescription set, String why) {
        return new PreparationFailedException(
                FailureKind.AGENT_FAULT,
                "the agent cannot reproduce the workspace %s of the set %s: %s"
                        .formatted(digest.brief(12), set.name(), why));
    }
}
