package dev.tidemark.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Arrays as bytes, each preceded by its length; numbers are little-endian, so that a machine's own order is read as it is. */
final class Columns {

    private Columns() {}

    /** Collects arrays. */
    static final class Writer {
        private final List<ByteBuffer> written = new ArrayList<>();
        private long size;

        void bytes(byte[] values) {
            add(buffer(Integer.BYTES).putInt(values.length).flip());
            add(ByteBuffer.wrap(values));
        }

        void ints(int[] values) {
            ByteBuffer buffer = buffer(Integer.BYTES * (values.length + 1)).putInt(values.length);
            buffer.asIntBuffer().put(values);
            add(buffer.rewind());
        }

        void number(long value) {
            add(buffer(Long.BYTES).putLong(value).flip());
        }

        private void add(ByteBuffer bytes) {
            written.add(bytes);
            size += bytes.remaining();
        }

        /** @throws ArithmeticException when it is more than a buffer holds: 2 GiB */
        ByteBuffer toBuffer() {
            ByteBuffer all = buffer(Math.toIntExact(size));
            written.forEach(all::put);
            return all.flip();
        }

        private static ByteBuffer buffer(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Reads arrays back, in the order in which they were written. */
    static final class Reader {
        private final ByteBuffer from;

        Reader(ByteBuffer from) {
            this.from = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        }

        byte[] bytes() {
            byte[] values = new byte[length(1)];
            from.get(values);
            return values;
        }

        int[] ints() {
            int[] values = new int[length(Integer.BYTES)];
            from.asIntBuffer().get(values);
            from.position(from.position() + Integer.BYTES * values.length);
            return values;
        }

        long number() {
            return from.getLong();
        }

        /** @throws IllegalArgumentException when there cannot be as much left: the bytes were cut or changed */
        private int length(int width) {
            int length = from.getInt();
            if (length < 0 || (long) length * width > from.remaining()) {
                throw new IllegalArgumentException("it ends in the middle, or was changed");
            }
            return length;
        }
    }
}
