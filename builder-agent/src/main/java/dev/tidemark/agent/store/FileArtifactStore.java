package dev.tidemark.agent.store;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;

/**
 * Artifacts as files: {@code ROOT/aa/bbb…}, where the first two digits of the digest are the folder; recipes as {@code ROOT/recipes/aa/bbb…}.
 * A file appears under
 * its name only when it is whole and on the disk, so that a crash leaves nothing half written behind that name. Its time is that of when it was
 * stored last ({@link StoreContents}). Who may read it is as with any file that the process makes: its umask says so.
 */
public final class FileArtifactStore implements ArtifactStore {

    private static final int BUFFER = 1 << 16;

    private final Path root;

    /** @param root created when the first artifact is stored */
    public FileArtifactStore(Path root) {
        this.root = root;
    }

    @Override
    public Sha256 put(Path file) throws IOException {
        return put(file, this::place);
    }

    @Override
    public boolean renewRecipe(Sha256 digest) throws IOException {
        try {
            Files.setLastModifiedTime(placeOfRecipe(digest), FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void putRecipe(Sha256 digest, Path archive) throws IOException {
        put(archive, hash -> placeOfRecipe(digest));
    }

    private Sha256 put(Path file, Function<Sha256, Path> places) throws IOException {
        Files.createDirectories(root);
        // Not as a temporary file is made, which nobody but its owner may read.
        Path part = root.resolve("%s%s.part".formatted(StoreContents.INCOMING, UUID.randomUUID()));
        try {
            Sha256 hash = copy(file, part, Kept.THROUGH_POWER_CUTS);
            Path place = places.apply(hash);
            Files.createDirectories(parent(place));
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(parent(place));
            return hash;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void copyTo(Sha256 hash, Path target) throws IOException {
        boolean whole = false;
        try {
            Sha256 found = copy(place(hash), target, Kept.WHILE_THIS_BUILDS);
            if (!found.equals(hash)) {
                throw new ArtifactDamagedException(hash, found);
            }
            whole = true;
        } catch (NoSuchFileException e) {
            if (!Files.exists(parent(target))) {
                throw e;
            }
            if (!Files.isDirectory(root)) {
                throw new NoSuchFileException(
                        root.toString(), null, "the whole artifact store is not there: mount it again");
            }
            throw new ArtifactMissingException(hash);
        } finally {
            if (!whole) {
                Files.deleteIfExists(target);
            }
        }
    }

    /** For how long a copy has to be whole. */
    private enum Kept {
        THROUGH_POWER_CUTS,
        /** What is in the middle of a build when the power fails is built again: nobody waits for the disk. */
        WHILE_THIS_BUILDS
    }

    private static Sha256 copy(Path from, Path to, Kept kept) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = Files.newInputStream(from);
                FileChannel channel = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
            if (kept == Kept.THROUGH_POWER_CUTS) {
                channel.force(true);
            }
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }

    /** The new name, too, must survive a power cut. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path place(Sha256 hash) {
        return under(root, hash);
    }

    private Path placeOfRecipe(Sha256 digest) {
        return under(root.resolve(StoreContents.RECIPES), digest);
    }

    private static Path under(Path folder, Sha256 hash) {
        return folder.resolve(hash.hex().substring(0, 2)).resolve(hash.hex().substring(2));
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new AssertionError("an artifact lies in a folder");
        }
        return parent;
    }
}
