package dev.tidemark.graph;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A graph as bytes that are read back without working anything out anew: a mark, a CRC-32C over the rest, and the graph's
 * arrays. For files that are read often; another release of this program may refuse them.
 */
public final class PreparedGraph {

    /** What such bytes begin with; the last is the version of the format. */
    private static final long MARK = 0x5449_4445_4752_4102L;

    private static final int HEADER = Long.BYTES + Integer.BYTES;

    private PreparedGraph() {}

    /** Whether bytes begin as a prepared graph does, of whatever version. */
    public static boolean isOne(ByteBuffer bytes) {
        return bytes.remaining() >= Long.BYTES && mark(bytes) >>> Byte.SIZE == MARK >>> Byte.SIZE;
    }

    private static long mark(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getLong();
    }

    /** @throws ArithmeticException when it takes more than a buffer holds: 2 GiB */
    public static ByteBuffer write(PackageGraph graph) {
        Columns.Writer writer = new Columns.Writer();
        graph.write(writer);
        ByteBuffer body = writer.toBuffer();
        ByteBuffer all = ByteBuffer.allocate(Math.addExact(HEADER, body.remaining()));
        all.putLong(MARK).putInt(checksum(body));
        return all.put(body).flip();
    }

    private static int checksum(ByteBuffer body) {
        CRC32C checksum = new CRC32C();
        checksum.update(body.duplicate());
        return (int) checksum.getValue();
    }

    /**
     * The graph that was written.
     *
     * @throws IllegalArgumentException when the bytes are of another version of the format, are not all there or were changed; the
     *     message is a part of a sentence
     */
    public static PackageGraph read(ByteBuffer bytes) {
        if (!isOne(bytes) || bytes.remaining() < HEADER) {
            throw new IllegalArgumentException("it is no prepared graph");
        }
        if (mark(bytes) != MARK) {
            throw new IllegalArgumentException("another release of this program prepared it");
        }
        ByteBuffer body = bytes.slice(bytes.position() + HEADER, bytes.remaining() - HEADER);
        if (bytes.duplicate().order(ByteOrder.BIG_ENDIAN).getInt(bytes.position() + Long.BYTES) != checksum(body)) {
            throw new IllegalArgumentException("it was cut or changed");
        }
        try {
            return PackageGraph.read(new Columns.Reader(body));
        } catch (BufferUnderflowException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalArgumentException("it is not whole", e);
        }
    }
}
