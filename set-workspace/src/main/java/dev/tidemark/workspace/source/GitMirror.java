package dev.tidemark.workspace.source;

import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that was fetched of a repository, without a worktree. Only one thread at a time may use it; of several processes, each fetches what it lacks. */
final class GitMirror {

    /** What git ls-remote ends with. */
    private static final int NOT_OFFERED = 2;
    /** So long git holds no lock on what it has fetched: an older one is of a git that was killed. */
    private static final Duration LOCKED_AT_MOST = Duration.ofMinutes(10);

    private final Programs programs;
    private final String repository;
    private final Path folder;
    private final Git git;

    /** @param folder made by {@link #init} */
    GitMirror(Programs programs, String repository, Path folder) {
        this.programs = programs;
        this.repository = repository;
        this.folder = folder;
        this.git = new Git(programs, folder);
    }

    /** Makes one of nothing, in an empty folder. */
    static void init(Programs programs, Path folder) throws IOException, InterruptedException {
        new Git(programs, folder).run("init", "--quiet", "--bare");
    }

    boolean has(String commit) throws IOException, InterruptedException {
        return git.attempt("cat-file", "-e", commit + "^{commit}").status() == 0;
    }

    /** @param target where all files go; must not exist */
    void checkOut(String commit, Path target) throws IOException, InterruptedException {
        git.run("worktree", "add", "--force", "--detach", target.toString(), commit);
        forget(target);
    }

    /**
     * Checks a commit out and merges refs into it.
     *
     * @param target where all files go; must not exist
     * @return what is in the way, as a part of a sentence; empty when it was merged
     * @throws SourceMissingException when the repository has no such ref
     * @throws SourceUnreachableException when the repository does not answer
     */
    Optional<String> merge(String base, List<String> refs, Path target) throws IOException, InterruptedException {
        fetch();
        List<String> commits = new ArrayList<>();
        for (String ref : refs) {
            commits.add(offered(ref));
        }
        git.run("worktree", "add", "--force", "--detach", target.toString(), base);
        try {
            Git worktree = new Git(programs, target);
            for (int i = 0; i < commits.size(); i++) {
                Git.End end =
                        worktree.attempt("-c", "rerere.enabled=false", "merge", "--no-edit", "--no-ff", commits.get(i));
                end.requireDone("merge");
                if (end.status() != 0) {
                    String ref = refs.get(i);
                    String files = worktree.run("diff", "--name-only", "--diff-filter=U")
                            .text()
                            .replace("\n", ", ");
                    return Optional.of(
                            files.isEmpty()
                                    ? "%s cannot be merged: %s".formatted(ref, end.reason())
                                    : "%s does not merge into %s: conflicts in %s"
                                            .formatted(ref, base.substring(0, 12), files));
                }
            }
            return Optional.empty();
        } finally {
            forget(target);
        }
    }

    /** The files stay where they are; to the repository they are no worktree any more. */
    private void forget(Path target) throws IOException, InterruptedException {
        Files.deleteIfExists(target.resolve(".git"));
        git.run("worktree", "prune");
    }

    /** @throws SourceUnreachableException when the repository does not answer */
    void fetch() throws IOException, InterruptedException {
        Instant stale = Instant.now().minus(LOCKED_AT_MOST);
        for (Path lock : locks(folder)) {
            if (Files.exists(lock)
                    && Files.getLastModifiedTime(lock).toInstant().isBefore(stale)) {
                Files.deleteIfExists(lock);
            }
        }
        Git.End end = git.attempt(
                "fetch",
                "--quiet",
                "--force",
                "--prune",
                "--no-write-fetch-head",
                "--",
                repository,
                "+refs/heads/*:refs/heads/*",
                "+refs/tags/*:refs/tags/*");
        if (end.status() != 0) {
            throw unreachable(end);
        }
    }

    private SourceUnreachableException unreachable(Git.End end) {
        return new SourceUnreachableException("%s cannot be fetched (%s): look at the repository and the way to it"
                .formatted(repository, end.reason()));
    }

    /** Like {@link #commit}, of a ref that a repository may offer beside its branches and tags. */
    private String offered(String ref) throws IOException, InterruptedException {
        if (ref.startsWith("refs/") && !ref.startsWith("refs/heads/") && !ref.startsWith("refs/tags/")) {
            Git.End offers = git.attempt("ls-remote", "--exit-code", "--", repository, ref);
            if (offers.status() == NOT_OFFERED) {
                throw new SourceMissingException(
                        "%s does not offer %s: push it there, or correct the name".formatted(repository, ref));
            }
            Git.End end = offers.status() == 0
                    ? git.attempt("fetch", "--quiet", "--force", "--", repository, "+%s:%s".formatted(ref, ref))
                    : offers;
            if (end.status() != 0) {
                throw unreachable(end);
            }
        }
        return commit(ref);
    }

    /** @throws SourceMissingException when it was not fetched, or is none */
    String commit(String revision) throws IOException, InterruptedException {
        if (!revision.startsWith("-")) {
            Git.End end = git.attempt("rev-parse", "--verify", "--quiet", revision + "^{commit}");
            if (end.status() == 0) {
                return end.text();
            }
        }
        throw new SourceMissingException("%s has no branch, tag or commit \"%s\": push it there, or correct the name"
                .formatted(repository, revision));
    }

    /** What git programs that were killed have left, as nobody else may run one there. */
    static List<Path> locks(Path repositories) throws IOException {
        if (!Files.isDirectory(repositories)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(repositories)) {
            return files.filter(file -> file.toString().endsWith(".lock")).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
