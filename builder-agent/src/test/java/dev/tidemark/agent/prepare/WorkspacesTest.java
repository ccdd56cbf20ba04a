package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.WorkspaceDocument;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceTree;
import dev.tidemark.workspace.source.TreeDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
class WorkspacesTest {

    @TempDir
    Path folder;

    private Path repository = Path.of("");
    private ArtifactStore store = new FileArtifactStore(Path.of(""));

    @BeforeEach
    void a_repository_with_one_commit() throws Exception {
        repository = Files.createDirectory(folder.resolve("repository"));
        store = new FileArtifactStore(folder.resolve("artifacts"));
        try {
            git("init", "--quiet", "--initial-branch=main");
        } catch (IOException e) {
            Assumptions.abort("git is not on the PATH: install it");
        }
        Files.writeString(repository.resolve("set.json"), "{}");
        git("add", "--all");
        git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "first");
    }

    @Test
    void who_waits_for_anothers_workspace_is_interrupted_and_who_needs_one_that_is_there_does_not_wait()
            throws Exception {
        SetDescription set = description();
        SourceTree tree = new SourceCache(folder.resolve("sources")).now(set);
        CountDownLatch fetching = new CountDownLatch(1);
        Programs programs = new SlowFetches(fetching);
        Workspaces workspaces = new Workspaces(
                new SourceCache(folder.resolve("sources"), programs), programs, store, folder.resolve("workspaces"));
        Workspace.Published there = published(tree.revision(), tree);
        Workspace.Published far = published("0".repeat(40), tree);
        workspaces.reproduce(set, there);
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Thread makes = asking(workspaces, set, far, first);
        fetching.await();
        Thread waits = asking(workspaces, set, far, second);

        assertThat(workspaces.reproduce(set, there).base().revision()).isEqualTo(tree.revision());
        waits.interrupt();
        assertThat(second.get()).isInstanceOf(InterruptedException.class);
        assertThat(first).isNotDone();
        makes.interrupt();
        assertThat(first.get()).isInstanceOf(InterruptedException.class);
        assertThat(folder.resolve("workspaces")).isEmptyDirectory();
    }

    @Test
    void copies_of_sets_that_cannot_be_taken_away_do_not_keep_halves_of_workspaces() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("sources/incoming-1/disk"));
        Path half = Files.createDirectories(folder.resolve("workspaces/incoming-2/x"));
        Workspaces workspaces = new Workspaces(
                new SourceCache(folder.resolve("sources")), Programs.PLAIN, store, folder.resolve("workspaces"));
        Assumptions.assumeTrue(
                ended("mount", "-t", "tmpfs", "-o", "size=1m", "tidemark-test", disk.toString()) == 0,
                "nothing can be mounted: run the tests as root, with mount (util-linux) there");
        try {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(workspaces::clear)
                    .withMessageContaining("incoming-1");
        } finally {
            assertThat(ended("umount", disk.toString())).isZero();
        }

        assertThat(half.getParent()).doesNotExist();
    }

    private static Thread asking(
            Workspaces workspaces, SetDescription set, Workspace.Published wanted, CompletableFuture<Throwable> end) {
        return Thread.ofPlatform().start(() -> {
            try {
                workspaces.reproduce(set, wanted);
                end.complete(new AssertionError("it went on"));
            } catch (IOException | InterruptedException | PreparationFailedException e) {
                end.complete(e);
            }
        });
    }

    private Workspace.Published published(String revision, SourceTree tree) throws IOException {
        Sha256 jobs = store.put(Files.writeString(folder.resolve("jobs"), ""));
        WorkspaceDocument document = new WorkspaceDocument(
                1,
                "tiny",
                revision,
                TreeDigest.of(tree.root()).hex(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "",
                jobs.hex());
        return new Workspace.Published(
                store.put(Files.write(folder.resolve("workspace.json"), document.bytes())), Variant.WAVE);
    }

    private SetDescription description() {
        return new SetDescription(
                "tiny",
                SetKind.COMMAND,
                "",
                folder,
                new SetSource.Git(repository.toString(), "main", ""),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(words));
        assertThat(ended(command.toArray(String[]::new))).isZero();
    }

    private static int ended(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
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
}
