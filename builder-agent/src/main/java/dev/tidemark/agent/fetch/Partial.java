package dev.tidemark.agent.fetch;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What has come of a file so far, and from where. It outlives the process. Used by one thread. */
public final class Partial {

    private static final String PART = ".part";
    private static final String FROM = ".from";
    /** What nobody has gone on with for so long is taken away. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final Path file;
    private final Path from;
    private final Path folderOfFinished;
    private final Path finished;

    /**
     * How far it is.
     *
     * @param from digest of the URL that the last of it came from, which may have secrets in it; empty where nobody knows
     * @param validator what that said of it, to be told the same again; empty where it said nothing
     */
    record Progress(long bytes, String from, String validator) {

        /** What is told to a place, so that it goes on with the same file or begins anew; another place is told nothing. */
        Optional<String> validator(URI url) {
            return from.equals(digest(url)) && !validator.isEmpty() ? Optional.of(validator) : Optional.empty();
        }
    }

    private static String digest(URI url) {
        return Sha256.builder().add(url.toString()).build().hex();
    }

    private Partial(Path folder, String key, String name) {
        this.file = folder.resolve(key + PART);
        this.from = folder.resolve(key + FROM);
        this.folderOfFinished = folder.resolve(key);
        this.finished = folderOfFinished.resolve(name);
    }

    /**
     * Of a file that may have been begun before.
     *
     * @param folder for all of them
     * @param key which file; no two threads have the same at once
     * @param name that it is to have when it is whole
     */
    public static Partial in(Path folder, String key, String name) throws IOException {
        Files.createDirectories(folder);
        return new Partial(folder, key, name);
    }

    /** Takes away what nobody has gone on with for a week. */
    public static void clear(Path folder, Instant now) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.sorted().toList();
        }
        for (Path each : all) {
            try {
                if (Files.isRegularFile(each)
                        && Files.getLastModifiedTime(each).toInstant().isBefore(now.minus(KEPT))) {
                    Files.deleteIfExists(each);
                }
            } catch (NoSuchFileException e) {
                // Somebody was quicker.
            }
        }
    }

    Path file() {
        return file;
    }

    long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    Progress progress() throws IOException {
        List<String> lines = Files.exists(from) ? Files.readAllLines(from) : List.of();
        return new Progress(size(), lines.isEmpty() ? "" : lines.getFirst(), lines.size() < 2 ? "" : lines.get(1));
    }

    /** What comes now is from there. */
    void from(URI url, String validator) throws IOException {
        Files.write(from, List.of(digest(url), validator));
    }

    boolean hasHash(WantedFile wanted) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(wanted.algorithm());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has " + wanted.algorithm(), e);
        }
        try (InputStream bytes = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 << 10];
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(wanted.hash());
    }

    /** It is whole, under its name. */
    Path finished() throws IOException {
        Files.createDirectories(folderOfFinished);
        Files.move(file, finished, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(from);
        return finished;
    }

    /** Whoever had the whole file has it elsewhere by now; or nothing of it is of any use. */
    public void remove() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(from);
        Files.deleteIfExists(finished);
        Files.deleteIfExists(folderOfFinished);
    }
}
