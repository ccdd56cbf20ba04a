package dev.tidemark.agent.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts what is printed into chunks: as soon as there is enough for one, or when the first of it has waited long enough. Up to a limit;
 * what comes after it is counted and left out. Not thread-safe.
 */
public final class LogChunker {

    /** How long a chunk's text may be, in bytes. */
    public static final int LONGEST = 1 << 16;

    /** How long something may wait for more. */
    public static final Duration PATIENCE = Duration.ofSeconds(1);

    private final long limitBytes;
    private byte[] gathered = new byte[1 << 10];
    private int length;
    private long since;
    private long told;
    private long printed;
    private int sequence;

    /** @param limitBytes how much of the log is told at most */
    public LogChunker(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Takes what was printed.
     *
     * @param nanos when, by a clock of any beginning
     * @return what is to be told now
     */
    public List<LogChunk> take(byte[] bytes, int count, long nanos) {
        printed += count;
        List<LogChunk> chunks = new ArrayList<>();
        int left = (int) Math.min(count, limitBytes - told - length);
        for (int from = 0; left > 0; ) {
            if (length == 0) {
                since = nanos;
            }
            int some = Math.min(left, LONGEST - length);
            gather(bytes, from, some);
            from += some;
            left -= some;
            if (length == LONGEST) {
                chunks.add(cut(Optional.empty()));
            }
        }
        due(nanos).ifPresent(chunks::add);
        return chunks;
    }

    /** What has waited long enough at that time. */
    public Optional<LogChunk> due(long nanos) {
        return length > 0 && nanos - since >= PATIENCE.toNanos()
                ? Optional.of(cut(Optional.empty()))
                : Optional.empty();
    }

    /** The last chunk, with what is left. To be called once, and nothing after it. */
    public LogChunk end() {
        boolean limited = printed > told + length;
        return cut(Optional.of(new LogChunk.End(printed, limited)));
    }

    private void gather(byte[] bytes, int from, int count) {
        if (length + count > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.min(LONGEST, Math.max(2 * gathered.length, length + count)));
        }
        System.arraycopy(bytes, from, gathered, length, count);
        length += count;
    }

    private LogChunk cut(Optional<LogChunk.End> end) {
        byte[] text = Arrays.copyOf(gathered, length);
        LogChunk chunk = new LogChunk(sequence++, told, ByteBuffer.wrap(text).asReadOnlyBuffer(), end);
        told += length;
        length = 0;
        return chunk;
    }
}
