package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the real Nix keeps from a recipe, each beside the same without a sandbox, where nothing is kept. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NixSandboxIT {

    private static final String NO_NAMESPACES =
            "echo 0 >/proc/sys/user/max_user_namespaces && echo 0 >/proc/sys/user/max_mnt_namespaces && ";

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixBench.missing().ifPresent(Assumptions::abort);
        folder = Files.createTempDirectory("tidemark-nix-sandbox-").toRealPath();
    }

    @AfterEach
    void clean_up() throws IOException {
        if (folder != null) {
            TreeCopy.delete(folder);
        }
    }

    @Test
    void a_file_of_the_machine_is_not_there_for_a_recipe() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "planted\n");
        SetDescription set = set(
                "reader",
                "/bin/sh",
                "read -r word <%s && echo \"read $word\" && echo \"$word\" >$out".formatted(secret));

        Failed failed = (Failed) outcome(set, "reader");

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.logTail()).noneMatch(line -> line.contains("planted"));
        assertThat(failed.logTail()).anyMatch(line -> line.contains(secret.toString()));
        assertThat(withoutSandbox(set, "reader")).hasContent("planted");
    }

    @Test
    void a_listener_of_the_machine_is_not_reached_by_a_recipe() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> answer(listener, heard));
            SetDescription set = set(
                    "caller",
                    "/bin/bash",
                    "exec 3<>/dev/tcp/127.0.0.1/%d && read -r word <&3 && echo \"$word\" >$out"
                            .formatted(listener.getLocalPort()));

            Failed failed = (Failed) outcome(set, "caller");
            int fromWithin = heard.get();

            assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
            assertThat(failed.logTail()).anyMatch(line -> line.contains("/dev/tcp/127.0.0.1"));
            assertThat(fromWithin).isZero();
            assertThat(withoutSandbox(set, "caller")).hasContent("welcome");
            assertThat(heard).hasValue(1);
        }
    }

    private static void answer(ServerSocket listener, AtomicInteger heard) {
        try {
            while (true) {
                try (Socket caller = listener.accept()) {
                    heard.incrementAndGet();
                    caller.getOutputStream().write("welcome\n".getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (SocketException e) {
            return; // The test is over.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void where_the_machine_gives_no_sandbox_an_agent_does_not_start_and_never_builds_without() throws Exception {
        Assumptions.assumeTrue(
                ended(unshared("", List.of("true"))) == 0,
                "a machine without namespaces cannot be made of this one: let users make namespaces, and install util-linux");

        String without = opened(NO_NAMESPACES, "without", true);

        assertThat(without)
                .contains("NixUnusableException: Nix cannot build in a sandbox: ")
                .doesNotContain("opened");
        assertThat(without).contains("allow user namespaces on this machine, or say nix.sandbox = false");
        assertThat(opened("", "with", true)).as("it is the namespaces").contains("opened []");
        assertThat(opened(NO_NAMESPACES, "off", false)).as("and the sandbox").contains("opened [nix-without-sandbox]");
    }

    @Test
    void a_build_with_gpus_of_its_own_is_given_back_where_no_sandbox_hides_the_others() throws Exception {
        SetDescription set = NixSamples.around(folder, """
                sample // {
                  tracer = derivation {
                    name = "tracer-1.0"; pname = "tracer"; version = "1.0"; system = "x86_64-linux";
                    builder = "/bin/sh"; args = [ "-c" "echo traced >$out" ]; word = bumps.strkit or "1.0";
                  };
                }""");
        NixBench agent = new NixBench(
                folder, "bare", ownStore("bare"), TrustDomain.FREE, set, NixSamples.config(false, List.of()));
        agent.prepare(new Workspace.Bump("strkit", "1.0", "1.1", Optional.empty()));
        agent.through(inner -> (task, cancel) -> inner.execute(
                task.of().attribute().equals("tracer") ? task.with(new Devices("GPU-1", List.of())) : task, cancel));

        Failed refused = (Failed) agent.build("tracer", Variant.WAVE);

        assertThat(refused.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(refused.message()).startsWith("the agent builds Nix sets without a sandbox (nix.sandbox = false)");
        agent.through(inner -> inner);
        assertThat(((Failed) agent.build("tracer", Variant.WAVE)).message())
                .as("it is built, and of a store of its own nobody's cache takes anything")
                .contains("the outputs cannot be published");
    }

    /** What a JVM says that opens an agent in a namespace of its own, whose own user is not root. */
    private String opened(String before, String name, boolean sandbox) throws Exception {
        Path log = folder.resolve(name + ".log");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName(),
                folder.toString(),
                name,
                Boolean.toString(sandbox)));
        new ProcessBuilder(unshared(before, words))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        return Files.readString(log);
    }

    private static List<String> unshared(String before, List<String> words) {
        List<String> all = new ArrayList<>(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000"));
        all.addAll(List.of("--keep-caps", "sh", "-c"));
        all.addAll(List.of(before + "exec setpriv --inh-caps=-all --ambient-caps=-all \"$@\"", "sh"));
        all.addAll(words);
        return all;
    }

    private static int ended(List<String> words) throws InterruptedException {
        try {
            return new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // It is not installed.
        }
    }

    /** Its own JVM, for which the machine is another. */
    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            NixConfig config = NixSamples.config(Boolean.parseBoolean(arguments[2]), NixSamples.TOOLS);
            SetDescription set = NixSamples.around(Files.createDirectories(folder.resolve(arguments[1])), "sample");
            NixBench agent =
                    new NixBench(folder, arguments[1], ownStore(folder, arguments[1]), TrustDomain.FREE, set, config);
            System.out.println("opened "
                    + agent.nix().remarks().stream()
                            .filter(remark -> !remark.endsWith("for-trusted-sets-only"))
                            .toList());
        }
    }

    private BuildOutcome outcome(SetDescription set, String attribute) throws Exception {
        NixBench agent = new NixBench(
                folder, "north", TrustDomain.FREE, set, NixSamples.config(true, NixSamples.TOOLS), List.of());
        assertThat(agent.prepare(new Workspace.Bump("strkit", "1.0", "1.1", Optional.empty())))
                .isInstanceOf(BuildOutcome.Prepared.class);
        return agent.build(attribute, Variant.WAVE);
    }

    /** What the same recipe is built to by a Nix that is told of no sandbox. */
    private Path withoutSandbox(SetDescription set, String attribute) throws Exception {
        Path said = folder.resolve("without-sandbox.log");
        Path files = ((SetSource.Folder) set.source()).folder();
        ProcessBuilder nix = new ProcessBuilder("nix-build", files.toString(), "-A", attribute, "--no-out-link")
                .redirectError(said.toFile());
        nix.environment().putAll(NixSamples.config(false, List.of()).building(List.of(), List.of()));
        nix.environment().put("NIX_REMOTE", ownStore("without"));
        Process building = nix.start();
        String built = new String(building.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(building.waitFor()).as(() -> "see " + said).isZero();
        return Path.of(built);
    }

    /** Without a root: with one Nix builds in a sandbox whatever it is told. */
    private String ownStore(String name) {
        return ownStore(folder, name);
    }

    private static String ownStore(Path folder, String name) {
        return "local?store=%1$s/store&state=%1$s/var&log=%1$s/log".formatted(folder.resolve(name + "-nix"));
    }

    /** The sample and a package whose recipe is one line. */
    private SetDescription set(String name, String builder, String line) throws IOException {
        return NixSamples.around(folder, """
                sample // {
                  %1$s = derivation {
                    name = "%1$s-1.0"; pname = "%1$s"; version = "1.0"; system = "x86_64-linux";
                    builder = "%2$s"; args = [ "-c" ''%3$s'' ]; PATH = "/usr/bin:/bin"; needs = [ sample.strkit ];
                  };
                }
                """.formatted(name, builder, line));
    }
}
