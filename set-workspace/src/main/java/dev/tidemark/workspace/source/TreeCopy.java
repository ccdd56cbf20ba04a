package dev.tidemark.workspace.source;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Copies and deletes folders of files. Links are copied as links. */
public final class TreeCopy {

    private static final Set<PosixFilePermission> OWNERS = Collections.unmodifiableSet(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private TreeCopy() {}

    /**
     * Copies a folder, but for what git keeps for itself.
     *
     * @param target must not exist
     */
    public static void copy(Path folder, Path target) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                if (TreeDigest.isGits(folder, visited)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(target.resolve(folder.relativize(visited)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!TreeDigest.isGits(folder, file)) {
                    Files.copy(
                            file,
                            target.resolve(folder.relativize(file)),
                            LinkOption.NOFOLLOW_LINKS,
                            StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Takes a folder away with all that is in it: also what is read-only, what its owner may not look into, and what lies deeper than a
     * path can be long, for which each folder is moved to the top before it is emptied. Does nothing where there is nothing.
     */
    public static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(folder);
            return;
        }
        String moved = "leaving-%s-".formatted(UUID.randomUUID());
        int count = 0;
        Deque<Path> left = new ArrayDeque<>(deleteFiles(folder));
        while (!left.isEmpty()) {
            Path next = left.removeLast();
            for (Path inner : deleteFiles(next)) {
                left.addLast(Files.move(inner, folder.resolve(moved + count)));
                count++;
            }
            Files.delete(next);
        }
        Files.delete(folder);
    }

    /** @return the folders that are left in it, each of which may be looked into and moved */
    private static List<Path> deleteFiles(Path folder) throws IOException {
        open(folder);
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    open(entry);
                    folders.add(entry);
                } else {
                    Files.delete(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return folders;
    }

    private static void open(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
        if (permissions.addAll(OWNERS)) {
            Files.setPosixFilePermissions(folder, permissions);
        }
    }
}
