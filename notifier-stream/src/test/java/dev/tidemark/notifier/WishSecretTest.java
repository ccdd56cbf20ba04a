package dev.tidemark.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WishSecretTest {

    @TempDir
    private Path state;

    @Test
    void it_is_made_once_and_kept() throws Exception {
        byte[] first = WishSecret.of("", state.resolve("new"));

        assertThat(first).hasSize(32);
        assertThat(WishSecret.of("", state.resolve("new"))).isEqualTo(first);
        try (var files = Files.list(state.resolve("new"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void what_the_operator_says_counts_when_it_is_long_enough() {
        assertThat(WishSecret.of("0123456789abcdef", state))
                .isEqualTo("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> WishSecret.of("short", state))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("use 16 or more");
    }

    @Test
    void a_file_that_was_cut_off_is_no_secret() throws Exception {
        for (String rubbish : new String[] {"", "00", "no hex"}) {
            Files.writeString(state.resolve("wish-secret"), rubbish);
            assertThatThrownBy(() -> WishSecret.of("", state))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("holds no secret");
        }
    }
}
