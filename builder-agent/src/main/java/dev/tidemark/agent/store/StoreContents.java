package dev.tidemark.agent.store;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What lies in a {@link FileArtifactStore}, for who clears it up; agents may write to it meanwhile. What is no store's file, such as a
 * binary cache in the same folder, is not seen.
 */
public final class StoreContents {

    static final String RECIPES = "recipes";
    static final String INCOMING = "incoming-";
    private static final String LEAVING = "leaving-";
    private static final int DIGITS_OF_FOLDER = 2;

    private final Path root;

    /** @param root of the store */
    public StoreContents(Path root) {
        this.root = root;
    }

    /** Something in a store. */
    public sealed interface Item {
        /** Where it is. */
        Path file();

        long bytes();

        /** When it was stored last. */
        Instant storedAt();

        /** Bytes by their digest. */
        record Artifact(Path file, long bytes, Instant storedAt, Sha256 digest) implements Item {}

        /** An archive of a recipe, by the recipe's digest. */
        record Recipe(Path file, long bytes, Instant storedAt, Sha256 digest) implements Item {}

        /** What was not stored, or not removed, to the end. */
        record Unfinished(Path file, long bytes, Instant storedAt) implements Item {}
    }

    /** Tells of each, in no order. */
    public void each(Consumer<Item> taker) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return isOurs(root.relativize(folder)) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    item(file, attributes).ifPresent(taker);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // It was there a moment ago.
                }
                throw e;
            }
        });
    }

    private static boolean isOurs(Path folder) {
        String first = folder.getName(0).toString();
        int ofDigits = first.equals(RECIPES) ? 1 : 0;
        boolean isRoot = first.isEmpty() || folder.getNameCount() == ofDigits;
        return isRoot
                || (folder.getNameCount() == ofDigits + 1
                        && folder.getName(ofDigits).toString().length() == DIGITS_OF_FOLDER);
    }

    private Optional<Item> item(Path file, BasicFileAttributes attributes) {
        Path below = root.relativize(file);
        String name = below.getFileName().toString();
        long bytes = attributes.size();
        Instant storedAt = attributes.lastModifiedTime().toInstant();
        if (below.getNameCount() == 1) {
            return name.startsWith(INCOMING) || name.startsWith(LEAVING)
                    ? Optional.of(new Item.Unfinished(file, bytes, storedAt))
                    : Optional.empty();
        }
        Optional<Sha256> digest = digest(below.getName(below.getNameCount() - 2).toString() + name);
        return below.startsWith(RECIPES)
                ? digest.map(recipe -> new Item.Recipe(file, bytes, storedAt, recipe))
                : digest.map(artifact -> new Item.Artifact(file, bytes, storedAt, artifact));
    }

    private static Optional<Sha256> digest(String hex) {
        try {
            return Optional.of(new Sha256(hex));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes something, unless it has been stored again since, which may happen at the very moment: so it is first taken aside and then
     * looked at. Whoever reads it goes on reading.
     *
     * @return whether it is gone; false when it stays, or somebody else has removed it
     */
    public boolean remove(Item item) throws IOException {
        Path aside = root.resolve(LEAVING + item.file().getFileName());
        try {
            if (isStoredAgain(item.file(), item)) {
                return false;
            }
            Files.move(item.file(), aside);
            if (isStoredAgain(aside, item)) {
                putBack(aside, item.file());
                return false;
            }
            Files.delete(aside);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileAlreadyExistsException e) {
            Files.delete(aside); // Who took it aside did not come back.
            return remove(item);
        }
    }

    private static boolean isStoredAgain(Path file, Item item) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isAfter(item.storedAt());
    }

    /** Where it was stored once more meanwhile, that is the same. */
    private static void putBack(Path aside, Path place) throws IOException {
        try {
            Files.move(aside, place);
        } catch (FileAlreadyExistsException e) {
            Files.delete(aside);
        }
    }
}
