package dev.tidemark.agent.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A piece of a log.
 *
 * @param sequence which of the log's chunks it is, from 0
 * @param offset where its text begins in the whole log, in bytes
 * @param text its own bytes, which nobody else changes; may be empty
 * @param end set in the last one
 */
public record LogChunk(int sequence, long offset, ByteBuffer text, Optional<End> end) {

    /**
     * That nothing more comes.
     *
     * @param logBytes how long the whole log is
     * @param limited whether what was printed last was left out, since it was more than is told live
     */
    public record End(long logBytes, boolean limited) {}

    /** How long its text is. */
    public int bytes() {
        return text.remaining();
    }
}
