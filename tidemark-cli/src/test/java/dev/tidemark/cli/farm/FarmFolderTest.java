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
    void two_farms_do_not_share_a_folder() throws Exception {
        try (FarmFolder held = FarmFolder.take(root)) {
            assertThat(held.resolve("x")).isEqualTo(root.toRealPath().resolve("x"));
            assertThatThrownBy(() -> FarmFolder.take(root))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("another farm runs in")
                    .hasMessageContaining("--data");
        }
        FarmFolder.take(root).close();
    }

    @Test
    void a_folder_with_somebody_elses_files_is_neither_taken_nor_cleared() throws Exception {
        Path thesis = Files.writeString(root.resolve("thesis.txt"), "ten years");
        assertThatThrownBy(() -> FarmFolder.take(root))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("is not empty and not a farm's: choose another with --data");
        assertThat(root.toFile().list()).containsExactly("thesis.txt");
        assertThat(thesis).hasContent("ten years");
    }

    @Test
    void what_a_program_of_another_format_left_is_not_touched() throws Exception {
        try (FarmFolder folder = FarmFolder.take(root, 2)) {
            Files.writeString(folder.resolve("records"), "kept");
        }

        assertThatThrownBy(() -> FarmFolder.take(root, 1))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("was left by a newer program (its format is 2, and this program's 1)")
                .hasMessageContaining("--data; nothing in it was changed");
        assertThatThrownBy(() -> FarmFolder.take(root, 3))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("was left by an older program (its format is 2, and this program's 3)");
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("lock", ".tidemark-farm", "records");
        assertThat(root.resolve("records")).hasContent("kept");
        assertThat(root.resolve(".tidemark-farm")).hasContent("2");
        FarmFolder.take(root, 2).close();
    }

    @Test
    void a_folder_of_before_there_were_formats_is_of_the_first() throws Exception {
        Files.createFile(root.resolve(".tidemark-farm"));
        Files.writeString(root.resolve("records"), "kept");

        assertThatThrownBy(() -> FarmFolder.take(root, 2))
                .hasMessageContaining("was left by an older program (its format is 1, and this program's 2)");
        FarmFolder.take(root).close();
        assertThat(root.resolve("records")).hasContent("kept");
    }

    @Test
    void a_mark_that_nobody_can_read_is_of_a_newer_program() throws Exception {
        Files.writeString(root.resolve(".tidemark-farm"), "two and a half");

        assertThatThrownBy(() -> FarmFolder.take(root)).hasMessageContaining("a newer program (its format is unknown");
        assertThat(root.resolve(".tidemark-farm")).hasContent("two and a half");
    }

    @Test
    void what_an_earlier_farm_left_is_removed_even_when_it_is_read_only() throws Exception {
        FarmFolder.take(root).close();
        Path locked = Files.createDirectories(root.resolve("work/deps/base"));
        Files.writeString(locked.resolve("words"), "left\n");
        assertThat(locked.toFile().setWritable(false)).isTrue();

        try (FarmFolder folder = FarmFolder.take(root)) {
            folder.clear();
        }

        try (var left = Files.list(root)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("lock", ".tidemark-farm");
        }
    }

    @Test
    void a_removed_folder_is_gone() throws Exception {
        Path farm = root.resolve("farm");
        FarmFolder folder = FarmFolder.take(farm);
        Files.writeString(folder.resolve("something"), "kept");

        folder.remove();

        assertThat(farm).doesNotExist();
    }
}
