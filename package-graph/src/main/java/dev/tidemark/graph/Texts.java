package dev.tidemark.graph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts by number, each of them once: all their bytes behind one another, and where each begins. Immutable. */
final class Texts {

    private final byte[] bytes;
    private final int[] start;

    Texts(byte[] bytes, int[] start) {
        this.bytes = bytes;
        this.start = start;
    }

    int size() {
        return start.length - 1;
    }

    String get(int number) {
        return new String(bytes, start[number], start[number + 1] - start[number], StandardCharsets.UTF_8);
    }

    /** As {@link String#compareTo} would, for texts of ASCII alone: byte by byte. */
    int compare(int number, byte[] other) {
        return Arrays.compareUnsigned(bytes, start[number], start[number + 1], other, 0, other.length);
    }

    int compare(int number, int other) {
        return Arrays.compareUnsigned(bytes, start[number], start[number + 1], bytes, start[other], start[other + 1]);
    }

    /** The same texts, numbered by their place in the order. */
    Texts inOrder(int[] order) {
        byte[] moved = new byte[bytes.length];
        int[] begin = new int[order.length + 1];
        for (int i = 0; i < order.length; i++) {
            int length = start[order[i] + 1] - start[order[i]];
            System.arraycopy(bytes, start[order[i]], moved, begin[i], length);
            begin[i + 1] = begin[i] + length;
        }
        return new Texts(Arrays.copyOf(moved, begin[order.length]), begin);
    }

    void write(Columns.Writer to) {
        to.bytes(bytes);
        to.ints(start);
    }

    static Texts read(Columns.Reader from) {
        return new Texts(from.bytes(), from.ints());
    }

    /** Gives equal texts equal numbers, in the order in which they come first. Belongs to one thread. */
    static final class Pool {
        private static final double FULL = 0.6;

        private byte[] bytes = new byte[1 << 12];
        private int[] start = new int[1 << 8];
        private int size;
        /** Number + 1 by hash, 0 where there is none; open addressing. */
        private int[] table = new int[1 << 9];

        int size() {
            return size;
        }

        int add(String text) {
            byte[] added = text.getBytes(StandardCharsets.UTF_8);
            int slot = slot(added);
            if (table[slot] != 0) {
                return table[slot] - 1;
            }
            append(added);
            table[slot] = size;
            if (size > table.length * FULL) {
                grow();
            }
            return size - 1;
        }

        private void append(byte[] added) {
            int end = start[size];
            if (end + added.length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length + (bytes.length >> 1), end + added.length));
            }
            System.arraycopy(added, 0, bytes, end, added.length);
            if (size + 2 > start.length) {
                start = Arrays.copyOf(start, start.length + (start.length >> 1));
            }
            start[++size] = end + added.length;
        }

        private int slot(byte[] text) {
            int mask = table.length - 1;
            int slot = spread(Arrays.hashCode(text)) & mask;
            while (table[slot] != 0 && !isAt(table[slot] - 1, text)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private boolean isAt(int number, byte[] text) {
            return Arrays.equals(bytes, start[number], start[number + 1], text, 0, text.length);
        }

        private static int spread(int hash) {
            return ((hash * 0x9E3779B9) >>> 7) ^ hash;
        }

        private void grow() {
            int[] old = table;
            table = new int[old.length * 2];
            for (int entry : old) {
                if (entry != 0) {
                    table[slot(Arrays.copyOfRange(bytes, start[entry - 1], start[entry]))] = entry;
                }
            }
        }

        Texts freeze() {
            return new Texts(Arrays.copyOf(bytes, start[size]), Arrays.copyOf(start, size + 1));
        }
    }
}
