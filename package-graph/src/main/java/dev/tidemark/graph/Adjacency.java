package dev.tidemark.graph;

import java.util.Arrays;
import java.util.stream.IntStream;

/** For each of the numbers 0 to n-1 an ascending list of numbers, and the kinds of each of these edges. Immutable. */
final class Adjacency {

    final int[] start;
    final int[] target;
    final byte[] kinds;

    private Adjacency(int[] start, int[] target, byte[] kinds) {
        this.start = start;
        this.target = target;
        this.kinds = kinds;
    }

    int size() {
        return start.length - 1;
    }

    int edges() {
        return target.length;
    }

    int[] of(int index) {
        return Arrays.copyOfRange(target, start[index], start[index + 1]);
    }

    int degree(int index) {
        return start[index + 1] - start[index];
    }

    boolean isEmpty() {
        return target.length == 0;
    }

    /** Those edges that lead to a smaller number than they come from, or the others. */
    Adjacency part(boolean backward) {
        int[] begin = new int[start.length];
        for (int from = 0; from < size(); from++) {
            begin[from + 1] = begin[from];
            for (int e = start[from]; e < start[from + 1]; e++) {
                begin[from + 1] += target[e] < from == backward ? 1 : 0;
            }
        }
        int count = begin[size()];
        if (count == edges()) {
            return this;
        }
        int[] targets = new int[count];
        byte[] targetKinds = new byte[count];
        int end = 0;
        for (int from = 0; from < size(); from++) {
            for (int e = start[from]; e < start[from + 1]; e++) {
                if (target[e] < from == backward) {
                    targets[end] = target[e];
                    targetKinds[end++] = kinds[e];
                }
            }
        }
        return new Adjacency(begin, targets, targetKinds);
    }

    /** The same edges, the other way round. */
    Adjacency reversed() {
        int size = size();
        int[] begin = new int[size + 1];
        for (int to : target) {
            begin[to + 1]++;
        }
        for (int i = 0; i < size; i++) {
            begin[i + 1] += begin[i];
        }
        int[] next = Arrays.copyOf(begin, size);
        int[] sources = new int[target.length];
        byte[] sourceKinds = new byte[target.length];
        for (int from = 0; from < size; from++) {
            for (int e = start[from]; e < start[from + 1]; e++) {
                int at = next[target[e]]++;
                sources[at] = from;
                sourceKinds[at] = kinds[e];
            }
        }
        return new Adjacency(begin, sources, sourceKinds);
    }

    void write(Columns.Writer to) {
        to.ints(start);
        to.ints(target);
        to.bytes(kinds);
    }

    static Adjacency read(Columns.Reader from) {
        return new Adjacency(from.ints(), from.ints(), from.bytes());
    }

    /**
     * Collects edges in any order; of two between the same numbers it makes one that is of the kinds of both. What an edge
     * leads to and its kinds are kept as one number: there are many edges.
     */
    static final class Draft {
        private static final int KIND_BITS = EdgeKind.values().length;
        private static final int KINDS = (1 << KIND_BITS) - 1;

        private final Ints from;
        private final Ints to;

        Draft(int expected) {
            from = new Ints(expected);
            to = new Ints(expected);
        }

        void add(int source, int target, byte mask) {
            from.add(source);
            to.add((target << KIND_BITS) | mask);
        }

        /** Where the edges to a target come from. */
        IntStream sourcesOf(int target) {
            return IntStream.range(0, to.size())
                    .filter(edge -> to.get(edge) >> KIND_BITS == target)
                    .map(from::get);
        }

        /** @param number the new number of each old one; numbers from 0 to n-1 */
        Adjacency renumbered(int[] number) {
            int size = number.length;
            int[] begin = new int[size + 1];
            for (int e = 0; e < from.size(); e++) {
                begin[number[from.get(e)] + 1]++;
            }
            for (int i = 0; i < size; i++) {
                begin[i + 1] += begin[i];
            }
            int[] next = Arrays.copyOf(begin, size);
            int[] packed = new int[from.size()];
            for (int e = 0; e < from.size(); e++) {
                int renumbered = (number[to.get(e) >> KIND_BITS] << KIND_BITS) | (to.get(e) & KINDS);
                packed[next[number[from.get(e)]]++] = renumbered;
            }
            return merged(begin, packed);
        }

        /** In their own places: there are at most as many of them afterwards. */
        private static Adjacency merged(int[] begin, int[] packed) {
            byte[] mask = new byte[packed.length];
            int[] start = new int[begin.length];
            int end = 0;
            for (int i = 0; i + 1 < begin.length; i++) {
                Arrays.sort(packed, begin[i], begin[i + 1]);
                int first = end;
                for (int e = begin[i]; e < begin[i + 1]; e++) {
                    int to = packed[e] >> KIND_BITS;
                    byte kinds = (byte) (packed[e] & KINDS);
                    if (end > first && packed[end - 1] == to) {
                        mask[end - 1] |= kinds;
                    } else {
                        packed[end] = to;
                        mask[end++] = kinds;
                    }
                }
                start[i + 1] = end;
            }
            boolean whole = end == packed.length;
            return new Adjacency(
                    start, whole ? packed : Arrays.copyOf(packed, end), whole ? mask : Arrays.copyOf(mask, end));
        }
    }
}
