package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.agent.build.BuildOutcome.Cancelled;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.build.BuildTask.Input;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real recipes in real shells, whatever confines them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class CommandExecutorContract {

    private static final Sha256 KEY = new Sha256("1".repeat(64));
    static final Limits LIMITS = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(20), 100_000, 100_000);

    @TempDir
    Path folder;

    private final List<CommandExecutor> executors = new ArrayList<>();
    private FileArtifactStore store;
    private final Heard live = new Heard();

    /** What is told of a log while it is printed. */
    static final class Heard implements LiveLogs {
        private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        private final List<LoggedAttempt> opened = new ArrayList<>();
        private int closed;

        @Override
        public LiveLog open(LoggedAttempt attempt) {
            opened.add(attempt);
            return new LiveLog() {
                @Override
                public void printed(byte[] bytes, int length) {
                    printed.write(bytes, 0, length);
                }

                @Override
                public void close() {
                    closed++;
                }
            };
        }
    }

    /**
     * How recipes are confined.
     *
     * @param folder for files of the sandbox
     */
    abstract Confinement confinement(Path folder) throws Exception;

    @BeforeEach
    void a_set_of_one_package() throws Exception {
        // A folder of the machine that recipes may write to, by which they tell what they do.
        Files.createDirectory(shared());
        store = new FileArtifactStore(folder.resolve("artifacts/free"));
        write("set/set.json", "{\"set\": \"tiny\", \"kind\": \"command\"}");
        write("set/lib/greet.sh", "greeting=hello\n");
        write("set/packages/zlib/package.json", "{\"version\": \"1\"}");
        write("set/packages/zlib/1/source", "of version 1\n");
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        for (CommandExecutor executor : executors) {
            executor.close();
        }
        awaitEnd(folder.toString());
    }

    @Test
    void a_recipe_finds_all_that_it_may_rely_on_and_its_output_is_kept() throws Exception {
        Path input = Files.createDirectory(folder.resolve("input"));
        Files.writeString(input.resolve("header"), "of a dependency\n");
        OutputArchive.pack(input, folder.resolve("input.archive"), 1000);
        Sha256 inputHash = store.put(folder.resolve("input.archive"));
        recipe("""
                set -eu
                . "$lib/greet.sh"
                { echo "$greeting"; cat "$version/source" "$deps/glibc/header"; } > "$out/result"
                for folder in "$HOME" "$TMPDIR" "$out/../deps"; do test -d "$folder"; done
                test -x "$JAVA_HOME/bin/java"; java -version
                test "$LC_ALL" = C.UTF-8; test "$SOURCE_DATE_EPOCH" = 0
                test "$(pwd)" = "$(cd "$lib/../packages/zlib" && pwd)"
                for folder in "$out" "$HOME" "$TMPDIR" .; do test -w "$folder"; done
                test -z "${LANG:-}"; ! read -r line
                touch in-my-own-folder
                """);

        Succeeded built = succeeded(build(List.of(new Input("glibc", inputHash, TrustDomain.FREE))));

        store.copyTo(built.outputHash(), folder.resolve("output.archive"));
        Path output = Files.createDirectory(folder.resolve("output"));
        OutputArchive.unpack(folder.resolve("output.archive"), output, 1000);
        assertThat(output.resolve("result")).hasContent("hello\nof version 1\nof a dependency\n");
        assertThat(built.outputBytes()).isEqualTo(Files.size(folder.resolve("output.archive")));
        assertThat(folder.resolve("set/packages/zlib/in-my-own-folder")).doesNotExist();
        assertThat(attemptsLeft()).isEmpty();
        TreeCopy.delete(output);
    }

    @Test
    void what_is_told_live_is_the_log_that_is_kept_with_its_colours() throws Exception {
        recipe("printf '\\033[31merror:\\033[0m no such word\\nlast'; exit 1");

        Failed failed = failed(build());

        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("whole"));
        assertThat(folder.resolve("whole")).hasContent("\033[31merror:\033[0m no such word\nlast");
        assertThat(live.printed.toByteArray()).isEqualTo(Files.readAllBytes(folder.resolve("whole")));
        assertThat(failed.logTail()).containsExactly("error: no such word", "last");
        assertThat(live.opened).containsExactly(new LoggedAttempt("attempt-1", PackageId.parse("tiny:zlib"), "1", KEY));
        assertThat(live.closed).isEqualTo(1);
    }

    @Test
    void an_attempt_that_prints_nothing_ends_for_who_watches_too() throws Exception {
        recipe("true");

        succeeded(executor(LIMITS).execute(task("tiny:zlib", "1", List.of()), new CancelSignal()));
        failed(executor(LIMITS).execute(task("tiny:zlib", "2", List.of()), new CancelSignal()));

        assertThat(live.closed).isEqualTo(2);
        assertThat(live.printed.size()).isZero();
    }

    /** Passwords and tokens of the agent's environment do not get into a log by {@code env}. */
    @Test
    void a_recipe_has_no_variable_of_the_agents_environment() throws Exception {
        Set<String> declared = Set.of(
                "version", "out", "deps", "lib", "HOME", "TMPDIR", "JAVA_HOME", "PATH", "LC_ALL", "SOURCE_DATE_EPOCH");
        // Its mark, and what shells set themselves.
        Set<String> own = Set.of("TIDEMARK_ATTEMPT", "PWD", "OLDPWD", "SHLVL", "_");
        assertThat(System.getenv().keySet()).anyMatch(name -> !declared.contains(name) && !own.contains(name));
        recipe("env; exit 1");

        Failed failed = failed(build());

        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("whole"));
        Set<String> seen = Files.readAllLines(folder.resolve("whole")).stream()
                .map(line -> line.substring(0, Math.max(0, line.indexOf('='))))
                .filter(name -> !own.contains(name))
                .collect(Collectors.toSet());
        assertThat(seen).containsExactlyInAnyOrderElementsOf(declared);
    }

    @Test
    void the_same_build_twice_has_the_same_output() throws Exception {
        recipe("mkdir \"$out/bin\"; echo b > \"$out/bin/b\"; echo a > \"$out/a\"; chmod 755 \"$out/bin/b\"");

        assertThat(succeeded(build()).outputHash()).isEqualTo(succeeded(build()).outputHash());
    }

    @Test
    void a_recipe_that_fails_while_it_compiles_is_a_failed_build_with_its_log() throws Exception {
        recipe("echo 'tidemark-phase: compile'; echo 'A.java:1: error: no' >&2; exit 3");

        Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message()).isEqualTo("the recipe ended with status 3");
        assertThat(failed.phase()).isEqualTo("compile");
        assertThat(failed.logTail()).containsExactly("tidemark-phase: compile", "A.java:1: error: no");
        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("log"));
        assertThat(folder.resolve("log")).hasContent("tidemark-phase: compile\nA.java:1: error: no\n");
        assertThat(failed.cause().lines()).containsExactly("A.java:1: error: no");
        assertThat(failed.cause()).isEqualTo(failed(build()).cause());
        assertThat(attemptsLeft()).isEmpty();
    }

    @Test
    void a_recipe_that_failed_has_failed_although_no_copy_of_it_can_be_kept() throws Exception {
        write("artifacts/free/recipes", "a file where the store's folder of recipes belongs");
        recipe("echo 'error: no'; exit 3");

        Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message()).isEqualTo("the recipe ended with status 3");
        assertThat(failed.cause().lines()).containsExactly("error: no");
    }

    @Test
    void a_recipe_that_fails_while_it_tests_is_a_failed_test() throws Exception {
        recipe("echo 'tidemark-phase: compile'; echo 'tidemark-phase: test'; printf 'no end of line'; exit 1");

        Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.TEST_FAILED);
        assertThat(failed.logTail()).endsWith("no end of line");
    }

    @Test
    void a_stubborn_recipe_and_its_children_end_when_their_time_is_over() throws Exception {
        recipe("""
                trap '' TERM HUP INT
                sh -c 'trap "" TERM; while :; do sleep 1; done' stubborn-child &
                setsid sh -c 'while :; do sleep 1; done' stubborn-escaped &
                env -i setsid sh -c 'while :; do sleep 1; done' stubborn-nameless &
                while :; do echo busy; sleep 1; done
                """);

        Failed failed = failed(build(new Limits(Duration.ofSeconds(2), Duration.ofSeconds(20), 100_000, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.TIMED_OUT);
        assertThat(failed.message()).isEqualTo("the recipe ran longer than 2 s");
        awaitEnd("stubborn-child");
        awaitEnd("stubborn-escaped");
        if (holdsAll()) {
            awaitEnd("stubborn-nameless");
        } else {
            end("stubborn-nameless");
        }
    }

    /** Whether no process gets away, be it in no group of processes and without an environment. */
    abstract boolean holdsAll();

    @Test
    void what_a_finished_recipe_left_running_ends_with_it() throws Exception {
        recipe("sh -c 'while :; do sleep 1; done' left-running &");

        succeeded(build());

        awaitEnd("left-running");
    }

    @Test
    void a_silent_recipe_is_stopped() throws Exception {
        recipe("echo once; sleep 1000");

        Failed failed = failed(build(new Limits(Duration.ofSeconds(30), Duration.ofMillis(300), 1000, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.SILENT);
        assertThat(failed.message()).isEqualTo("the recipe printed nothing for 300 ms");
    }

    @Test
    void a_recipe_that_prints_without_end_is_stopped_and_its_log_stays_within_the_limit() throws Exception {
        recipe("while :; do echo yes; done");

        Failed failed = failed(build(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 5_000, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.LOG_LIMIT);
        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("log"));
        assertThat(folder.resolve("log")).hasSize(5_000);
    }

    /** It neither heeds a signal nor that nobody reads on, and its line never ends. */
    @Test
    void of_a_log_that_outruns_its_limit_by_far_no_more_is_kept_than_is_allowed() throws Exception {
        recipe("trap '' TERM HUP INT PIPE; while :; do cat /dev/zero | tr '\\0' x || yes; done");
        long allowed = 8 << 20;

        Failed failed = failed(build(new Limits(Duration.ofSeconds(90), Duration.ofSeconds(90), allowed, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.LOG_LIMIT);
        assertThat(failed.message()).isEqualTo("the recipe printed more than 8388608 bytes");
        store.copyTo(failed.logHash().orElseThrow(), folder.resolve("log"));
        assertThat(folder.resolve("log")).hasSize(allowed);
        assertThat(live.printed.size()).isEqualTo(allowed);
        assertThat(failed.logTail())
                .singleElement()
                .satisfies(line -> assertThat(line).hasSizeLessThanOrEqualTo(LogTail.WIDTH));
        assertThat(attemptsLeft()).isEmpty();
    }

    @Test
    void a_recipe_that_printed_too_much_and_ended_has_failed_too() throws Exception {
        recipe("printf '%6000s' x");

        assertThat(failed(build(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 5_000, 1000)))
                        .kind())
                .isEqualTo(FailureKind.LOG_LIMIT);
    }

    @Test
    void a_recipe_that_writes_file_after_file_is_stopped() throws Exception {
        recipe("while :; do i=$((${i:-0} + 1)); head -c 1000000 /dev/zero > \"$TMPDIR/$i\"; done");
        Duration patience = Duration.ofSeconds(90);

        Failed failed = failed(build(new Limits(patience, patience, 100_000, 1000, 50_000_000, 0, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(failed.message()).endsWith("bytes on the disk, 50000000 are allowed");
    }

    @Test
    void a_recipe_that_makes_files_without_end_is_stopped() throws Exception {
        recipe("i=0; while :; do i=$((i + 1)); : > \"$TMPDIR/$i\"; done");
        Duration patience = Duration.ofSeconds(90);
        Limits limits = new Limits(patience, patience, 100_000, 1000).withFiles(2_000);

        Failed failed = failed(build(limits));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(failed.message())
                .isEqualTo("the recipe had more than 2000 files on the disk, which is all that is allowed");
    }

    @Test
    void an_output_of_too_many_files_is_too_large() throws Exception {
        recipe("for i in $(seq 100); do : > \"$out/$i\"; done");

        Failed failed = failed(build(LIMITS.withFiles(99)));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
    }

    @Test
    void a_recipe_says_itself_what_nobody_else_can_see() throws Exception {
        recipe("echo 'tidemark-failure: pin-conflict it needs zlib < 2'; exit 1");
        Failed failed = failed(build());
        assertThat(failed.kind()).isEqualTo(FailureKind.PIN_CONFLICT);
        assertThat(failed.message()).isEqualTo("it needs zlib < 2");

        recipe("echo 'tidemark-failure: agent-fault not my doing'; exit 1");
        assertThat(failed(build()).kind()).isEqualTo(FailureKind.BUILD_FAILED);

        recipe("echo 'tidemark-failure: fetch-failed'; exit 0");
        succeeded(build());
    }

    @Test
    void what_the_set_marks_as_broken_is_not_built() throws Exception {
        write("set/packages/zlib/package.json", "{\"version\": \"1\", \"broken\": \"since perl 6\"}");
        recipe("touch \"$out/built\"");

        Failed refused = failed(build());

        assertThat(refused.kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(refused.message()).isEqualTo("the set marks tiny:zlib as broken: since perl 6");
    }

    @Test
    void a_recipe_that_fails_while_it_downloads_has_failed_to_fetch() throws Exception {
        recipe("echo 'tidemark-phase: fetch'; exit 22");

        Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.FETCH_FAILED);
        assertThat(failed.phase()).isEqualTo("fetch");
    }

    @Test
    void a_recipe_that_is_a_fetch_reaches_other_machines_and_leaves_what_the_set_says() throws Exception {
        byte[] news = "of version 1\n".getBytes(StandardCharsets.UTF_8);
        Sha256 hash = new Sha256(HexFormat.of().formatHex(Sha256.newDigest().digest(news)));
        try (Served served = new Served(news)) {
            fetches(served, hash);
            Succeeded built = succeeded(build());
            store.copyTo(built.outputHash(), folder.resolve("output.archive"));
            Path output = Files.createDirectory(folder.resolve("output"));
            OutputArchive.unpack(folder.resolve("output.archive"), output, 1000);
            assertThat(output.resolve("file")).hasContent("of version 1\n");
            TreeCopy.delete(output);

            fetches(served, KEY);
            Failed other = failed(build());
            assertThat(other.kind()).isEqualTo(FailureKind.HASH_MISMATCH);
            assertThat(other.message())
                    .isEqualTo(
                            "what was fetched has the SHA-256 %s, and the set says %s: correct \"fetch\" in the package's package.json, or look at what the address serves"
                                    .formatted(hash.hex(), KEY.hex()));

            recipe("echo one > \"$out/one\"; echo two > \"$out/two\"");
            assertThat(failed(build()).message())
                    .isEqualTo(
                            "a recipe that is a fetch leaves one file in its output, and this one left 2 entries (one, two): correct its \"build\"");

            Failed unknown = failed(executor(LIMITS).execute(task("tiny:zlib", "2", List.of()), new CancelSignal()));
            assertThat(unknown.kind()).isEqualTo(FailureKind.BUILD_FAILED);
            assertThat(unknown.message()).startsWith("the set has no SHA-256 of what tiny:zlib 2 fetches");
        }
    }

    @Test
    void a_fetch_that_finds_nobody_there_is_a_failed_download() throws Exception {
        Served gone = new Served(new byte[0]);
        fetches(gone, KEY);
        gone.close();

        assertThat(failed(build()).kind()).isEqualTo(FailureKind.FETCH_FAILED);
    }

    private void fetches(Served served, Sha256 hash) throws IOException {
        write("set/packages/zlib/package.json", """
                {"version": "1", "fetch": {"1": "%s"}}
                """.formatted(hash.hex()));
        write("set/packages/zlib/Get.java", """
                class Get {
                    public static void main(String[] arguments) throws Exception {
                        try (var in = java.net.URI.create("%s").toURL().openStream()) {
                            java.nio.file.Files.copy(in, java.nio.file.Path.of(System.getenv("out"), "file"));
                        }
                    }
                }
                """.formatted(served.address()));
        recipe("java Get.java");
    }

    /** One file on this machine, by HTTP. */
    private static final class Served implements AutoCloseable {
        private final HttpServer server;

        Served(byte[] file) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, file.length);
                    exchange.getResponseBody().write(file);
                }
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:%d/file".formatted(server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void a_work_folder_belongs_to_one_agent() throws Exception {
        recipe("true");
        executor(LIMITS);

        assertThatThrownBy(() -> Workshop.take(folder.resolve("work")))
                .isInstanceOf(WorkshopTakenException.class)
                .hasMessage("the work folder %s is another agent's (process %d): set work to a folder of this one's own"
                        .formatted(
                                folder.resolve("work"), ProcessHandle.current().pid()));
    }

    @Test
    void an_output_that_is_too_large_is_refused() throws Exception {
        recipe("printf '%2000s' x > \"$out/large\"");

        Failed failed = failed(build(new Limits(Duration.ofSeconds(30), Duration.ofSeconds(30), 5_000, 1000)));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(failed.message()).isEqualTo("the output has 2000 bytes, 1000 are allowed");
    }

    @Test
    void an_input_that_is_missing_is_named() throws Exception {
        recipe("true");
        store.put(Files.writeString(folder.resolve("another"), "x"));

        Failed failed = failed(build(List.of(new Input("glibc", KEY, TrustDomain.FREE))));

        assertThat(failed.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(failed.lostInputs()).containsExactly("glibc");
        assertThat(failed.message()).isEqualTo("the input glibc is lost: artifact 111111111111 is not in the store");
        assertThat(failed.logHash()).isEmpty();
    }

    @Test
    void all_inputs_that_are_missing_are_named_at_once() throws Exception {
        recipe("true");
        Sha256 there = store.put(Files.writeString(folder.resolve("there"), "x"));

        Failed failed = failed(build(List.of(
                new Input("glibc", KEY, TrustDomain.FREE),
                new Input("perl", there, TrustDomain.FREE),
                new Input("zlib", KEY, TrustDomain.FREE))));

        assertThat(failed.lostInputs()).containsExactly("glibc", "zlib");
    }

    @Test
    void a_store_that_is_not_there_is_the_agents_fault() throws Exception {
        recipe("true");

        Failed failed = failed(build(List.of(new Input("glibc", KEY, TrustDomain.FREE))));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message()).contains("the whole artifact store is not there");
    }

    @Test
    void an_input_that_was_damaged_is_named() throws Exception {
        recipe("true");
        Sha256 hash = store.put(Files.writeString(folder.resolve("input"), "x"));
        write("artifacts/free/" + hash.hex().substring(0, 2) + "/" + hash.hex().substring(2), "y");

        Failed failed = failed(build(List.of(new Input("glibc", hash, TrustDomain.FREE))));

        assertThat(failed.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(failed.message())
                .startsWith("the input glibc is lost: artifact")
                .contains("is damaged");
    }

    @Test
    void a_free_build_never_reads_what_is_unfree() throws Exception {
        recipe("true");

        Failed failed = failed(build(List.of(new Input("codec", KEY, TrustDomain.UNFREE))));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message())
                .isEqualTo("the input codec is of the domain unfree, which this agent must not read");
    }

    @Test
    void a_set_that_changed_since_its_import_is_not_built() throws Exception {
        recipe("true");
        CommandExecutor executor = executor(LIMITS);
        BuildTask task = task("tiny:zlib", "1", List.of());
        recipe("false");

        Failed failed = failed(executor.execute(task, new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message())
                .startsWith("the agent's copy of the set differs from the graph revision in the recipe of tiny:zlib;");
    }

    @Test
    void a_version_without_sources_cannot_be_built() throws Exception {
        recipe("true");

        for (String version :
                List.of("2", "1/../1", "1; touch pwned", "$(touch pwned)", "-rf", "../../set/packages/zlib")) {
            Failed failed = failed(executor(LIMITS).execute(task("tiny:zlib", version, List.of()), new CancelSignal()));

            assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
            assertThat(failed.message())
                    .isEqualTo(
                            "the set has no sources of tiny:zlib %s: nothing was built; add the folder packages/zlib/%s to the set, or publish a version that it has"
                                    .formatted(version, version));
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("pwned");
        }
    }

    /** As far from harmless as a name can be: those that lead elsewhere are none (CodecTest). */
    @Test
    void a_name_that_a_shell_would_take_for_more_is_a_package_that_the_set_does_not_have() throws Exception {
        recipe("touch \"$out/pwned\"");

        for (String name : List.of("zlib'", "zlib'+touch+pwned+'", "zlib..", "_", "zlib@1", "1")) {
            Failed failed = failed(executor(LIMITS).execute(task("tiny:" + name, "1", List.of()), new CancelSignal()));

            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(failed.message())
                    .startsWith("the agent's copy of the set differs from the graph revision in the recipe of tiny:%s;"
                            .formatted(name));
            assertThat(attemptsLeft()).isEmpty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("pwned"));
        }
    }

    @Test
    void a_set_that_the_agent_does_not_have_is_its_own_fault() throws Exception {
        recipe("true");
        BuildTask known = task("tiny:zlib", "1", List.of());
        BuildTask unknown = new BuildTask(
                "a", PackageId.parse("other:zlib"), "1", known.pool(), known.recipeDigest(), List.of(), KEY);

        Failed failed = failed(executor(LIMITS).execute(unknown, new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message()).isEqualTo("the agent has no set other; add it to the agent's sets and restart it");
    }

    @Test
    void a_workspace_that_the_agent_cannot_reproduce_is_refused() throws Exception {
        recipe("true");
        BuildTask plain = task("tiny:zlib", "1", List.of());
        BuildTask bumped = new BuildTask(
                "a",
                plain.of(),
                plain.version(),
                plain.pool(),
                plain.recipeDigest(),
                List.of(),
                KEY,
                new Workspace.Published(new Sha256("5".repeat(64)), Variant.WAVE));

        Failed failed = failed(executor(LIMITS).execute(bumped, new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message())
                .isEqualTo("the agent cannot reproduce the workspace 555555555555 of the set tiny, since it builds what"
                        + " its set folders hold; let an agent build it that evaluates the set");
    }

    @Test
    void a_wave_that_the_agent_cannot_prepare_is_refused() throws Exception {
        recipe("true");
        BuildTask plain = task("tiny:@workspace", "commit-1", List.of());
        BuildTask preparation = new BuildTask(
                "a",
                plain.of(),
                plain.version(),
                plain.pool(),
                plain.recipeDigest(),
                List.of(),
                KEY,
                new Workspace.Wanted(1, "commit-1", List.of()));

        Failed failed = failed(executor(LIMITS).execute(preparation, new CancelSignal()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message()).contains("cannot prepare a wave of the set tiny");
    }

    @Test
    void a_cancelled_build_ends_although_it_would_not() throws Exception {
        recipe("trap '' TERM; touch '%s/begun'; while :; do sleep 1; done".formatted(shared()));
        CancelSignal cancel = new CancelSignal();
        CommandExecutor executor = executor(LIMITS);
        BuildTask task = task("tiny:zlib", "1", List.of());
        Thread canceller = Thread.ofVirtual().start(() -> {
            while (!Files.exists(shared().resolve("begun"))) {
                Thread.onSpinWait();
            }
            cancel.give();
        });

        BuildOutcome outcome = executor.execute(task, cancel);

        canceller.join();
        assertThat(outcome).isInstanceOf(Cancelled.class);
    }

    @Test
    void a_link_out_of_the_output_fails_the_build() throws Exception {
        recipe("ln -s \"$HOME\" \"$out/home\"; ln -s ../../etc/passwd \"$out/users\"");

        Failed failed = failed(build());

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message()).isEqualTo("the output's link home leads out of the output");
    }

    @Test
    void what_an_earlier_life_left_behind_is_cleared_away() throws Exception {
        write("work/build-123/set/file", "left");
        recipe("true");

        executor(LIMITS);

        assertThat(attemptsLeft()).isEmpty();
    }

    final BuildOutcome build() throws Exception {
        return build(List.of());
    }

    final BuildOutcome build(List<Input> inputs) throws Exception {
        return executor(LIMITS).execute(task("tiny:zlib", "1", inputs), new CancelSignal());
    }

    final BuildOutcome build(Limits limits) throws Exception {
        return executor(limits).execute(task("tiny:zlib", "1", List.of()), new CancelSignal());
    }

    /** After a folder that recipes are to see has gone away. */
    final BuildOutcome buildWithout(Path seen) throws Exception {
        CommandExecutor executor = executor(LIMITS);
        BuildTask task = task("tiny:zlib", "1", List.of());
        Files.delete(seen);
        return executor.execute(task, new CancelSignal());
    }

    final CommandExecutor executor(Limits limits) throws Exception {
        for (CommandExecutor earlier : executors) {
            earlier.close();
        }
        Workshop workshop = Workshop.take(folder.resolve("work"));
        CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(Path.of(System.getProperty("java.home")), List.of(shared()), limits, live),
                workshop,
                confinement(folder.resolve("confinement")),
                new SetFolders(Map.of("tiny", PackageSet.load(folder.resolve("set")))),
                Map.of(TrustDomain.FREE, store));
        executors.add(executor);
        return executor;
    }

    final ArtifactStore store() {
        return store;
    }

    final Path shared() {
        return folder.resolve("shared");
    }

    final BuildTask task(String of, String version, List<Input> inputs) throws Exception {
        Sha256 digest = RecipeDigest.of(PackageSet.load(folder.resolve("set")), "zlib");
        return new BuildTask(
                "attempt-1", PackageId.parse(of), version, Pool.parse("x86_64-linux.free"), digest, inputs, KEY);
    }

    static Succeeded succeeded(BuildOutcome outcome) {
        assertThat(outcome).isInstanceOf(Succeeded.class);
        return (Succeeded) outcome;
    }

    static Failed failed(BuildOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    /** Waits until no process has the word in its command line. */
    static void awaitEnd(String word) throws Exception {
        for (ProcessHandle process : processes(word)) {
            process.onExit().get();
        }
        assertThat(processes(word)).isEmpty();
    }

    private static void end(String word) throws Exception {
        processes(word).forEach(ProcessHandle::destroyForcibly);
        awaitEnd(word);
    }

    private static List<ProcessHandle> processes(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .toList();
    }

    private List<Path> attemptsLeft() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("work"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    final void recipe(String script) throws IOException {
        write("set/packages/zlib/build", script);
    }

    final void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
