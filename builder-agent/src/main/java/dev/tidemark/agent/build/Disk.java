package dev.tidemark.agent.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk under a folder. */
final class Disk {

    private static final long MIB = 1L << 20;
    private static final long FULL = 32 * MIB;
    private static final int HUNDREDTH = 100;
    private static final int PROBE = 1 << 16;

    private Disk() {}

    /** How much can still be written, in bytes. */
    static long usable(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** What counts as full: next to nothing, be the disk small or large. */
    static long full(Path folder) throws IOException {
        return Math.min(FULL, Files.getFileStore(folder).getTotalSpace() / HUNDREDTH);
    }

    /** Whether a small file cannot be written there now: for want of room, of room for one more file, or because it is broken. */
    static boolean takesNothing(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, "probe-", ".tmp");
            try {
                Files.write(probe, new byte[PROBE]);
                return false;
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return true;
        }
    }
}
