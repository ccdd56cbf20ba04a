package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Limiter;
import dev.tidemark.agent.sandbox.NoSandbox;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** On a machine that has neither a sandbox nor limits to offer. */
final class UnconfinedRecipeTest extends CommandExecutorContract {

    @Override
    Confinement confinement(Path folder) {
        return Confinement.NONE;
    }

    @Override
    boolean holdsAll() {
        return false;
    }

    @Test
    void what_a_recipe_printed_is_kept_also_when_the_agent_cannot_carry_the_build_out() throws Exception {
        recipe("echo before it broke; touch \"$out/../archive\"");

        BuildOutcome.Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message()).startsWith("the agent could not carry the build out (FileAlreadyExistsException");
        assertThat(failed.logTail()).containsExactly("before it broke");
        store().copyTo(failed.logHash().orElseThrow(), folder.resolve("whole"));
        assertThat(folder.resolve("whole")).hasContent("before it broke\n");
    }

    @Test
    void a_download_that_fails_is_no_failure_of_the_package_where_recipes_can_download() throws Exception {
        recipe("echo 'curl: (6) Could not resolve host: example.org' >&2; exit 6");

        BuildOutcome.Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.FETCH_FAILED);
    }

    @Test
    void a_recipe_that_does_not_get_into_its_control_group_is_the_agents_fault() throws Exception {
        recipe("true");
        Limiter locked = new Limiter() {
            @Override
            public String label() {
                return "cgroup";
            }

            @Override
            public Enclosure enclose(String name, Allowance allowance) {
                return new Locked();
            }
        };
        try (CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(
                        Path.of(System.getProperty("java.home")), List.of(), LIMITS, LiveLogs.UNHEARD),
                Workshop.take(folder.resolve("other")),
                new Confinement(new NoSandbox(), locked),
                new SetFolders(Map.of("tiny", PackageSet.load(folder.resolve("set")))),
                Map.of(TrustDomain.FREE, store()))) {
            BuildOutcome.Failed failed =
                    failed(executor.execute(task("tiny:zlib", "1", List.of()), new CancelSignal()));

            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        }
    }

    /** Nobody gets in. */
    private static final class Locked implements Enclosure {

        @Override
        public List<String> around(List<String> words) {
            return List.of("sh", "-c", "exit 125");
        }

        @Override
        public List<String> within(List<String> words) {
            return words;
        }

        @Override
        public Excess excess() {
            return new Excess(Excess.Memory.NO, false);
        }

        @Override
        public boolean keptOut() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void an_input_that_is_larger_than_the_agent_allows_names_the_setting() throws Exception {
        recipe("true");
        Path input = Files.createDirectory(folder.resolve("input"));
        Files.write(input.resolve("large"), new byte[2000]);
        OutputArchive.pack(input, folder.resolve("input.archive"), 2000);
        Sha256 hash = store().put(folder.resolve("input.archive"));
        CommandExecutor executor = executor(new Limits(LIMITS.time(), LIMITS.silence(), LIMITS.logBytes(), 1000));

        BuildOutcome.Failed failed = failed(executor.execute(
                task("tiny:zlib", "1", List.of(new BuildTask.Input("glibc", hash, TrustDomain.FREE))),
                new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message())
                .startsWith("the input glibc has more than 1000 bytes")
                .contains("limits.output-bytes");
    }

    @Test
    void a_build_that_is_cancelled_while_its_inputs_are_read_ends_at_once() throws Exception {
        CancelSignal cancel = new CancelSignal();
        recipe("true");
        Sha256 hash = new Sha256("2".repeat(64));
        BuildTask task = task("tiny:zlib", "1", List.of(new BuildTask.Input("glibc", hash, TrustDomain.FREE)));
        ArtifactStore slow = new ArtifactStore() {
            @Override
            public Sha256 put(Path file) {
                throw new AssertionError("nothing was built");
            }

            @Override
            public boolean renewRecipe(Sha256 digest) {
                throw new AssertionError("nothing has failed");
            }

            @Override
            public void putRecipe(Sha256 digest, Path archive) {
                throw new AssertionError("nothing has failed");
            }

            @Override
            public void copyTo(Sha256 artifact, Path target) throws IOException {
                cancel.give();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                throw new ClosedByInterruptException();
            }
        };
        try (CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(
                        Path.of(System.getProperty("java.home")), List.of(), LIMITS, LiveLogs.UNHEARD),
                Workshop.take(folder.resolve("other")),
                Confinement.NONE,
                new SetFolders(Map.of("tiny", PackageSet.load(folder.resolve("set")))),
                Map.of(TrustDomain.FREE, slow))) {
            assertThat(executor.execute(task, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void a_build_that_is_cancelled_while_its_set_is_fetched_ends_at_once() throws Exception {
        CountDownLatch fetching = new CountDownLatch(1);
        CancelSignal cancel = new CancelSignal();
        recipe("true");
        BuildTask task = task("tiny:zlib", "1", List.of());
        RecipeBook slow = new RecipeBook() {
            @Override
            public List<String> sets() {
                return List.of("tiny");
            }

            @Override
            public Found find(BuildTask asked) throws InterruptedException {
                fetching.countDown();
                new CountDownLatch(1).await();
                throw new AssertionError("nobody comes");
            }
        };
        try (CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(
                        Path.of(System.getProperty("java.home")), List.of(), LIMITS, LiveLogs.UNHEARD),
                Workshop.take(folder.resolve("other")),
                Confinement.NONE,
                slow,
                Map.of())) {
            Thread canceller = Thread.ofVirtual().start(() -> {
                try {
                    fetching.await();
                    cancel.give();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });

            assertThat(executor.execute(task, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
            assertThat(Thread.interrupted()).isFalse();
            canceller.join();
        }
    }
}
