package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A real daemon of Nix, with a store below a folder of the test. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class NixDaemonIT {

    private static final SetDescription SET =
            NixSamples.set(NixSamples.SAMPLE, Map.of(), new BumpsBy.Argument("bumps", Optional.of("changes")));

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    private Optional<Process> daemon = Optional.empty();

    @BeforeEach
    void nix_is_there() throws IOException {
        NixBench.missing().ifPresent(Assumptions::abort);
        // The path of a socket has to be short.
        folder = Files.createTempDirectory("nixd-").toRealPath();
    }

    @AfterEach
    void clean_up() throws Exception {
        if (daemon.isPresent()) {
            daemon.get().descendants().forEach(ProcessHandle::destroy);
            daemon.get().destroy();
            daemon.get().waitFor();
        }
        if (folder != null) {
            TreeCopy.delete(folder);
        }
    }

    @Test
    void a_daemon_that_does_not_trust_this_user_is_refused_with_what_to_do() throws Exception {
        daemon("");

        assertThatThrownBy(this::agent)
                .isInstanceOf(NixUnusableException.class)
                .hasMessageStartingWith("the Nix daemon does not trust this user (")
                .hasMessageEndingWith("add the user to trusted-users in its nix.conf and restart it, or give the agent"
                        + " a store of its own with nix.store");
    }

    @Test
    void one_that_does_builds_and_says_that_it_knows_no_limit_of_memory() throws Exception {
        daemon(System.getProperty("user.name"));

        NixBench agent = agent();

        assertThat(agent.nix().abilities().limits()).isEqualTo("nix-without-memory-limit");
        assertThat(agent.prepare(new Workspace.Bump("strkit", "1.0", "1.1", Optional.empty())))
                .isInstanceOf(BuildOutcome.Prepared.class);
        assertThat(agent.build("lists", Variant.WAVE)).isInstanceOf(BuildOutcome.Succeeded.class);
    }

    private NixBench agent() throws Exception {
        return new NixBench(
                folder,
                "north",
                "unix://%s?root=%s".formatted(folder.resolve("socket"), folder.resolve("root")),
                TrustDomain.FREE,
                SET,
                NixSamples.config(true, NixSamples.TOOLS));
    }

    private void daemon(String trusted) throws Exception {
        ProcessBuilder program = new ProcessBuilder("nix-daemon")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("daemon.log").toFile());
        program.environment().put("NIX_REMOTE", "local?root=" + folder.resolve("root"));
        program.environment()
                .put("NIX_DAEMON_SOCKET_PATH", folder.resolve("socket").toString());
        program.environment()
                .put(
                        "NIX_CONFIG",
                        "build-users-group =\nsubstituters =\nsandbox-fallback = false\ntrusted-users = %s\nextra-experimental-features = nix-command ca-derivations\n"
                                .formatted(trusted));
        try {
            daemon = Optional.of(program.start());
        } catch (IOException e) {
            Assumptions.abort("there is no nix-daemon: install that of Nix (on Debian it is in nix-bin)");
        }
        while (!Files.exists(folder.resolve("socket"))) {
            assertThat(daemon.get().isAlive())
                    .as(() -> "the daemon runs; see " + folder.resolve("daemon.log"))
                    .isTrue();
            Thread.onSpinWait();
        }
    }
}
