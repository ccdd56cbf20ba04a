package dev.tidemark.intake.debian;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8, strictly. Belongs to one thread. */
final class LineReader {

    /** Longer ones are in no index: the longest line of Debian 12's has 75,649 bytes. */
    static final int MOST_BYTES = 4 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Of the line that was last read, from 1. */
    long number() {
        return number;
    }

    /**
     * The next line without its end; null after the last.
     *
     * @throws CharacterCodingException when that line is not UTF-8; the one after it can be read
     * @throws EOFException when the text ends before that line does
     */
    @Nullable
    String next() throws IOException {
        if (at == end && !fill()) {
            return null;
        }
        number++;
        int from = at;
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        if (at < end) {
            return text(buffer, from, at++ - from);
        }
        return longer(from);
    }

    /** A line that goes on beyond the buffer. */
    private String longer(int from) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(buffer, from, end - from);
        while (fill()) {
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, 0, at);
            if (at < end) {
                at++;
                return text(line.toByteArray(), 0, line.size());
            }
            if (line.size() > MOST_BYTES) {
                throw new IOException("a line of more than " + MOST_BYTES + " bytes is no text");
            }
        }
        throw new EOFException("it ends in the middle of a line");
    }

    private boolean fill() throws IOException {
        int read = in.read(buffer, 0, buffer.length);
        at = 0;
        end = Math.max(read, 0);
        return read > 0;
    }

    private static String text(byte[] bytes, int from, int length) throws CharacterCodingException {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, from, length))
                        .toString();
            }
        }
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
