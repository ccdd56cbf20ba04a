package dev.tidemark.agent.build;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room on the disk under a folder. */
final class Disk {

    private static final long MIB = 1L << 20;
    private static final long FULL = 32 * MIB;
    private static final int HUNDREDTH = 100;
    private static final int PROBE = 1 << 16;

    private final FileStore store;

    private Disk(FileStore store) {
        this.store = store;
    }

    static Disk of(Path folder) throws IOException {
        return new Disk(Files.getFileStore(folder));
    }

    /** How much can still be written, in bytes. */
    long usable() throws IOException {
        return store.getUsableSpace();
    }

    /** What counts as full: next to nothing, be the disk small or large. */
    long full() throws IOException {
        return Math.min(FULL, store.getTotalSpace() / HUNDREDTH);
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
