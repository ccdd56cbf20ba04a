package dev.tidemark.workspace.source;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps the files of sets at revisions: each as a copy of its own, of a git repository as a worktree. A copy appears under
 * its name when it is whole. Thread-safe: who needs what is there waits for nobody, and who waits for another's fetch ends when
 * interrupted.
 */
public final class SourceCache {

    /** What the folder with a set's files is called, everywhere. */
    public static final String SOURCE = "source";

    private static final String TREE = "tree-";
    private static final String INCOMING = "incoming-";
    private static final String LEAVING = "leaving-";
    private static final String REPOSITORIES = "git";
    private static final int DIGITS = 40;

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    private final Path folder;
    private final Programs programs;
    /** By repository or folder: held by who makes a copy, which may take hours. */
    private final ConcurrentMap<String, ReentrantLock> makers = new ConcurrentHashMap<>();
    /** Held for moments, in which a copy is found or taken away. */
    private final ReentrantLock keeping = new ReentrantLock();

    /** @param folder made when it is first needed */
    public SourceCache(Path folder) {
        this(folder, Programs.PLAIN);
    }

    /**
     * One that runs git in another way.
     *
     * @param folder made when it is first needed
     */
    public SourceCache(Path folder, Programs programs) {
        this.folder = folder.toAbsolutePath();
        this.programs = programs;
    }

    /** What is done while nobody else makes a copy of the same repository or folder. */
    @FunctionalInterface
    private interface Making<T> {
        T make() throws IOException, InterruptedException;
    }

    private <T> T alone(String with, Making<T> making) throws IOException, InterruptedException {
        ReentrantLock lock = makers.computeIfAbsent(with, each -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            return making.make();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The files as the description has them now: of a folder what lies there, of a repository what its revision leads to.
     *
     * @throws SourceMissingException when they cannot be had
     * @throws SourceUnreachableException when the repository does not answer
     * @throws IOException when the cache's folder cannot be used
     */
    public SourceTree now(SetDescription set) throws IOException, InterruptedException {
        return switch (set.source()) {
            case SetSource.Folder(Path lies) -> alone(lies.toString(), () -> copied(set, lies, revisionOf(lies)));
            case SetSource.Git git ->
                alone(git.repository(), () -> {
                    GitMirror mirror = mirror(git);
                    mirror.fetch();
                    return worktree(set, git, mirror, mirror.commit(git.revision()));
                });
        };
    }

    /**
     * The files at a revision, as a {@link #now} of whatever machine called it.
     *
     * @throws SourceMissingException when they cannot be had: the folder has moved on, or the repository lacks the commit
     * @throws SourceUnreachableException when the repository does not answer
     * @throws IOException when the cache's folder cannot be used
     */
    public SourceTree at(SetDescription set, String revision) throws IOException, InterruptedException {
        return switch (set.source()) {
            case SetSource.Folder(Path lies) -> {
                Path kept = place(set, revision);
                if (isKept(kept)) {
                    yield tree(revision, kept.resolve(SOURCE));
                }
                yield alone(lies.toString(), () -> asItLies(set, lies, revision));
            }
            case SetSource.Git git -> {
                if (!COMMIT.matcher(revision).matches()) {
                    throw new SourceMissingException(
                            "the revision %s of the set %s is no commit: import the set by its description, so that its revision is one"
                                    .formatted(revision, set.name()));
                }
                Path kept = place(set, revision);
                if (isKept(kept)) {
                    yield worktree(git, revision, kept);
                }
                yield alone(git.repository(), () -> atCommit(set, git, revision));
            }
        };
    }

    private SourceTree asItLies(SetDescription set, Path lies, String revision)
            throws IOException, InterruptedException {
        String found = revisionOf(lies);
        if (!found.equals(revision)) {
            throw new SourceMissingException(
                    "the folder %s has the revision %s of the set %s and not %s: bring it there, or import the set as it is now"
                            .formatted(lies, found, set.name(), revision));
        }
        return copied(set, lies, revision);
    }

    private SourceTree atCommit(SetDescription set, SetSource.Git git, String revision)
            throws IOException, InterruptedException {
        GitMirror mirror = mirror(git);
        if (!mirror.has(revision)) {
            mirror.fetch();
        }
        return worktree(set, git, mirror, mirror.commit(revision));
    }

    /** Whether a copy is there; if so it counts as used just now. */
    private boolean isKept(Path kept) throws IOException {
        keeping.lock();
        try {
            boolean there = Files.isDirectory(kept);
            if (there) {
                Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
            }
            return there;
        } finally {
            keeping.unlock();
        }
    }

    /** Whether files that were had from here are still there; if so they count as used just now. */
    public boolean keeps(SourceTree tree) throws IOException {
        return isKept(parent(tree.root()));
    }

    /**
     * The files at a commit with refs merged into them, in a new folder.
     *
     * @param base the commit
     * @param refs branches, tags, commits or other refs of the repository, such as {@code refs/pull/12/head}; in this order
     * @param target where all of the repository's files go; must not exist
     * @return what is in the way, as a part of a sentence; empty when it was merged
     * @throws SourceMissingException when the repository has no such ref
     * @throws SourceUnreachableException when the repository does not answer
     * @throws IOException when git cannot do its work here
     */
    public Optional<String> merge(SetSource.Git git, String base, List<String> refs, Path target)
            throws IOException, InterruptedException {
        return alone(git.repository(), () -> mirror(git).merge(base, refs, target));
    }

    private static String revisionOf(Path lies) throws IOException {
        if (!Files.isDirectory(lies)) {
            throw new SourceMissingException("there is no folder %s: correct the set's source".formatted(lies));
        }
        return TREE + TreeDigest.of(lies).brief(DIGITS);
    }

    private SourceTree copied(SetDescription set, Path lies, String revision) throws IOException, InterruptedException {
        Path kept = place(set, revision);
        if (!isKept(kept)) {
            appear(kept, part -> {
                TreeCopy.copy(lies, part.resolve(SOURCE));
                if (!revisionOf(part.resolve(SOURCE)).equals(revision)) {
                    throw new SourceMissingException(
                            "the folder %s changed while it was copied: try again".formatted(lies));
                }
            });
        }
        return tree(revision, kept.resolve(SOURCE));
    }

    private static SourceTree tree(String revision, Path root) {
        return new SourceTree(revision, root, root);
    }

    private SourceTree worktree(SetDescription set, SetSource.Git git, GitMirror mirror, String commit)
            throws IOException, InterruptedException {
        Path kept = place(set, commit);
        if (!isKept(kept)) {
            appear(kept, part -> mirror.checkOut(commit, part.resolve(SOURCE)));
        }
        return worktree(git, commit, kept);
    }

    private static SourceTree worktree(SetSource.Git git, String commit, Path kept) throws SourceMissingException {
        Path files = kept.resolve(SOURCE).resolve(git.folder());
        if (!Files.isDirectory(files)) {
            throw new SourceMissingException("%s has no folder %s at %s: correct the set's source"
                    .formatted(git.repository(), git.folder(), commit));
        }
        return new SourceTree(commit, kept.resolve(SOURCE), files);
    }

    private GitMirror mirror(SetSource.Git git) throws IOException, InterruptedException {
        Path mirror = folder.resolve(REPOSITORIES)
                .resolve(Sha256.builder().add(git.repository()).build().brief(DIGITS));
        if (!Files.isDirectory(mirror)) {
            appear(mirror, part -> GitMirror.init(programs, part));
        }
        return new GitMirror(programs, git.repository(), mirror);
    }

    /** Fills an empty folder. */
    @FunctionalInterface
    private interface Filling {
        void fill(Path part) throws IOException, InterruptedException;
    }

    /** Has a folder appear when it is whole; of one that does not become so, nothing stays. */
    private void appear(Path kept, Filling filling) throws IOException, InterruptedException {
        Path part = Files.createTempDirectory(Files.createDirectories(folder), INCOMING);
        try {
            filling.fill(part);
            Files.createDirectories(parent(kept));
            Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            TreeCopy.delete(part);
        }
    }

    /** Takes the copy of a revision away, if there is one; what is needed to make it again stays. */
    public void drop(SetDescription set, String revision) throws IOException {
        boolean unused = dropIfUnused(place(set, revision), Instant.MAX);
    }

    /** Takes away the copies that were last used before then, of which their folders have the time, and says how many. */
    public int dropUnusedSince(Instant then) throws IOException {
        Path sets = folder.resolve("sets");
        if (!Files.isDirectory(sets)) {
            return 0;
        }
        List<Path> kept;
        try (Stream<Path> all = Files.walk(sets, 2)) {
            kept = all.filter(path -> sets.relativize(path).getNameCount() == 2).toList();
        }
        int dropped = 0;
        for (Path each : kept) {
            dropped += dropIfUnused(each, then) ? 1 : 0;
        }
        return dropped;
    }

    private boolean dropIfUnused(Path kept, Instant unusedSince) throws IOException {
        Path leaving = folder.resolve(LEAVING + UUID.randomUUID());
        keeping.lock();
        try {
            if (!Files.isDirectory(kept)
                    || !Files.getLastModifiedTime(kept).toInstant().isBefore(unusedSince)) {
                return false;
            }
            Files.move(kept, leaving, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            keeping.unlock();
        }
        TreeCopy.delete(leaving);
        return true;
    }

    /**
     * Takes away what an earlier life of this process was in the middle of: locks of repositories that nobody holds any more, and
     * copies that were not whole. To be called before anybody uses the cache.
     *
     * @throws IOException when something of it cannot be taken away; all the rest is
     */
    public void clear() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> left = new ArrayList<>(GitMirror.locks(folder.resolve(REPOSITORIES)));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(INCOMING) || name.startsWith(LEAVING)) {
                    left.add(entry);
                }
            }
        }
        List<String> stuck = new ArrayList<>();
        for (Path each : left) {
            try {
                TreeCopy.delete(each);
            } catch (IOException e) {
                stuck.add("%s (%s)".formatted(each, e));
            }
        }
        if (!stuck.isEmpty()) {
            throw new IOException("these cannot be taken away: " + String.join(", ", stuck));
        }
    }

    private Path place(SetDescription set, String revision) {
        if (!revision.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,199}")) {
            throw new IllegalArgumentException("\"%s\" is no name of a revision".formatted(revision));
        }
        return folder.resolve("sets").resolve(set.name()).resolve(revision);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new AssertionError("what is kept lies in a folder");
        }
        return parent;
    }
}
