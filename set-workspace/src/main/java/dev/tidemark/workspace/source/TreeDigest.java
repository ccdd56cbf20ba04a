package dev.tidemark.workspace.source;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.RelativeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of a folder of files: names, bytes, targets of links, and of the modes only "may be executed". Empty folders and
 * what git keeps for itself do not count, so that a checkout and a copy of it are equal.
 */
public final class TreeDigest {

    private static final String GIT = ".git";
    private static final int BUFFER = 1 << 16;

    private TreeDigest() {}

    /** @throws IOException when something in the folder cannot be read, or is neither a file, a folder nor a link */
    public static Sha256 of(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                return isGits(folder, visited) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isOther()) {
                    throw new IOException(file + " is neither a file, a folder nor a link");
                }
                // A worktree has a file instead of a folder.
                if (!isGits(folder, file)) {
                    files.put(RelativeName.of(folder, file), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Sha256.Builder digest = Sha256.builder();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            digest.add(file.getKey());
            if (Files.isSymbolicLink(file.getValue())) {
                digest.add("link").add(Files.readSymbolicLink(file.getValue()).toString());
            } else {
                digest.add(Files.isExecutable(file.getValue()) ? "program" : "file")
                        .add(ofFile(file.getValue()).hex());
            }
        }
        return digest.build();
    }

    static boolean isGits(Path folder, Path path) {
        return path.equals(folder.resolve(GIT));
    }

    private static Sha256 ofFile(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }
}
