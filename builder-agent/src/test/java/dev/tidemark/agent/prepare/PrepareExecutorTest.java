package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.RecipeBook;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.SetFolders;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Seen;
import dev.tidemark.agent.sandbox.TestConfinement;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.EvaluatedJob;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceTree;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Command sets, since they need nothing but a shell. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PrepareExecutorTest {

    private static final Pool POOL = new Pool("x86_64-linux", TrustDomain.FREE);
    private static final Sha256 KEY = new Sha256("1".repeat(64));

    @TempDir
    Path folder;

    private final List<EvaluatedJob> said = new ArrayList<>();
    private final List<Integer> chunks = new ArrayList<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final LiveLogs live = attempt -> new LiveLog() {
        @Override
        public void printed(byte[] bytes, int length) {
            heard.write(bytes, 0, length);
        }

        @Override
        public void close() {
            heard.writeBytes("<end>".getBytes(StandardCharsets.UTF_8));
        }
    };
    private ArtifactStore store;
    private ScriptBounds scripts =
            new ScriptBounds(Confinement.NONE, Limits.DEFAULT, new Seen.Machine(List.of()), List.of());
    private Supplier<String> tags = () -> "TAG=" + UUID.randomUUID();

    @BeforeEach
    void a_set_of_three() throws IOException {
        store = new FileArtifactStore(folder.resolve("artifacts"));
        write("set/packages/zlib/1.3/source", "one");
        write("set/packages/zlib/1.4/source", "two");
        write("set/packages/zlib/package.json", "{\"version\": \"1.3\"}");
        write("set/packages/zlib/build", "cp $version/source $out/");
        write("set/packages/png/package.json", "{\"version\": \"1.6\", \"dependencies\": {\"build\": [\"zlib\"]}}");
        write("set/packages/png/build", "");
        write("set/packages/other/package.json", "{\"version\": \"1\"}");
        write("set/packages/other/build", "");
    }

    @Test
    void versions_and_changes_are_for_recipes_and_what_is_built_on_them_is_another() throws Exception {
        apply("{\"by\": \"environment\"}");

        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.of("tidy")));

        assertThat(said)
                .extracting(job -> job.id() + " " + job.version())
                .containsExactly(
                        "png/x86_64-linux/wave 1.6",
                        "png/x86_64-linux/baseline 1.6",
                        "zlib/x86_64-linux/wave 1.4",
                        "zlib/x86_64-linux/baseline 1.3");
        assertThat(prepared.jobs()).isEqualTo(4);
        assertThat(chunks).containsExactly(0);
        RecipeBook.Found.Recipes wave = found("zlib", prepared.workspace(), Variant.WAVE);
        assertThat(wave.change()).contains("tidy");
        assertThat(found("zlib", prepared.workspace(), Variant.BASELINE).change())
                .isEmpty();
        assertThat(found("png", prepared.workspace(), Variant.WAVE).change()).isEmpty();
    }

    @Test
    void the_same_bumps_on_the_same_files_are_the_same_workspace() throws Exception {
        apply("{\"by\": \"environment\"}");
        Workspace.Bump bump = new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty());

        Sha256 first = prepared(bump).workspace();
        Sha256 again = prepared(bump).workspace();
        Sha256 other = prepared(new Workspace.Bump("zlib", "1.3", "1.5", Optional.empty()))
                .workspace();

        assertThat(again).isEqualTo(first).isNotEqualTo(other);
    }

    @Test
    void a_script_changes_a_private_copy_and_another_agent_makes_the_same_of_the_patch() throws Exception {
        write("set/update", """
                sed "s/$from/$to/" packages/$attribute/package.json >new && mv new packages/$attribute/package.json
                printf 'three' >packages/$attribute/news
                """);
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

        assertThat(folder.resolve("set/packages/zlib/package.json")).content().contains("1.3");
        RecipeBook.Found.Recipes elsewhere = found("zlib", prepared.workspace(), Variant.WAVE);
        assertThat(elsewhere.set().find("zlib").orElseThrow().version()).isEqualTo("1.4");
        assertThat(elsewhere.set().packageFolder("zlib").resolve("news")).hasContent("three");
        assertThat(found("zlib", prepared.workspace(), Variant.BASELINE)
                        .set()
                        .find("zlib")
                        .orElseThrow()
                        .version())
                .isEqualTo("1.3");
        assertThat(said).extracting(job -> job.id().attribute()).doesNotContain("other");
    }

    @Test
    void whatever_a_cancellation_interrupts_is_cancelled_and_no_fault() throws Exception {
        apply("{\"by\": \"environment\"}");
        CancelSignal cancel = new CancelSignal();
        // As the platform says it of a file that was being written.
        store = (ArtifactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtifactStore.class}, (proxy, method, arguments) -> {
                    cancel.give();
                    throw new ClosedByInterruptException();
                });
        BuildTask task = task(wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())));

        assertThat(executor("agent").execute(task, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
    }

    @Test
    void what_a_script_leaves_when_its_agent_dies_is_ended_by_the_next_life() throws Exception {
        try (Workshop workshop = Workshop.take(folder.resolve("workshop"))) {
            tags = workshop::newProgramTag;
        }
        write("set/update", """
                setsid env - "$(env | grep ^TIDEMARK_)" PATH="$PATH" sh -c 'echo $$ >%1$s.part; mv %1$s.part %1$s; exec sleep 1000' &
                until [ -e %1$s ]; do sleep 0.01; done
                while :; do sleep 1; done
                """.formatted(folder.resolve("pid")));
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        CancelSignal cancel = new CancelSignal();
        PrepareExecutor executor = executor("agent");
        BuildTask task = task(wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())));
        Thread agent = Thread.ofVirtual().start(() -> executor.execute(task, cancel));
        while (!Files.exists(folder.resolve("pid"))) {
            Thread.onSpinWait();
        }
        ProcessHandle escaped = ProcessHandle.of(
                        Long.parseLong(Files.readString(folder.resolve("pid")).strip()))
                .orElseThrow();

        Workshop.take(folder.resolve("workshop")).close();

        escaped.onExit().get(1, TimeUnit.MINUTES);
        cancel.give();
        agent.join();
    }

    @Test
    void a_script_that_fails_is_the_bumps_failure_with_its_last_words() throws Exception {
        write("set/update", "echo no such release: $to; exit 3");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Failed failed = failed(new Workspace.Bump("zlib", "1.3", "9", Optional.empty()));

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message())
                .isEqualTo("for zlib 9 the set's update script (sh update) ended with status 3: no such release: 9");
        assertThat(said).isEmpty();
        assertThat(folder.resolve("agent/preparations")).isEmptyDirectory();
    }

    @Test
    void the_whole_log_of_a_preparation_that_failed_is_kept_and_told_while_it_is_printed() throws Exception {
        write("set/update", "echo updating $attribute; [ $attribute = png ] || exit 3");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        Workspace.Wanted both = new Workspace.Wanted(
                1,
                base().revision(),
                List.of(
                        new Workspace.Bump("png", "1.6", "1.7", Optional.empty()),
                        new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())));

        BuildOutcome.Failed failed = (BuildOutcome.Failed) executor("agent").execute(task(both), new CancelSignal());

        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("log"));
        assertThat(folder.resolve("log")).hasContent("updating png\nupdating zlib\n");
        assertThat(failed.logTail()).containsExactly("updating png", "updating zlib");
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("updating png\nupdating zlib\n<end>");
    }

    @Test
    void a_script_is_held_to_as_much_of_the_disk_as_a_build() throws Exception {
        scripts = new ScriptBounds(Confinement.NONE, limits(1 << 20, 0, 100), new Seen.Machine(List.of()), List.of());
        write("set/update", "head -c 64000000 /dev/zero > large; while :; do sleep 1; done");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Failed failed = failed(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(failed.message()).contains("the set's update script (sh update) had", "1048576 are allowed");
    }

    @Test
    void a_script_is_held_to_as_much_memory_as_a_build() throws Exception {
        try (Confinement held = held()) {
            Assumptions.assumeFalse(
                    held.limiter().label().equals("none"),
                    "there are neither control groups nor prlimit: apt-get install util-linux");
            scripts = new ScriptBounds(held, limits(1 << 30, 64 << 20, 100), new Seen.Machine(List.of()), List.of());
            write("set/update", "head -c 300000000 /dev/zero | tail -c 300000000 > large");
            apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

            assertThat(failed(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()))
                            .kind())
                    .isEqualTo(FailureKind.OUT_OF_MEMORY);
        }
    }

    @Test
    void a_script_is_held_to_as_many_processes_as_a_build() throws Exception {
        TestConfinement.assumeProcessLimit();
        try (Confinement held = held()) {
            scripts = new ScriptBounds(held, limits(1 << 30, 0, 20), new Seen.Machine(List.of()), List.of());
            write("set/update", "for i in $(seq 50); do sleep 30 & done");
            apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

            BuildOutcome.Failed failed = failed(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

            assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
            assertThat(failed.message())
                    .startsWith("for zlib 1.4 the set's update script (sh update) ended with status");
        }
    }

    @Test
    void a_script_in_a_sandbox_sees_the_machine_and_others_and_nothing_of_the_agents() throws Exception {
        TestConfinement.assumeSandbox();
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/curl")), "there is no curl in /usr/bin: apt-get install curl");
        // Not below /tmp, of which a script has its own.
        Path machine = Files.createTempDirectory(
                Files.createDirectories(Path.of("target")).toRealPath(), "machine-");
        Files.writeString(Files.createDirectory(machine.resolve("state")).resolve("key"), "secret");
        Files.writeString(Files.createDirectory(machine.resolve("home")).resolve("token"), "secret");
        Files.writeString(machine.resolve("open"), "");
        Path shared = Files.createDirectory(machine.resolve("shared"));
        Seen.Machine seen = new Seen.Machine(List.of(
                machine.resolve("state"), machine.resolve("home"), folder.resolve("agent"), Path.of("/nowhere")));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.close();
        });
        server.start();
        try (Confinement confined = Confinement.here(
                Confinement.Mode.REQUIRED,
                Files.createDirectories(folder.resolve("held")),
                TestConfinement.groupName(folder),
                List.of(),
                0)) {
            scripts = new ScriptBounds(confined, Limits.DEFAULT, seen, List.of(shared));
            write("set/update", """
                    set -eu
                    test "$(pwd)" != / && test -w .
                    test ! -e '%1$s/state/key' && test ! -e '%1$s/home/token' && test -d '%1$s/home'
                    test -r '%1$s/open' && test -r /etc/passwd && test "$(id -un)" = builder
                    ! touch '%1$s/x' 2>/dev/null && ! touch '%1$s/home/x' 2>/dev/null && ! touch /usr/x 2>/dev/null
                    touch "$HOME/x" "$TMPDIR/x" /tmp/x '%1$s/shared/x'
                    curl -fsS http://127.0.0.1:%2$d/
                    sed -i "s/$from/$to/" packages/$attribute/package.json
                    """.formatted(machine, server.getAddress().getPort()));
            apply("{\"by\": \"script\", \"command\": [\"sh\", \"-x\", \"update\"]}");
            Workspace.Wanted wanted = wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

            BuildOutcome outcome = executor("agent").execute(task(wanted), new CancelSignal());

            assertThat(outcome).as(heard.toString(StandardCharsets.UTF_8)).isInstanceOf(BuildOutcome.Prepared.class);
            assertThat(shared.resolve("x")).exists();
        } finally {
            server.stop(0);
            TreeCopy.delete(machine);
        }
    }

    private Confinement held() throws Exception {
        return Confinement.here(
                Confinement.Mode.OFF,
                Files.createDirectories(folder.resolve("held")),
                TestConfinement.groupName(folder),
                List.of(),
                0);
    }

    private static Limits limits(long writtenBytes, long memoryBytes, int processes) {
        return new Limits(
                Duration.ofMinutes(2), Duration.ofMinutes(2), 1 << 20, 1000, writtenBytes, memoryBytes, processes);
    }

    @Test
    void a_script_that_could_not_download_says_nothing_of_the_bump() throws Exception {
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        Workspace.Bump bump = new Workspace.Bump("zlib", "1.3", "9", Optional.empty());

        for (String said : List.of(
                "curl: (6) Could not resolve host: example.org",
                "tidemark-phase: fetch",
                "tidemark-failure: fetch-failed the mirror is away")) {
            write("set/update", "echo '%s'; exit 6".formatted(said));
            assertThat(failed(bump).kind()).as(said).isEqualTo(FailureKind.FETCH_FAILED);
        }

        write("set/update", "echo 'tidemark-failure: pin-conflict it needs png < 1.6'; exit 1");
        BuildOutcome.Failed conflict = failed(bump);
        assertThat(conflict.kind()).isEqualTo(FailureKind.PIN_CONFLICT);
        assertThat(conflict.message()).startsWith("for zlib 9 it needs png < 1.6");
    }

    @Test
    void a_repository_that_does_not_answer_says_nothing_of_the_bump() throws Exception {
        Path repository = folder.resolve("set");
        try {
            git(repository, "init", "--quiet", "--initial-branch=main");
        } catch (IOException e) {
            Assumptions.abort("git is not on the PATH: install it");
        }
        git(repository, "add", "--all");
        git(repository, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "first");
        write("description/set.json", """
                {"set": "tiny", "kind": "command", "source": {"git": "%s", "revision": "main"}, "apply": {"by": "merge"}}
                """.formatted(repository));
        PrepareExecutor executor = executor("agent");
        Workspace.Wanted wanted = wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.of("change")));
        assertThat(executor.execute(task(wanted), new CancelSignal()))
                .isInstanceOfSatisfying(
                        BuildOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).as(failed.message()).isEqualTo(FailureKind.BUILD_FAILED));

        Files.move(repository, folder.resolve("away"));

        assertThat(executor.execute(task(wanted), new CancelSignal()))
                .isInstanceOfSatisfying(BuildOutcome.Failed.class, failed -> {
                    assertThat(failed.message()).contains("set cannot be fetched");
                    assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
                });
    }

    private static void git(Path repository, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command)
                        .directory(repository.toFile())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void a_set_that_could_not_be_evaluated_is_the_bumps_failure_only_where_nix_says_so() throws Exception {
        write("set/default.nix", "{ }");
        write("description/set.json", """
                {"set": "tiny", "kind": "nix", "source": {"folder": "../set"},
                 "apply": {"by": "argument", "versions": "bumps"}}
                """);

        assertThat(evaluation("echo 'error: undefined variable' >&2; exit 1")).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(heard.toString(StandardCharsets.UTF_8)).isEqualTo("error: undefined variable\n<end>");
        assertThat(evaluation("kill -KILL $$")).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(evaluation("kill -TERM $$")).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(evaluation("while :; do sleep 1; done", Duration.ofSeconds(2)))
                .isEqualTo(FailureKind.TIMED_OUT);
        assertThat(evaluation("echo 'error: writing to file: No space left on device' >&2; exit 1"))
                .isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(evaluation("echo \"error: unable to download 'https://x': Could not resolve host\" >&2; exit 1"))
                .isEqualTo(FailureKind.FETCH_FAILED);
    }

    private FailureKind evaluation(String program) throws Exception {
        return evaluation(program, Duration.ofMinutes(1));
    }

    private FailureKind evaluation(String program, Duration patience) throws Exception {
        write("programs/nix-instantiate", "#!/bin/sh\nPATH=/usr/bin:/bin\n" + program + "\n");
        assertThat(folder.resolve("programs/nix-instantiate").toFile().setExecutable(true))
                .isTrue();
        SetEvaluator evaluator = new SetEvaluator(
                NixSettings.of(Map.of("PATH", folder.resolve("programs").toString()), Optional.empty(), patience));
        BuildOutcome outcome = executor("agent", evaluator)
                .execute(task(wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()))), new CancelSignal());
        assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
        BuildOutcome.Failed failed = (BuildOutcome.Failed) outcome;
        if (failed.kind() == FailureKind.EVALUATION_FAILED) {
            store.copyTo(failed.logHash().orElseThrow(), folder.resolve("log"));
            assertThat(folder.resolve("log")).hasContent("error: undefined variable\n");
        } else {
            assertThat(failed.message()).contains("; look at ");
        }
        return failed.kind();
    }

    @Test
    void a_script_that_does_nothing_has_applied_nothing() throws Exception {
        write("set/update", "true");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        assertThat(failed(new Workspace.Bump("zlib", "1.3", "1.3", Optional.of("fix-1")))
                        .message())
                .isEqualTo("applying the bumps has changed no file of the set tiny");
    }

    @Test
    void a_script_that_leaves_the_version_as_it_was_has_not_applied_the_bump() throws Exception {
        write("set/update", "printf three >packages/$attribute/news");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Failed failed = failed(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

        assertThat(failed.kind()).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(failed.message())
                .isEqualTo("zlib is still at 1.3 with its bump to 1.4 applied: have the set's update script (sh update)"
                        + " write $to where the set says the version of $attribute; then import the set, `tidemark wave"
                        + " abandon` the wave and `tidemark bump force` the bump");
        assertThat(said).isEmpty();
    }

    @Test
    void a_bump_that_keeps_the_version_may_leave_it() throws Exception {
        write("set/update", "printf \"$change\" >packages/$attribute/news");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        assertThat(prepared(new Workspace.Bump("zlib", "1.3", "1.3", Optional.of("fix-1")))
                        .jobs())
                .isEqualTo(4);
    }

    @Test
    void files_that_are_not_those_of_the_wave_are_the_agents_fault_and_not_the_bumps() throws Exception {
        apply("{\"by\": \"environment\"}");
        String revision = base().revision();
        write("set/packages/other/build", "something else");

        BuildOutcome outcome = executor("late")
                .execute(
                        task(new Workspace.Wanted(
                                1, revision, List.of(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())))),
                        new CancelSignal());

        assertThat(outcome).isInstanceOfSatisfying(BuildOutcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(failed.message()).contains("has the revision tree-", "import the set as it is now");
        });
    }

    @Test
    void a_workspace_that_comes_out_otherwise_is_refused() throws Exception {
        write("set/update", """
                sed -i "s/$from/$to/" packages/$attribute/package.json
                echo x >packages/$attribute/news
                """);
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));
        write("set/packages/other/build", "something else");

        RecipeBook.Found found = book("elsewhere").find(build("zlib", prepared.workspace(), Variant.WAVE));

        assertThat(found).isInstanceOfSatisfying(RecipeBook.Found.Missing.class, missing -> {
            assertThat(missing.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(missing.reason())
                    .startsWith("the agent cannot reproduce the workspace "
                            + prepared.workspace().brief(12));
        });
    }

    @Test
    void a_workspace_that_is_damaged_in_the_artifact_store_is_lost_and_no_agent_is_at_fault() throws Exception {
        write("set/update", """
                sed -i "s/$from/$to/" packages/$attribute/package.json
                echo x >packages/$attribute/news
                """);
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        String hex = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()))
                .workspace()
                .hex();
        write("artifacts/" + hex.substring(0, 2) + "/" + hex.substring(2), "something else");

        RecipeBook.Found found = book("elsewhere").find(build("zlib", new Sha256(hex), Variant.WAVE));

        assertThat(found)
                .isInstanceOfSatisfying(
                        RecipeBook.Found.Missing.class,
                        missing -> assertThat(missing.kind()).isEqualTo(FailureKind.INPUT_LOST));
    }

    @Test
    void a_preparation_that_is_cancelled_ends_with_its_script() throws Exception {
        write("set/update", "touch " + folder.resolve("begun") + "; while :; do sleep 1; done");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        CancelSignal cancel = new CancelSignal();
        PrepareExecutor executor = executor("agent");
        BuildTask task = task(wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())));
        Thread canceller = Thread.ofVirtual().start(() -> {
            while (!Files.exists(folder.resolve("begun"))) {
                Thread.onSpinWait();
            }
            cancel.give();
        });

        assertThat(executor.execute(task, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
        canceller.join();
        assertThat(folder.resolve("agent/preparations")).isEmptyDirectory();
    }

    private BuildOutcome.Prepared prepared(Workspace.Bump bump) throws Exception {
        said.clear();
        chunks.clear();
        BuildOutcome outcome = executor("agent").execute(task(wanted(bump)), new CancelSignal());
        assertThat(outcome).isInstanceOf(BuildOutcome.Prepared.class);
        return (BuildOutcome.Prepared) outcome;
    }

    private BuildOutcome.Failed failed(Workspace.Bump bump) throws Exception {
        BuildOutcome outcome = executor("agent").execute(task(wanted(bump)), new CancelSignal());
        assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
        return (BuildOutcome.Failed) outcome;
    }

    private RecipeBook.Found.Recipes found(String attribute, Sha256 workspace, Variant variant) throws Exception {
        RecipeBook.Found found = book("elsewhere").find(build(attribute, workspace, variant));
        assertThat(found).isInstanceOf(RecipeBook.Found.Recipes.class);
        return (RecipeBook.Found.Recipes) found;
    }

    private RecipeBook book(String agent) throws Exception {
        Workspaces workspaces = new Workspaces(
                new SourceCache(folder.resolve(agent + "/sources")),
                Programs.PLAIN,
                store,
                folder.resolve(agent + "/ws"));
        return new PreparedSets(sets(), workspaces, new SetFolders(Map.of()));
    }

    private PrepareExecutor executor(String agent) throws Exception {
        return executor(agent, new SetEvaluator(NixSettings.ofThisMachine()));
    }

    private PrepareExecutor executor(String agent, SetEvaluator evaluator) throws Exception {
        Path work = Files.createDirectories(folder.resolve(agent));
        return new PrepareExecutor(
                new PrepareExecutor.Settings(
                        sets(), work.resolve("preparations"), Programs.PLAIN, tags, store, "", live, scripts),
                new SourceCache(work.resolve("sources")),
                evaluator,
                (derivation, cancel) -> {
                    throw new AssertionError("a command set has no derivations");
                },
                Supervisor.in(work),
                (attempt, chunk, jobs) -> {
                    chunks.add(chunk);
                    said.addAll(jobs);
                });
    }

    private Map<String, SetDescription> sets() throws Exception {
        return Map.of("tiny", SetDescription.load(folder.resolve("description")));
    }

    private SourceTree base() throws Exception {
        return new SourceCache(folder.resolve("importer")).now(SetDescription.load(folder.resolve("description")));
    }

    private Workspace.Wanted wanted(Workspace.Bump bump) throws Exception {
        return new Workspace.Wanted(1, base().revision(), List.of(bump));
    }

    private static BuildTask task(Workspace.Wanted wanted) {
        return new BuildTask("x-1", new PackageId("tiny", PackageId.WORKSPACE), "1", POOL, KEY, List.of(), KEY, wanted);
    }

    private static BuildTask build(String attribute, Sha256 workspace, Variant variant) {
        return new BuildTask(
                "x-2",
                new PackageId("tiny", attribute),
                "1",
                POOL,
                KEY,
                List.of(),
                KEY,
                new Workspace.Published(workspace, variant));
    }

    private void apply(String by) throws IOException {
        write("description/set.json", """
                {"set": "tiny", "kind": "command", "source": {"folder": "../set"}, "apply": %s}
                """.formatted(by));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
