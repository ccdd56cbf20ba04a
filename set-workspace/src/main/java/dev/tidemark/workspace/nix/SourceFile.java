package dev.tidemark.workspace.nix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that somebody named. */
final class SourceFile {

    private SourceFile() {}

    /**
     * @param what it should be, as a part of a sentence that begins with "give"
     * @throws IOException when it cannot be opened; the message names it and says what to do
     */
    static InputStream open(Path file, String what) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("%s is a folder: give %s".formatted(file, what));
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file %s: check the path, or give %s".formatted(file, what), e);
        } catch (AccessDeniedException e) {
            throw new IOException("the file %s may not be read by this user: change its mode".formatted(file), e);
        }
    }
}
