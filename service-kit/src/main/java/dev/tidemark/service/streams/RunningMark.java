package dev.tidemark.service.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file beside the stores while a topology runs. Where it is found at a start, the last run did not close its stores, and under
 * exactly-once they are of no use: Streams itself would find that out store by store, and then begin anew with a second rebalance.
 */
final class RunningMark {

    private final Path file;

    RunningMark(Path stateFolder, String application) {
        this.file = stateFolder.resolve(application + ".running");
    }

    /** Whether the last run ended without {@link #remove}. */
    boolean isThere() {
        return Files.exists(file);
    }

    void put() throws IOException {
        if (!isThere()) {
            Files.createFile(file);
        }
    }

    /** All stores were closed in order. */
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }
}
