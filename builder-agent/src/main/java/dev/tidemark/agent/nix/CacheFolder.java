package dev.tidemark.agent.nix;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The files of a binary cache. Nix writes none of them twice: an archive that was damaged stays so, whatever is published later, unless it
 * is taken away before.
 *
 * <p>For each store path there is a {@code HASH.narinfo} that names an archive, its size and its hash; see "Serving a Nix store via HTTP"
 * in Nix' manual.
 */
final class CacheFolder {

    private static final String DIGITS = "0123456789abcdfghijklmnpqrsvwxyz";
    private static final String HASH = "sha256:";
    private static final int BUFFER = 1 << 16;

    private final Path folder;

    CacheFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether something was published under that store path, be it damaged by now. */
    boolean names(String storePath) {
        return Files.exists(described(storePath));
    }

    /** Whether that can be had from here: it is named, and the archive is there. What is in the archive nobody looks at. */
    boolean has(String storePath) throws IOException {
        try {
            return archive(description(described(storePath)))
                    .filter(Files::isRegularFile)
                    .isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Takes away what is damaged of that, so that it can be published again. Whoever reads the cache meanwhile finds it lost, as before.
     * Another agent may do the same at the same time. Reads every archive.
     */
    void dropDamaged(Collection<String> storePaths) throws IOException {
        drop(storePaths, (archive, description) -> !isWhole(archive, description));
    }

    /** The same of what is not there, or shorter or longer than it was. Reads no archive, and so misses one that was written over. */
    void dropIncomplete(Collection<String> storePaths) throws IOException {
        drop(storePaths, (archive, description) -> !hasItsSize(archive, description));
    }

    /** What is wrong with an archive. */
    private interface Flaw {
        boolean isIn(Path archive, Map<String, String> description) throws IOException;
    }

    private void drop(Collection<String> storePaths, Flaw flaw) throws IOException {
        for (String storePath : storePaths) {
            Path described = described(storePath);
            Map<String, String> description;
            try {
                description = description(described);
            } catch (NoSuchFileException e) {
                continue;
            }
            Optional<Path> archive = archive(description);
            if (archive.isEmpty() || flaw.isIn(archive.get(), description)) {
                Files.deleteIfExists(described);
                if (archive.isPresent()) {
                    Files.deleteIfExists(archive.get());
                }
            }
        }
    }

    /** Empty where none is named that lies among the archives. */
    private Optional<Path> archive(Map<String, String> description) {
        Path named = folder.resolve(description.getOrDefault("URL", "")).normalize();
        return Optional.of(named).filter(archive -> archive.startsWith(folder.resolve("nar")));
    }

    private Path described(String storePath) {
        String name = storePath.substring(storePath.lastIndexOf('/') + 1);
        return folder.resolve(name.substring(0, Math.max(0, name.indexOf('-'))) + ".narinfo");
    }

    /** Line by line: what is no text has none that could be read. */
    private static Map<String, String> description(Path file) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        return fields;
    }

    /** A hash in a form that is not known here is believed. */
    private static boolean isWhole(Path archive, Map<String, String> description) throws IOException {
        String hash = description.getOrDefault("FileHash", "");
        boolean known = hash.startsWith(HASH) && hash.length() == HASH.length() + 52;
        try {
            return hasItsSize(archive, description) && (!known || hash.equals(HASH + hashOf(archive)));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static boolean hasItsSize(Path archive, Map<String, String> description) throws IOException {
        String size = description.get("FileSize");
        try {
            return Files.isRegularFile(archive) && (size == null || size.equals(Long.toString(Files.size(archive))));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static String hashOf(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return written(digest.digest());
    }

    /** As Nix writes a hash: five bits a digit, the last ones first. */
    static String written(byte[] hash) {
        StringBuilder digits = new StringBuilder();
        for (int digit = (hash.length * 8 - 1) / 5; digit >= 0; digit--) {
            int at = digit * 5 / 8;
            int shift = digit * 5 % 8;
            int low = (hash[at] & 0xff) >>> shift;
            int high = at + 1 < hash.length ? (hash[at + 1] & 0xff) << (8 - shift) : 0;
            digits.append(DIGITS.charAt((low | high) & 0x1f));
        }
        return digits.toString();
    }
}
