package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.CancelSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes room before the disk of the Nix store is full: what nothing in it needs goes. Nix itself leaves alone what builds that run
 * need, and what their roots lead to; to what is evaluated of a whole set no root leads, so that meanwhile nothing is collected.
 * Thread-safe; one at a time, and the others go on.
 */
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final NixStore store;
    private final Path storeFolder;
    private final NixConfig.Room room;
    private final ReadWriteLock use;

    /**
     * @param storeFolder where the files of the store lie
     * @param use of the store: shared by those to whose work no root leads; whoever collects is alone with it
     */
    Housekeeping(NixStore store, Path storeFolder, NixConfig.Room room, ReadWriteLock use) {
        this.store = store;
        this.storeFolder = storeFolder;
        this.room = room;
        this.use = use;
    }

    /** Looks at the disk, and frees so much that the next builds need not. A failure is a line in the log. */
    void makeRoom(CancelSignal cancel) throws InterruptedException {
        if (!use.writeLock().tryLock()) {
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
            use.writeLock().unlock();
        }
    }

    /** While it is open nothing is collected. Closed by the thread that it was given to. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for the end of a collection that is going on. */
    Hold hold() throws InterruptedException {
        use.readLock().lockInterruptibly();
        return () -> use.readLock().unlock();
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
