package dev.tidemark.cli.log;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A piece of an attempt's log.
 *
 * @param sequence which of its chunks it is, from 0
 * @param offset where its text begins in the whole log, in bytes
 * @param text as it was printed; may be empty
 * @param end set in the last one
 */
public record Chunk(int sequence, long offset, ByteBuffer text, Optional<End> end) {

    /**
     * That nothing more comes.
     *
     * @param logBytes how long the whole log is
     * @param limited whether more was printed than its agent tells live
     */
    public record End(long logBytes, boolean limited) {}
}
