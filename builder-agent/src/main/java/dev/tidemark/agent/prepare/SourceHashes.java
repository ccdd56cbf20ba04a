package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.CancelSignal;
import java.io.IOException;

/** Finds out what a source's hash is, by fetching it. */
@FunctionalInterface
public interface SourceHashes {

    /**
     * @param derivation of a source, with a hash that is not its own
     * @return its hash, as {@code sha256-…}
     * @throws PreparationFailedException when it cannot be fetched
     */
    String of(String derivation, CancelSignal cancel)
            throws IOException, InterruptedException, PreparationFailedException;
}
