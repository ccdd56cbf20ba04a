package dev.tidemark.cli.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts an attempt's chunks together and finds what is missing between them. A chunk that comes again changes nothing. Not thread-safe. */
public final class LogReading {

    /** What is to be shown. */
    public sealed interface Piece {
        /** What was printed. */
        record Text(ByteBuffer bytes) implements Piece {}

        /** So many bytes did not get here. */
        record LeftOut(long bytes) implements Piece {}

        /** So many bytes at the end are more than is told live. */
        record BeyondLimit(long bytes) implements Piece {}
    }

    private long read;
    private long told;
    private boolean begun;
    private boolean ended;
    private boolean whole = true;

    /** What follows from the next chunk. */
    public List<Piece> take(Chunk chunk) {
        List<Piece> pieces = new ArrayList<>();
        begun = true;
        if (ended || (chunk.offset() < read)) {
            return pieces;
        }
        missing(chunk.offset(), false, pieces);
        if (chunk.text().hasRemaining()) {
            pieces.add(new Piece.Text(chunk.text()));
            read += chunk.text().remaining();
            told = read;
        }
        chunk.end().ifPresent(end -> {
            ended = true;
            missing(end.logBytes(), end.limited(), pieces);
        });
        return pieces;
    }

    private void missing(long upTo, boolean limited, List<Piece> pieces) {
        if (upTo > read) {
            pieces.add(limited ? new Piece.BeyondLimit(upTo - read) : new Piece.LeftOut(upTo - read));
            read = upTo;
            whole = false;
        }
    }

    /** Where in the whole log, in bytes from its beginning, what was there of it ended. */
    public long told() {
        return told;
    }

    /** Whether it is known that something was printed after that, or not known that nothing was. */
    public boolean lacksItsEnd() {
        return !ended || told < read;
    }

    /** Whether a chunk was there at all. */
    public boolean hasBegun() {
        return begun;
    }

    /** Whether the last one was. */
    public boolean hasEnded() {
        return ended;
    }

    /** Whether everything up to the end was there. */
    public boolean isWhole() {
        return ended && whole;
    }
}
