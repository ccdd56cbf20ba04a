package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.store.ArtifactDamagedException;
import dev.tidemark.agent.store.ArtifactMissingException;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.JobIndex;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes published workspaces again, each once: from the set's files at the same revision and the same patch, and only if what
 * comes of it has the digests that were published. Thread-safe.
 */
public final class Workspaces {

    private static final int KEPT_IN_MEMORY = 16;

    private final SourceCache sources;
    private final ArtifactStore store;
    private final Path folder;
    private final Map<Sha256, Reproduced> known = new LinkedHashMap<>(KEPT_IN_MEMORY, 0.75f, true);

    /**
     * @param store that workspaces are published in
     * @param folder for patched files; made when it is first needed
     */
    public Workspaces(SourceCache sources, ArtifactStore store, Path folder) {
        this.sources = sources;
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

    /** @throws PreparationFailedException when it cannot be made here, or is another */
    public synchronized Reproduced reproduce(SetDescription set, Workspace.Published published)
            throws IOException, InterruptedException, PreparationFailedException {
        Reproduced found = known.get(published.digest());
        if (found == null
                || !Files.isDirectory(found.bumped().root())
                || !Files.isDirectory(found.base().root())) {
            found = make(set, published.digest());
            known.put(published.digest(), found);
            if (known.size() > KEPT_IN_MEMORY) {
                known.remove(known.keySet().iterator().next());
            }
        }
        used(found.base());
        used(found.bumped());
        return found;
    }

    /** Takes away copies of sets that nobody has built in since then; what is needed again is made again. */
    public synchronized void dropUnusedSince(Instant then) throws IOException {
        sources.dropUnusedSince(then);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> kept = Files.list(folder)) {
                for (Path each : (Iterable<Path>) kept::iterator) {
                    if (Files.getLastModifiedTime(each).toInstant().isBefore(then)) {
                        TreeCopy.delete(each);
                    }
                }
            }
        }
    }

    private Reproduced make(SetDescription set, Sha256 digest)
            throws IOException, InterruptedException, PreparationFailedException {
        Path scratch = Files.createTempDirectory(Files.createDirectories(folder), "incoming-");
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
        if (!Files.isDirectory(kept)) {
            Path patch = fetched(new Sha256(document.patch().orElseThrow()), scratch.resolve("patch"));
            Path whole = Files.createDirectory(scratch.resolve("whole"));
            Path root = whole.resolve(SourceCache.SOURCE);
            TreeCopy.copy(base.root(), root);
            try {
                Patch.apply(patch, root);
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

    /** The folder that holds the copy has the time of its last use. */
    private static void used(SourceTree tree) throws IOException {
        Path holder = tree.root().getParent();
        if (holder != null) {
            Files.setLastModifiedTime(holder, FileTime.from(Instant.now()));
        }
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
