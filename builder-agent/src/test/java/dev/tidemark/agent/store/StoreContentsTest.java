package dev.tidemark.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.store.StoreContents.Item;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a store is seen, and removed unless an agent stores it again meanwhile. */
class StoreContentsTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sha256 RECIPE = new Sha256("ab".repeat(32));

    @TempDir
    Path folder;

    private Path root;
    private FileArtifactStore store;
    private StoreContents contents;

    @BeforeEach
    void an_empty_store() throws IOException {
        root = Files.createDirectory(folder.resolve("store"));
        store = new FileArtifactStore(root);
        contents = new StoreContents(root);
    }

    @Test
    void artifacts_recipes_and_what_is_half_written_are_told_apart() throws Exception {
        Sha256 hash = store.put(file("hello"));
        store.putRecipe(RECIPE, file("a recipe"));
        Files.writeString(root.resolve("incoming-123.part"), "half");

        assertThat(items())
                .extracting(item -> switch (item) {
                    case Item.Artifact artifact -> "artifact " + artifact.digest() + " " + artifact.bytes();
                    case Item.Recipe recipe -> "recipe " + recipe.digest() + " " + recipe.bytes();
                    case Item.Unfinished unfinished -> "unfinished " + unfinished.bytes();
                })
                .containsExactlyInAnyOrder("artifact " + hash + " 5", "recipe " + RECIPE + " 8", "unfinished 4");
    }

    @Test
    void what_is_no_stores_file_is_not_seen() throws Exception {
        Path cache = Files.createDirectories(root.resolve("nix-cache/nar"));
        Files.writeString(cache.resolve("ab".repeat(31)), "an archive");
        Files.writeString(root.resolve("README"), "somebody's");
        Files.createDirectories(root.resolve("aa/bb"));
        Files.writeString(root.resolve("aa/bb").resolve("cd".repeat(31)), "deeper");
        Files.writeString(root.resolve("aa/short"), "no digest");
        Files.writeString(Files.createDirectories(root.resolve("recipes")).resolve("cd".repeat(31)), "no folder");
        Files.createSymbolicLink(root.resolve("aa").resolve("ef".repeat(31)), root.resolve("README"));

        assertThat(items()).isEmpty();
    }

    @Test
    void what_is_removed_is_gone() throws Exception {
        store.put(file("hello"));
        Item hello = items().getFirst();

        assertThat(contents.remove(hello)).isTrue();
        assertThat(contents.remove(hello)).isFalse();

        assertThat(items()).isEmpty();
    }

    @Test
    void what_was_stored_again_since_it_was_looked_at_stays() throws Exception {
        Sha256 hash = store.put(file("hello"));
        age(root.resolve(hash.hex().substring(0, 2)).resolve(hash.hex().substring(2)));
        Item old = items().getFirst();
        store.put(file("hello"));

        assertThat(contents.remove(old)).isFalse();

        store.copyTo(hash, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasContent("hello");
        assertThat(items()).hasSize(1);
    }

    @Test
    void a_recipe_that_is_asked_for_counts_as_stored_just_now() throws Exception {
        assertThat(store.renewRecipe(RECIPE)).isFalse();
        store.putRecipe(RECIPE, file("a recipe"));
        age(items().getFirst().file());
        Item old = items().getFirst();
        assertThat(old.storedAt()).isEqualTo(LONG_AGO);

        assertThat(store.renewRecipe(RECIPE)).isTrue();

        assertThat(contents.remove(old)).isFalse();
        assertThat(items())
                .singleElement()
                .satisfies(item -> assertThat(item.storedAt()).isAfter(LONG_AGO));
    }

    @Test
    void who_died_while_removing_is_followed_by_the_next() throws Exception {
        store.put(file("hello"));
        Item hello = items().getFirst();
        Files.writeString(root.resolve("leaving-" + hello.file().getFileName()), "left behind");

        assertThat(contents.remove(hello)).isTrue();

        assertThat(items()).isEmpty();
    }

    private List<Item> items() throws IOException {
        List<Item> items = new ArrayList<>();
        contents.each(items::add);
        return items;
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("file"), text);
    }
}
