package dev.tidemark.schemas.signature;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Where a signing key is kept: a PEM file that nobody but its owner may read or write. */
public final class KeyFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int MOST_BYTES = 1 << 13;

    private KeyFile() {}

    /**
     * Reads the key, or makes one where there is no file. Of several that come first at once all get the same.
     *
     * @throws IOException when it cannot be used, with the next step
     */
    public static SigningKey openOrMake(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        return read(file);
    }

    private static void make(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("%s is no place for a key: name a file in a folder".formatted(file));
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, OWNERS_FOLDER);
        }
        Path whole = Files.createTempFile(folder, "key-", ".part", OWNER_ALONE);
        try {
            Files.writeString(whole, SigningKey.generate().pem());
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            // A link, unlike a move, never takes the place of a key that is there.
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was first: it is as good.
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static SigningKey read(Path file) throws IOException {
        Set<PosixFilePermission> others = EnumSet.complementOf(EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        others.retainAll(Files.getPosixFilePermissions(file));
        if (!others.isEmpty()) {
            throw new IOException(
                    "the key %s may be used by others than its owner: make a new one (remove the file, and enrol the agent again) if they may have read it, else chmod 600 it"
                            .formatted(file));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException("%s is far too large for a key: name another file".formatted(file));
        }
        try {
            return SigningKey.ofPem(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "%s is not an agent's key (%s): bring it back from a copy, or remove it and enrol the agent again"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
