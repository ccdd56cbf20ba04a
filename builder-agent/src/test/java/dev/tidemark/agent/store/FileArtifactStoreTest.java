package dev.tidemark.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArtifactStoreTest {

    /** {@code printf hello | sha256sum} */
    private static final Sha256 HELLO = new Sha256("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");

    @TempDir
    Path folder;

    private FileArtifactStore store;

    @BeforeEach
    void an_empty_store() {
        store = new FileArtifactStore(folder.resolve("store"));
    }

    @Test
    void bytes_are_found_by_their_digest() throws Exception {
        assertThat(store.put(file("hello"))).isEqualTo(HELLO);

        store.copyTo(HELLO, folder.resolve("copy"));

        assertThat(folder.resolve("copy")).hasContent("hello");
        assertThat(files()).containsExactly("2c/" + HELLO.hex().substring(2));
    }

    @Test
    void storing_the_same_bytes_again_changes_nothing() throws Exception {
        store.put(file("hello"));
        store.put(file("hello"));

        assertThat(files()).hasSize(1);
    }

    @Test
    void what_was_never_stored_is_missing() throws Exception {
        store.put(file("another"));

        assertThatThrownBy(() -> store.copyTo(HELLO, folder.resolve("copy")))
                .isInstanceOf(ArtifactMissingException.class)
                .hasMessage("artifact 2cf24dba5fb0 is not in the store");
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void a_store_that_is_not_there_has_lost_nothing() {
        assertThatThrownBy(() -> store.copyTo(HELLO, folder.resolve("copy")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("the whole artifact store is not there: mount it again");
    }

    @Test
    void changed_bytes_are_never_handed_out_and_storing_again_repairs_them() throws Exception {
        store.put(file("hello"));
        Path stored = folder.resolve("store/2c").resolve(HELLO.hex().substring(2));
        Files.writeString(stored, "jello");

        assertThatThrownBy(() -> store.copyTo(HELLO, folder.resolve("copy")))
                .isInstanceOf(ArtifactDamagedException.class)
                .hasMessageStartingWith("artifact 2cf24dba5fb0 is damaged");
        assertThat(folder.resolve("copy")).doesNotExist();

        store.put(file("hello"));
        store.copyTo(HELLO, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasContent("hello");
    }

    /** Agents of other domains read it, and who serves logs, each as a user of its own. */
    @Test
    void what_is_stored_may_be_read_by_whoever_may_read_any_other_file_of_the_agent() throws Exception {
        Path secret = Files.createTempFile(folder, "as", "temporary");
        Files.writeString(secret, "hello");
        store.put(secret);
        store.putRecipe(HELLO, secret);

        Path any = Files.createFile(folder.resolve("any"));
        Path anyFolder = Files.createDirectory(folder.resolve("any-folder"));
        try (Stream<Path> walk = Files.walk(folder.resolve("store"))) {
            assertThat(walk)
                    .allSatisfy(path -> assertThat(Files.getPosixFilePermissions(path))
                            .isEqualTo(Files.getPosixFilePermissions(Files.isDirectory(path) ? anyFolder : any)));
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }

    private List<String> files() throws IOException {
        Path root = folder.resolve("store");
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
