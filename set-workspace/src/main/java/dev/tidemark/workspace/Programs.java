package dev.tidemark.workspace;

import java.io.IOException;
import java.nio.file.Path;

/** How programs are started and ended that sets are read with, such as git and Nix. Thread-safe. */
public interface Programs {

    /** As any process of this one's. Whatever runs when this one is killed goes on. */
    Programs PLAIN = new PlainPrograms();

    /**
     * Starts one that reads nothing.
     *
     * @param program all of it but its standard input, which is set here
     */
    Process start(ProcessBuilder program) throws IOException;

    /**
     * Asks one that was started here, and what it has started, to end; then insists, at once when interrupted. Does nothing when it has
     * ended.
     */
    void end(Process program) throws InterruptedException;

    /** A folder for what they need while they run. */
    Path scratch() throws IOException;
}
