package dev.tidemark.intake;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Bytes as they were before they were compressed: known by how they begin, whatever they are called. */
public final class Packed {

    private static final int BUFFER = 1 << 16;
    private static final int GZIP = 0x1f8b;
    private static final int ZSTD = 0x28b52ffd;

    private Packed() {}

    /**
     * Unpacks gzip and zstd; anything else is plain. Waits for no more than the first four bytes, and closes what it is given.
     *
     * @throws IOException when they cannot be read, or end before what was compressed does
     */
    public static InputStream unpacked(InputStream raw) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
        buffered.mark(Integer.BYTES);
        int magic = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            magic = magic << Byte.SIZE | Math.max(0, buffered.read());
        }
        buffered.reset();
        if (magic >>> Short.SIZE == GZIP) {
            return new GZIPInputStream(buffered, BUFFER);
        }
        return magic == ZSTD ? new ZstdInputStream(buffered) : buffered;
    }
}
