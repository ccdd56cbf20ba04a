package dev.tidemark.agent.build;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A build's output as one file: tar, compressed with zstd. Equal folders give equal bytes: entries are sorted, nobody
 * owns them, they have no time, and of their modes only "may be executed" counts. (Another release of zstd may compress
 * to other bytes; then what depends on the output is built once more.)
 */
public final class OutputArchive {

    private static final int LEVEL = 3;
    private static final int FILE = 0644;
    private static final int EXECUTABLE = 0755;
    private static final int OWNER_EXECUTES = 0100;
    /** Half of what a system takes, so that a folder with a long name can hold it too. */
    private static final int LONGEST_NAME = 2048;
    /** What Java puts for bytes of a name that are no text. */
    private static final char UNKNOWN_CHARACTER = '\uFFFD';

    private OutputArchive() {}

    /** An archive holds more than is taken of one. */
    static final class TooLargeException extends IOException {

        private TooLargeException(String message) {
            super(message);
        }
    }

    /** What became of packing. */
    public sealed interface Packing {
        /** @param bytes size of the archive */
        record Packed(long bytes) implements Packing {}

        /** The output cannot be an output. */
        record Refused(FailureKind kind, String reason) implements Packing {}
    }

    /**
     * Packs a folder into a file. An interrupt ends it with an exception.
     *
     * @param maxBytes how much the folder's files may have together
     * @throws IOException when the disk fails, not when the output is unfit
     */
    public static Packing pack(Path folder, Path target, long maxBytes) throws IOException {
        return pack(folder, target, maxBytes, Long.MAX_VALUE - 1);
    }

    /**
     * The same of a folder that may not hold more than so much.
     *
     * @param maxFiles how many files, folders and links may lie in it
     */
    static Packing pack(Path folder, Path target, long maxBytes, long maxFiles) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return new Packing.Refused(FailureKind.BUILD_FAILED, "the recipe took its output folder away");
        }
        Listing listing = Listing.of(folder, maxFiles);
        if (listing.refusal().isPresent()) {
            return listing.refusal().get();
        }
        List<String> names = listing.names();
        long bytes = 0;
        for (String name : names) {
            Path path = folder.resolve(name);
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isOther()) {
                return refused("the output's %s is neither a file, a folder nor a link", name);
            }
            if (attributes.isSymbolicLink()) {
                String leadsTo = linkTarget(path);
                if (isGarbled(leadsTo)) {
                    return refused("the output's link %s leads to a name that is not UTF-8", name);
                }
                if (!staysInside(name, leadsTo)) {
                    return refused("the output's link %s leads out of the output", name);
                }
            }
            bytes += attributes.isRegularFile() ? attributes.size() : 0;
        }
        if (bytes > maxBytes) {
            return new Packing.Refused(
                    FailureKind.OUTPUT_LIMIT, "the output has %d bytes, %d are allowed".formatted(bytes, maxBytes));
        }
        write(folder, names, target);
        return new Packing.Packed(Files.size(target));
    }

    /**
     * Unpacks an archive into a folder that is empty, and makes everything in it read-only. An interrupt ends it with an exception.
     *
     * @param maxBytes how much the archive's files may have together
     * @throws TooLargeException when they have more
     * @throws IOException when the disk fails, or the archive holds what {@link #pack} never writes
     */
    static void unpack(Path archive, Path folder, long maxBytes) throws IOException {
        long left = maxBytes;
        List<Path> folders = new ArrayList<>(List.of(folder));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new ZstdInputStream(new BufferedInputStream(Files.newInputStream(archive))),
                StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                left -= entry.getSize();
                if (left < 0) {
                    throw new TooLargeException("the archive holds more than %d bytes".formatted(maxBytes));
                }
                Path place = place(folder, entry.getName());
                if (entry.isDirectory()) {
                    folders.add(Files.createDirectory(place));
                } else if (entry.isSymbolicLink()) {
                    link(folder, place, entry.getLinkName());
                } else if (entry.isFile()) {
                    Files.copy(new InterruptibleInput(tar), place);
                    boolean executable = (entry.getMode() & OWNER_EXECUTES) != 0;
                    setMode(place, executable ? "r-xr-xr-x" : "r--r--r--");
                } else {
                    throw new IOException("the archive's %s is of a kind not expected".formatted(entry.getName()));
                }
            }
        }
        for (Path created : folders) {
            setMode(created, "r-xr-xr-x");
        }
    }

    /**
     * What lies in an output by its names, and what of it no archive can hold, whoever packs it: to root no mode means anything, and an
     * agent's work folder may have a long name itself.
     */
    private static final class Listing extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final long maxFiles;
        /** No paths: each takes several times as much memory, and there may be a million. */
        private final List<String> names = new ArrayList<>();

        private final SortedSet<String> unreadable = new TreeSet<>();
        private final SortedSet<String> tooLong = new TreeSet<>();
        private final SortedSet<String> garbled = new TreeSet<>();

        private long files = -1; // The folder itself.

        private Listing(Path folder, long maxFiles) {
            this.folder = folder;
            this.maxFiles = maxFiles;
        }

        static Listing of(Path folder, long maxFiles) throws IOException {
            Listing listing = new Listing(folder, maxFiles);
            Files.walkFileTree(folder, listing);
            return listing;
        }

        /** Sorted. */
        List<String> names() {
            names.sort(Comparator.naturalOrder());
            return names;
        }

        Optional<Packing> refusal() {
            if (files > maxFiles) {
                return Optional.of(new Packing.Refused(
                        FailureKind.OUTPUT_LIMIT,
                        "the output has more than %d files, which is all that is allowed".formatted(maxFiles)));
            }
            if (!unreadable.isEmpty()) {
                String name = unreadable.first();
                return Optional.of(
                        name.isEmpty()
                                ? refused("the output may not be read by its owner%s", name)
                                : refused("the output's %s may not be read by its owner", name));
            }
            if (!garbled.isEmpty()) {
                return Optional.of(refused("the output has a name that is not UTF-8: %s", garbled.first()));
            }
            return tooLong.isEmpty()
                    ? Optional.empty()
                    : Optional.of(refused(
                            "the output has a name of more than %d bytes: %%s".formatted(LONGEST_NAME),
                            tooLong.first()));
        }

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
            boolean readable =
                    may(visited, PosixFilePermission.OWNER_READ) && may(visited, PosixFilePermission.OWNER_EXECUTE);
            FileVisitResult unlessTooMany = unlessTooMany();
            return take(visited, readable) ? unlessTooMany : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            take(file, !attributes.isRegularFile() || may(file, PosixFilePermission.OWNER_READ));
            return unlessTooMany();
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (!(e instanceof AccessDeniedException)) {
                throw e;
            }
            take(file, false);
            return unlessTooMany();
        }

        private FileVisitResult unlessTooMany() {
            files++;
            return files > maxFiles ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        private boolean take(Path path, boolean readable) {
            String name = folder.relativize(path).toString();
            if (!readable) {
                unreadable.add(name);
            } else if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                tooLong.add(name);
            } else if (isGarbled(name)) {
                garbled.add(name);
            } else {
                if (!name.isEmpty()) {
                    names.add(name);
                }
                return true;
            }
            return false;
        }

        private static boolean may(Path path, PosixFilePermission permission) throws IOException {
            return Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                    .contains(permission);
        }
    }

    private static void write(Path folder, List<String> names, Path target) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(
                new ZstdOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)), LEVEL),
                StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (String name : names) {
                write(tar, name, folder.resolve(name));
            }
        }
    }

    private static void write(TarArchiveOutputStream tar, String name, Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry entry = nobodys(new TarArchiveEntry(name, TarConstants.LF_SYMLINK), EXECUTABLE);
            entry.setLinkName(linkTarget(path));
            tar.putArchiveEntry(entry);
        } else if (Files.isDirectory(path)) {
            tar.putArchiveEntry(nobodys(new TarArchiveEntry(name + "/"), EXECUTABLE));
        } else {
            TarArchiveEntry entry = nobodys(new TarArchiveEntry(name), Files.isExecutable(path) ? EXECUTABLE : FILE);
            entry.setSize(Files.size(path));
            tar.putArchiveEntry(entry);
            try (InputStream file = new InterruptibleInput(Files.newInputStream(path))) {
                file.transferTo(tar);
            }
        }
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry nobodys(TarArchiveEntry entry, int mode) {
        entry.setMode(mode);
        entry.setModTime(0L);
        entry.setIds(0, 0);
        // The constructor has put in who runs this JVM.
        entry.setNames("", "");
        return entry;
    }

    /**
     * Only a target that climbs first and descends then: {@code a/../..} could climb out through a link named a, which
     * its text does not show.
     */
    private static boolean staysInside(String name, String target) {
        if (target.isEmpty() || target.startsWith("/")) {
            return false;
        }
        long depth = name.chars().filter(c -> c == '/').count();
        boolean descending = false;
        for (String step : target.split("/", -1)) {
            if (step.equals("..")) {
                depth--;
                if (descending || depth < 0) {
                    return false;
                }
            } else if (!step.isEmpty() && !step.equals(".")) {
                descending = true;
            }
        }
        return true;
    }

    private static void link(Path folder, Path place, String target) throws IOException {
        if (!staysInside(folder.relativize(place).toString(), target)) {
            throw new IOException("the archive's link %s leads out of it".formatted(place.getFileName()));
        }
        Files.createSymbolicLink(place, Path.of(target));
    }

    /** Where an entry belongs; its parent is a real folder that an earlier entry made. */
    private static Path place(Path folder, String name) throws IOException {
        Path place = folder;
        // A folder's name ends with a slash.
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        for (String step : path.split("/", -1)) {
            if (step.isEmpty() || step.equals(".") || step.equals("..")) {
                throw new IOException("the archive has an entry with an unsafe name");
            }
            if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("the archive has an entry that lies in no folder of it");
            }
            place = place.resolve(step);
        }
        return place;
    }

    /** Whether a name has been made of bytes that are no text: another one may have become the same. */
    private static boolean isGarbled(String name) {
        return name.indexOf(UNKNOWN_CHARACTER) >= 0;
    }

    private static String linkTarget(Path link) throws IOException {
        return Files.readSymbolicLink(link).toString();
    }

    private static void setMode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Packing refused(String reason, String name) {
        return new Packing.Refused(FailureKind.BUILD_FAILED, reason.formatted(LogTail.clean(name)));
    }
}
