package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.TestConfinement;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a sandbox, and within the best limits that this machine has. */
final class ConfinedRecipeTest extends CommandExecutorContract {

    private static final String ADDED = "added";
    private static final Duration LONG = Duration.ofSeconds(90);

    @BeforeEach
    void a_machine_with_a_sandbox() {
        TestConfinement.assumeSandbox();
    }

    @Override
    Confinement confinement(Path folder) throws Exception {
        return Confinement.here(
                Confinement.Mode.REQUIRED,
                folder,
                TestConfinement.groupName(folder),
                List.of(Path.of(System.getProperty("java.home")), Files.createDirectories(folder.resolve(ADDED))),
                0);
    }

    @Override
    boolean holdsAll() {
        return true;
    }

    @Test
    void a_recipe_sees_the_system_its_own_folders_and_nothing_else_of_the_machine() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "of the machine");
        recipe("""
                set -eu
                test ! -e '%s'
                for path in /root /home /etc/shadow /var /run /sys /build/log; do test ! -e "$path"; done
                test "$(ls /build)" = "$(printf 'deps\nhome\nout\nset')"
                test -z "$(ls "$deps")"
                test "$out $HOME $TMPDIR $lib" = "/build/out /build/home /tmp /build/set/lib"
                for path in /x /usr/x /etc/x /dev/x /build/x "$deps/x" "$lib/x"; do ! touch "$path" 2>/dev/null; done
                """.formatted(secret));

        succeeded(build());
    }

    /** It may lie in a folder of which recipes have their own, such as /tmp. */
    @Test
    void what_the_operator_adds_is_seen_and_cannot_be_changed() throws Exception {
        Path there = Files.createDirectories(folder.resolve("confinement").resolve(ADDED));
        Path added = Files.writeString(there.resolve("word"), "added");
        recipe("test \"$(cat '%s')\" = added && ! touch '%s' 2>/dev/null".formatted(added, added));

        succeeded(build());
    }

    @Test
    void a_recipe_reaches_no_other_process_no_secret_of_the_agent_and_no_network() throws Exception {
        // What the shells on the way to a sandbox set themselves.
        String secrets = System.getenv().keySet().stream()
                .filter(name -> name.matches("\\w+")
                        && !Set.of("PATH", "PWD", "OLDPWD", "SHLVL", "_").contains(name))
                .collect(Collectors.joining(" "));
        recipe("""
                set -eu
                test "$(grep -c : /proc/net/dev)" = 1
                test "$(ls -d /proc/[0-9]* | wc -l)" -le 6
                test "$(id -u)" != 0
                tr '\\0' '\\n' < /proc/1/environ > variables
                for name in %s; do ! grep "^$name=" variables; done
                test -z "${TIDEMARK_ATTEMPT:-}"
                """.formatted(secrets));

        succeeded(build());
    }

    @Test
    void a_recipe_without_a_limit_of_its_own_leaves_memory_to_others() throws Exception {
        recipe("head -c 300000000 /dev/zero | tail -c 300000000 > \"$TMPDIR/all\"");
        Path other = folder.resolve("other");
        try (CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(
                        Path.of(System.getProperty("java.home")),
                        List.of(),
                        new Limits(LONG, LONG, 100_000, 1000, 1 << 30, 0, 100),
                        LiveLogs.UNHEARD),
                Workshop.take(other),
                Confinement.here(
                        Confinement.Mode.REQUIRED,
                        other,
                        TestConfinement.groupName(other),
                        List.of(Path.of(System.getProperty("java.home"))),
                        64 << 20),
                new SetFolders(Map.of("tiny", PackageSet.load(folder.resolve("set")))),
                Map.of(TrustDomain.FREE, store()))) {
            Failed failed = failed(executor.execute(task("tiny:zlib", "1", List.of()), new CancelSignal()));

            assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
            assertThat(failed.message()).isEqualTo("the recipe needed more memory than there was");
        }
    }

    @Test
    void a_recipe_that_needs_more_memory_than_is_allowed_is_out_of_memory() throws Exception {
        recipe("head -c 300000000 /dev/zero | tail -c 300000000 > \"$TMPDIR/all\"");

        Failed failed = failed(build(new Limits(LONG, LONG, 100_000, 1000, 1 << 30, 64 << 20, 100)));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(failed.message())
                .isEqualTo("the recipe needed more memory than the 67108864 bytes that are allowed");
    }

    @Test
    void a_recipe_that_forks_for_ever_harms_nobody_and_says_why_it_failed() throws Exception {
        TestConfinement.assumeProcessLimit();
        recipe("""
                bomb() { while :; do bomb & done; }
                bomb 2>/dev/null &
                while :; do sleep 60 & done
                """);

        Failed failed = failed(build(new Limits(LONG, LONG, 10_000_000, 1000, 1 << 30, 1 << 30, 50)));

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message()).contains("as many processes as are allowed (50)");
    }

    @Test
    void a_file_that_grows_without_end_is_too_much_output() throws Exception {
        recipe("cat /dev/zero > \"$TMPDIR/large\"");

        Failed failed = failed(build(new Limits(LONG, LONG, 100_000, 1000, 5_000_000, 0, 100)));

        assertThat(failed.kind()).isEqualTo(FailureKind.OUTPUT_LIMIT);
        assertThat(failed.message())
                .isEqualTo("the recipe wrote a file of more than the 5000000 bytes that are allowed on the disk");
    }

    @Test
    void a_sandbox_that_cannot_be_made_is_no_failure_of_the_package() throws Exception {
        recipe("true");

        Failed failed = failed(buildWithout(shared()));

        assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
        assertThat(failed.message()).startsWith("the recipe's sandbox failed (status 1, bwrap: Can't find source path");
    }
}
