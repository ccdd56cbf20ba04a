package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Seen;
import dev.tidemark.agent.sandbox.TestConfinement;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.source.TreeCopy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real bubblewrap. */
final class SetScriptTest {

    @TempDir
    private Path folder;

    @Test
    void what_is_on_the_path_is_found_also_in_a_home_of_which_nothing_else_is_seen_and_no_key_can_be_read()
            throws Exception {
        TestConfinement.assumeSandbox();
        // Not below /tmp, of which a script has its own.
        Path home = Files.createTempDirectory(
                Files.createDirectories(Path.of("target")).toRealPath(), "home-");
        Path tool = Files.createDirectory(home.resolve("bin")).resolve("tool");
        Files.writeString(tool, "#!/bin/sh\necho found\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("token"), "secret");
        Path key = Files.writeString(
                Files.createTempFile(Files.createDirectories(Path.of("target")).toRealPath(), "key-", ""), "secret");
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        try (Confinement confined = Confinement.here(
                Confinement.Mode.REQUIRED,
                Files.createDirectory(folder.resolve("sandbox")),
                TestConfinement.groupName(folder),
                List.of(),
                0)) {
            SetScript script = new SetScript(
                    "script",
                    Supervisor.in(folder),
                    new ScriptBounds(confined, Limits.DEFAULT, new Seen.Machine(List.of(home, key)), List.of()),
                    new SetScript.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), 100_000));

            SetScript.Ended ended = script.run(
                    new Command(
                            List.of("sh", "-c", "tool && test ! -e %s/token && ! grep secret %s".formatted(home, key)),
                            scratch,
                            new TreeMap<>(Map.of("PATH", home.resolve("bin") + ":/usr/bin:/bin")),
                            "TAG=" + folder),
                    new SetScript.Place(scratch, Files.createDirectory(scratch.resolve("own"))),
                    new SetScript.Printed(
                            folder.resolve("log"),
                            LiveLogs.UNHEARD.open(new LoggedAttempt(
                                    "x-1", PackageId.parse("tiny:zlib"), "1", new Sha256("1".repeat(64))))),
                    new CancelSignal());

            assertThat(ended.verdict()).isEqualTo(new Verdict.Done());
            assertThat(ended.tail()).first().isEqualTo("found");
            assertThat(ended.tail()).noneMatch(line -> line.contains("secret"));
        } finally {
            Files.delete(key);
            TreeCopy.delete(home);
        }
    }
}
