package dev.tidemark.intake.jsonl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a source, one after the other, each no longer than a bound. Belongs to one thread. */
final class Lines {

    /** Twenty times what the largest package of nixpkgs takes, were it written out with all it needs. */
    static final int LONGEST_BYTES = 4 << 20;

    private final SourceStream source;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int next;
    private int filled;
    private long number;
    private boolean tooLong;
    private boolean ended;

    Lines(SourceStream source) {
        this.source = source;
    }

    /** The next line without what ends it, cut where it is too long; null behind the last. */
    byte @Nullable [] read() throws IOException {
        line.reset();
        tooLong = false;
        ended = false;
        boolean any = false;
        while (!ended && fill()) {
            any = true;
            int end = next;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            int length = Math.min(end - next, LONGEST_BYTES - line.size());
            tooLong |= length < end - next;
            line.write(buffer, next, length);
            ended = end < filled;
            next = ended ? end + 1 : end;
        }
        if (!any) {
            return null;
        }
        number++;
        return line.toByteArray();
    }

    private boolean fill() throws IOException {
        while (next == filled) {
            filled = source.read(buffer);
            next = 0;
            if (filled < 0) {
                filled = 0;
                return false;
            }
        }
        return true;
    }

    /** Of the line that was read last; from 1. */
    long number() {
        return number;
    }

    /** Whether that line was longer than what was kept of it. */
    boolean wasTooLong() {
        return tooLong;
    }

    /** Whether that line ended with a line feed, as all do but the last of some files. */
    boolean wasEnded() {
        return ended;
    }
}
