package dev.tidemark.workspace.nix;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Counts the lines of a file that grows, each once. */
final class LineCount {

    private static final int BUFFER = 1 << 16;

    private long position;
    private long lines;

    /** How many lines have ended until now. */
    long of(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            bytes.seek(position);
            for (int length = bytes.read(buffer); length > 0; length = bytes.read(buffer)) {
                position += length;
                for (int i = 0; i < length; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }
}
