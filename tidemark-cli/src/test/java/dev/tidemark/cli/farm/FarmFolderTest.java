package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FarmFolderTest {

    @TempDir
    private Path root;

    @Test
    void two_farms_do_not_share_a_folder() {
        try (FarmFolder held = FarmFolder.take(root)) {
            assertThat(held.resolve("x")).isEqualTo(root.resolve("x"));
            assertThatThrownBy(() -> FarmFolder.take(root))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("another farm runs in")
                    .hasMessageContaining("--data");
        }
        FarmFolder.take(root).close();
    }

    @Test
    void what_an_earlier_farm_left_is_removed_even_when_it_is_read_only() throws Exception {
        Path locked = Files.createDirectories(root.resolve("work/deps/base"));
        Files.writeString(locked.resolve("words"), "left\n");
        assertThat(locked.toFile().setWritable(false)).isTrue();

        try (FarmFolder folder = FarmFolder.take(root)) {
            folder.clear();
        }

        try (var left = Files.list(root)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("lock");
        }
    }
}
