package dev.tidemark.agent.build;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Counts what lies below a folder while that changes, no further than it must. What cannot be looked into counts as one. */
final class FileCount extends SimpleFileVisitor<Path> {

    private final long most;
    private long files = -1; // The folder itself.

    private FileCount(long most) {
        this.most = most;
    }

    /** Whether there are more files, folders and links; false when it is interrupted. */
    static boolean exceeds(Path folder, long most) throws IOException {
        FileCount count = new FileCount(most);
        Files.walkFileTree(folder, count);
        return count.files > most;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
        return another();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        return another();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return another();
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
        return FileVisitResult.CONTINUE; // It has gone meanwhile.
    }

    private FileVisitResult another() {
        files++;
        return files > most || Thread.currentThread().isInterrupted()
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
    }
}
