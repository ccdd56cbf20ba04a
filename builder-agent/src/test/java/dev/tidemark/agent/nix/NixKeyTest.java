package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NixKeyTest {

    @TempDir
    private Path folder;

    @Test
    void a_fresh_key_is_a_seed_and_its_public_key_under_a_name_and_no_two_are_alike() {
        NixKey key = NixKey.generate("farm-1");

        assertThat(key.text()).startsWith("farm-1:");
        assertThat(Base64.getDecoder().decode(key.text().substring("farm-1:".length())))
                .hasSize(64);
        assertThat(key.publicKey()).startsWith("farm-1:").isEqualTo(key.toString());
        assertThat(NixKey.generate("farm-1")).isNotEqualTo(key);
    }

    @Test
    void it_is_written_for_nobody_else_and_over_no_other() throws Exception {
        Path file = folder.resolve("key");
        NixKey key = NixKey.generate("farm-1");

        key.write(file);

        assertThat(new NixKey(Files.readString(file))).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> NixKey.generate("farm-1").write(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(new NixKey(Files.readString(file))).isEqualTo(key);
    }

    @Test
    void what_is_no_key_is_refused_and_not_shown() {
        assertThatThrownBy(() -> new NixKey("farm-1:c2VjcmV0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("c2VjcmV0");
    }
}
