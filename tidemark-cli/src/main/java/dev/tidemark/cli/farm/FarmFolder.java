package dev.tidemark.cli.farm;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of an embedded farm, held by one process at a time. The lock goes with the process, however it ends, so that
 * a farm that was killed can be started again.
 */
public final class FarmFolder implements AutoCloseable {

    /** What a farm's folder bears; nothing is started or removed in a folder of somebody else. Its text is the folder's format. */
    private static final String MARKER = ".tidemark-farm";

    /** Of what lies in a folder. To be raised where a program cannot go on with what another release left. */
    private static final int FORMAT = 1;
    /** Of folders whose mark says nothing: they were made before there was a number. */
    private static final int UNNUMBERED = 1;

    private static final String LOCK = "lock";
    private static final long SPACE_NEEDED_BYTES = 256L * 1024 * 1024;

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private FarmFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, making it when it is not there. From then on it bears a mark by which it is known again.
     *
     * @throws ServiceException when somebody else's files are in it, or what a program of another format left there, another farm holds
     *     it, it cannot be written or has no space, with the next step; what is in it is then as it was
     */
    public static FarmFolder take(Path root) {
        return take(root, FORMAT);
    }

    /** @param format that this program reads and writes */
    static FarmFolder take(Path root, int format) {
        Path folder = root.toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            folder = folder.toRealPath();
            claim(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new ServiceException(
                        "another farm runs in %s: stop it, or choose another folder with --data".formatted(folder));
            }
            FarmFolder taken = new FarmFolder(folder, channel, lock);
            taken.requireFormat(format);
            taken.requireSpace();
            return taken;
        } catch (IOException e) {
            throw new ServiceException(
                    "the data folder %s cannot be written (%s): choose another with --data"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    /** Marks an empty folder. The mark is the first file in it, so that of two who come at once neither is turned away. */
    private static void claim(Path folder) throws IOException {
        List<String> there;
        try (Stream<Path> files = Files.list(folder)) {
            there = files.map(file -> file.getFileName().toString()).toList();
        }
        if (there.contains(MARKER)) {
            return;
        }
        if (!there.isEmpty()) {
            throw new ServiceException(
                    "the data folder %s is not empty and not a farm's: choose another with --data".formatted(folder));
        }
        Files.write(folder.resolve(MARKER), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Whoever holds an empty folder says of which format it is from now on. */
    private void requireFormat(int format) throws IOException {
        Path marker = root.resolve(MARKER);
        String text = Files.readString(marker).strip();
        if (text.isEmpty() && isEmpty()) {
            Files.writeString(marker, format + "\n");
            return;
        }
        String found = text.isEmpty() ? Integer.toString(UNNUMBERED) : text;
        if (!found.equals(Integer.toString(format))) {
            close();
            boolean older = found.matches("[0-9]{1,9}") && Integer.parseInt(found) < format;
            throw new ServiceException(
                    "the data folder %s was left by %s program (its format is %s, and this program's %d): start it with that one, or choose another with --data; nothing in it was changed"
                            .formatted(root, older ? "an older" : "a newer", older ? found : shown(found), format));
        }
    }

    private static String shown(String format) {
        return format.matches("[0-9]{1,9}") ? format : "unknown";
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.allMatch(file -> file.equals(root.resolve(MARKER)) || file.equals(root.resolve(LOCK)));
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void requireSpace() throws IOException {
        long usable = Files.getFileStore(root).getUsableSpace();
        if (usable < SPACE_NEEDED_BYTES) {
            close();
            throw new ServiceException(
                    "the data folder %s has %d MB left and a farm needs %d: free space there, or choose another with --data"
                            .formatted(root, usable / (1024 * 1024), SPACE_NEEDED_BYTES / (1024 * 1024)));
        }
    }

    /** Removes everything that an earlier farm left in it. */
    public void clear() {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    // Inputs of a build are read-only; what is inside must be removable all the same.
                    folder.toFile().setWritable(true, true);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!file.equals(root.resolve(LOCK)) && !file.equals(root.resolve(MARKER))) {
                        Files.deleteIfExists(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
                        throws IOException {
                    if (failed != null) {
                        throw failed;
                    }
                    if (!folder.equals(root)) {
                        Files.delete(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new ServiceException(
                    "what an earlier farm left in %s cannot be removed (%s): remove it by hand, or choose another with --data"
                            .formatted(root, e.getMessage()),
                    e);
        }
    }

    /** Lets it go and removes it, with all that is in it. */
    public void remove() {
        clear();
        close();
        try {
            Files.deleteIfExists(root.resolve(MARKER));
            Files.deleteIfExists(root.resolve(LOCK));
            Files.deleteIfExists(root);
        } catch (IOException e) {
            throw new ServiceException(
                    "the data folder %s cannot be removed (%s): remove it by hand".formatted(root, e.getMessage()), e);
        }
    }

    /** A file or folder in it. */
    public Path resolve(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                lock.release();
                channel.close();
            }
        } catch (IOException e) {
            throw new ServiceException("the data folder %s cannot be let go (%s)".formatted(root, e.getMessage()), e);
        }
    }
}
