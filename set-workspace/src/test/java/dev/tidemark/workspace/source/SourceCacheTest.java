package dev.tidemark.workspace.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.Programs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With the real git, which does not leave this machine. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SourceCacheTest {

    @TempDir
    Path folder;

    private Path repository;
    private SourceCache cache;

    @BeforeEach
    void a_repository_with_one_commit() throws Exception {
        repository = Files.createDirectory(folder.resolve("repository"));
        cache = new SourceCache(folder.resolve("cache"));
        try {
            git("init", "--quiet", "--initial-branch=main");
        } catch (IOException e) {
            Assumptions.abort("git is not on the PATH: install it");
        }
        Files.createDirectory(repository.resolve("set"));
        write("set/a", "one");
        write("set/b", "1\n2\n3\n");
        commit("first");
    }

    @Test
    void what_a_revision_leads_to_is_had_as_a_copy_that_stays_as_it_is() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", "set"));

        SourceTree first = cache.now(set);
        write("set/a", "two");
        commit("second");
        SourceTree second = cache.now(set);

        assertThat(first.folder()).hasFileName("set");
        assertThat(first.folder().resolve("a")).hasContent("one");
        assertThat(second.folder().resolve("a")).hasContent("two");
        assertThat(cache.at(set, first.revision())).isEqualTo(first);
        assertThat(first.folder().getParent()).hasFileName("source");
    }

    @Test
    void a_commit_that_nobody_has_fetched_yet_is_fetched_and_one_that_is_not_there_is_refused() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        cache.now(set);
        write("set/a", "two");
        String commit = commit("second");

        assertThat(cache.at(set, commit).folder().resolve("set/a")).hasContent("two");
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> cache.at(set, "0".repeat(40)))
                .withMessageContaining("has no branch, tag or commit");
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> cache.at(set, "content-0123456789ab"))
                .withMessageContaining("is no commit: import the set by its description");
    }

    @Test
    void a_repository_that_cannot_be_fetched_is_named() {
        SetDescription set =
                description(new SetSource.Git(folder.resolve("nowhere").toString(), "main", ""));

        assertThatExceptionOfType(SourceUnreachableException.class)
                .isThrownBy(() -> cache.now(set))
                .withMessageContaining("nowhere cannot be fetched");
    }

    @Test
    void a_ref_that_is_not_offered_is_told_from_a_repository_that_does_not_answer() throws Exception {
        SetSource.Git source = new SetSource.Git(repository.toString(), "main", "");
        String base = cache.now(description(source)).revision();
        List<String> refs = List.of("refs/pull/1/head");

        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> cache.merge(source, base, refs, folder.resolve("merged")))
                .withMessageContaining("does not offer refs/pull/1/head: push it there");
        git("update-ref", "refs/pull/1/head", base);
        assertThat(cache.merge(source, base, refs, folder.resolve("merged"))).isEmpty();

        Files.move(repository, folder.resolve("away"));
        assertThatExceptionOfType(SourceUnreachableException.class)
                .isThrownBy(() -> cache.merge(source, base, refs, folder.resolve("other")));
    }

    @Test
    void a_folder_is_copied_and_its_revision_is_its_content() throws Exception {
        Path lies = repository.resolve("set");
        SetDescription set = description(new SetSource.Folder(lies));

        SourceTree first = cache.now(set);
        write("set/a", "two");
        SourceTree second = cache.now(set);

        assertThat(first.revision()).matches("tree-[0-9a-f]{40}").isNotEqualTo(second.revision());
        assertThat(first.folder()).hasFileName("source");
        assertThat(cache.at(set, first.revision()).folder().resolve("a")).hasContent("one");
        assertThat(new SourceCache(folder.resolve("other")).now(set).revision()).isEqualTo(second.revision());
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> new SourceCache(folder.resolve("other")).at(set, first.revision()))
                .withMessageContaining("bring it there, or import the set as it is now");
    }

    @Test
    void a_ref_is_merged_with_what_it_was_branched_from_since() throws Exception {
        SetSource.Git source = new SetSource.Git(repository.toString(), "main", "");
        git("checkout", "--quiet", "-b", "change");
        write("set/c", "new");
        commit("change");
        git("checkout", "--quiet", "main");
        write("set/b", "1\n2\nthree\n");
        String base = commit("second");
        Path target = folder.resolve("merged/source");

        assertThat(cache.merge(source, base, List.of("change"), target)).isEmpty();
        assertThat(target.resolve("set/b")).hasContent("1\n2\nthree\n");
        assertThat(target.resolve("set/c")).hasContent("new");
        assertThat(target.resolve(".git")).doesNotExist();
    }

    @Test
    void a_ref_that_does_not_merge_names_the_files_that_are_in_the_way() throws Exception {
        SetSource.Git source = new SetSource.Git(repository.toString(), "main", "");
        git("checkout", "--quiet", "-b", "change");
        write("set/a", "theirs");
        commit("change");
        git("checkout", "--quiet", "main");
        write("set/a", "ours");
        String base = commit("second");

        Optional<String> inTheWay = cache.merge(source, base, List.of("change"), folder.resolve("merged"));

        assertThat(inTheWay)
                .contains("change does not merge into %s: conflicts in set/a".formatted(base.substring(0, 12)));
        assertThatExceptionOfType(SourceMissingException.class)
                .isThrownBy(() -> cache.merge(source, base, List.of("--help"), folder.resolve("other")));
    }

    @Test
    void who_waits_for_anothers_fetch_is_interrupted_and_who_needs_what_is_there_does_not_wait() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        String there = cache.now(set).revision();
        CountDownLatch fetching = new CountDownLatch(1);
        SourceCache slow = new SourceCache(folder.resolve("cache"), new SlowFetches(fetching));
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Thread fetches = asking(slow, set, first);
        fetching.await();
        Thread waits = asking(slow, set, second);

        assertThat(slow.at(set, there).revision()).isEqualTo(there);
        waits.interrupt();
        assertThat(second.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        fetches.interrupt();
        assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void of_a_copy_that_does_not_become_whole_nothing_stays() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        Path folders = folder.resolve("cache");
        SourceCache halves = new SourceCache(folders, new HalfDone(folders));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> halves.now(set))
                .withMessageContaining("worktree");

        assertThat(folders).isDirectoryNotContaining("glob:**/incoming-*");
        assertThat(cache.now(set).folder().resolve("set/a")).hasContent("one");
    }

    /** Ends in the middle of a copy. */
    private record HalfDone(Path cache) implements Programs {

        @Override
        public Process start(ProcessBuilder program) throws IOException {
            if (program.command().contains("worktree")) {
                program.command(
                        "sh", "-c", "for part in '%s'/incoming-*; do echo x > $part/x; done; exit 1".formatted(cache));
            }
            return PLAIN.start(program);
        }

        @Override
        public void end(Process program) throws InterruptedException {
            PLAIN.end(program);
        }

        @Override
        public Path scratch() throws IOException {
            return PLAIN.scratch();
        }
    }

    private static Thread asking(SourceCache cache, SetDescription set, CompletableFuture<Throwable> end) {
        return Thread.ofPlatform().start(() -> {
            try {
                cache.at(set, "0".repeat(40));
                end.complete(new AssertionError("it went on"));
            } catch (IOException | InterruptedException e) {
                end.complete(e);
            }
        });
    }

    /** A repository that takes for ever. */
    private record SlowFetches(CountDownLatch begun) implements Programs {

        @Override
        public Process start(ProcessBuilder program) throws IOException {
            if (program.command().contains("fetch")) {
                begun.countDown();
                program.command("sleep", "1000");
            }
            return PLAIN.start(program);
        }

        @Override
        public void end(Process program) throws InterruptedException {
            PLAIN.end(program);
        }

        @Override
        public Path scratch() throws IOException {
            return PLAIN.scratch();
        }
    }

    @Test
    void a_lock_that_a_killed_git_has_left_is_in_nobodys_way() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        cache.now(set);
        Path mirror = mirror();
        for (String name : List.of("refs/heads/main.lock", "packed-refs.lock")) {
            Path lock = Files.createFile(mirror.resolve(name));
            Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
        }
        write("set/a", "two");
        String commit = commit("second");

        assertThat(cache.now(set).revision()).isEqualTo(commit);
    }

    @Test
    void a_lock_that_is_held_is_left_to_who_holds_it() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        cache.now(set);
        Path lock = Files.createFile(mirror().resolve("refs/heads/main.lock"));
        write("set/a", "two");
        var unused = commit("second");

        assertThatExceptionOfType(SourceUnreachableException.class).isThrownBy(() -> cache.now(set));
        assertThat(lock).exists();
    }

    @Test
    void what_cannot_be_taken_away_keeps_nothing_else() throws Exception {
        cache.now(description(new SetSource.Git(repository.toString(), "main", "")));
        Path lock = Files.createFile(mirror().resolve("packed-refs.lock"));
        Path other = Files.createDirectories(folder.resolve("cache/leaving-2/x"));
        Path disk = Files.createDirectories(folder.resolve("cache/incoming-1/disk"));
        Assumptions.assumeTrue(
                runs("mount", "-t", "tmpfs", "-o", "size=1m", "tidemark-test", disk.toString()),
                "nothing can be mounted: run the tests as root, with mount (util-linux) there");
        try {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(cache::clear)
                    .withMessageContaining("these cannot be taken away")
                    .withMessageContaining("incoming-1");
        } finally {
            assertThat(runs("umount", disk.toString())).isTrue();
        }

        assertThat(lock).doesNotExist();
        assertThat(other.getParent()).doesNotExist();
        cache.clear();
        assertThat(folder.resolve("cache")).isDirectoryNotContaining("glob:**/incoming-*");
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }

    private Path mirror() throws IOException {
        try (DirectoryStream<Path> mirrors = Files.newDirectoryStream(folder.resolve("cache/git"))) {
            return mirrors.iterator().next();
        }
    }

    @Test
    void an_old_copy_is_taken_away_unless_it_was_used_since() throws Exception {
        SetDescription set = description(new SetSource.Git(repository.toString(), "main", ""));
        SourceTree tree = cache.now(set);
        Files.setLastModifiedTime(tree.root().getParent(), FileTime.from(Instant.EPOCH));

        assertThat(cache.keeps(tree)).isTrue();
        cache.dropUnusedSince(Instant.EPOCH.plusSeconds(1));
        assertThat(tree.root()).isDirectory();

        Files.setLastModifiedTime(tree.root().getParent(), FileTime.from(Instant.EPOCH));
        cache.dropUnusedSince(Instant.EPOCH.plusSeconds(1));
        assertThat(tree.root()).doesNotExist();
        assertThat(cache.keeps(tree)).isFalse();
    }

    @Test
    void equal_trees_have_equal_digests_whatever_git_and_times_say() throws Exception {
        Path copy = folder.resolve("copy");
        TreeCopy.copy(repository, copy);

        assertThat(copy.resolve(".git")).doesNotExist();
        assertThat(TreeDigest.of(copy)).isEqualTo(TreeDigest.of(repository));
        Files.createDirectory(copy.resolve("empty"));
        assertThat(TreeDigest.of(copy)).isEqualTo(TreeDigest.of(repository));
        assertThat(copy.resolve("set/a").toFile().setExecutable(true)).isTrue();
        assertThat(TreeDigest.of(copy)).isNotEqualTo(TreeDigest.of(repository));
    }

    private SetDescription description(SetSource source) {
        return new SetDescription(
                "tiny", SetKind.COMMAND, "", folder, source, Optional.empty(), Optional.empty(), false, List.of());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(repository.resolve(file), text);
    }

    private String commit(String message) throws IOException, InterruptedException {
        git("add", "--all");
        git("commit", "--quiet", "--message", message);
        return git("rev-parse", "HEAD");
    }

    private String git(String... words) throws IOException, InterruptedException {
        return new Git(Programs.PLAIN, repository).run(words).text();
    }
}
