package dev.tidemark.schemas.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tidemark.schemas.identity.AgentKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileTest {

    @TempDir
    private Path folder;

    @Test
    void a_key_is_made_once_and_nobody_but_its_owner_may_read_it() throws IOException {
        Path file = folder.resolve("state/agent.pem");

        AgentKey made = KeyFile.openOrMake(file).publicKey();

        assertThat(KeyFile.openOrMake(file).publicKey()).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("state"))))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void of_several_that_come_first_at_once_all_have_the_same_key() {
        Path file = folder.resolve("agent.pem");

        List<CompletableFuture<AgentKey>> all = Stream.generate(() -> CompletableFuture.supplyAsync(() -> open(file)))
                .limit(8)
                .toList();

        assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    private static AgentKey open(Path file) {
        try {
            return KeyFile.openOrMake(file).publicKey();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_key_that_others_may_use_is_refused() throws IOException {
        Path file = folder.resolve("agent.pem");
        KeyFile.openOrMake(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatIOException()
                .isThrownBy(() -> KeyFile.openOrMake(file))
                .withMessageContaining("may be used by others than its owner")
                .withMessageContaining("chmod 600");
    }

    @Test
    void what_is_no_key_is_refused_and_not_overwritten() throws IOException {
        Path file = Files.createFile(
                folder.resolve("agent.pem"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String one = SigningKey.generate().pem();
        String other = SigningKey.generate().pem();
        String mixed = one.substring(0, one.indexOf("-----BEGIN PUBLIC"))
                + other.substring(other.indexOf("-----BEGIN PUBLIC"));
        for (String rubbish : List.of(
                "",
                "rubbish \u00e4",
                mixed,
                one.replace("PRIVATE", "PIRATE"),
                one.replaceFirst("MC4CAQAwBQYDK2Vw", "MC4CAQAwBQYDK2Vv"))) {
            Files.writeString(file, rubbish, StandardCharsets.UTF_8);

            assertThatIOException()
                    .as(rubbish)
                    .isThrownBy(() -> KeyFile.openOrMake(file))
                    .withMessageContaining("is not an agent's key")
                    .withMessageContaining("enrol the agent again");
            assertThat(file).hasContent(rubbish);
        }
    }
}
