package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.CancelSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room before the disk of the Nix store is full: what nothing in it needs goes. Nix itself leaves alone what builds that run
 * need, and what their roots lead to. Thread-safe; one at a time, and the others go on.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final NixStore store;
    private final Path storeFolder;
    private final NixConfig.Room room;
    private final ReentrantLock once = new ReentrantLock();

    /** @param storeFolder where the files of the store lie */
    Housekeeping(NixStore store, Path storeFolder, NixConfig.Room room) {
        this.store = store;
        this.storeFolder = storeFolder;
        this.room = room;
    }

    /** Looks at the disk, and frees so much that the next builds need not. A failure is a line in the log. */
    void makeRoom(CancelSignal cancel) throws InterruptedException {
        if (!once.tryLock()) {
            return;
        }
        try {
            long free = Files.getFileStore(existing(storeFolder)).getUsableSpace();
            if (free < room.lowBytes()) {
                LOG.atInfo()
                        .addKeyValue("freeBytes", free)
                        .log("the disk of the Nix store is nearly full: garbage is collected");
                store.collectGarbage(room.highBytes() - free, cancel);
                long after = Files.getFileStore(existing(storeFolder)).getUsableSpace();
                LOG.atInfo().addKeyValue("freeBytes", after).log("garbage was collected");
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("no room could be made in the Nix store; builds go on");
        } finally {
            once.unlock();
        }
    }

    /** Where the files of the store lie, as far as that is there. */
    Path storeFolder() {
        return existing(storeFolder);
    }

    private static Path existing(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
