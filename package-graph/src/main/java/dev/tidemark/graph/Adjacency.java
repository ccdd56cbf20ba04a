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
        int[] targets = new int[target.length];
        byte[] targetKinds = new byte[target.length];
        int end = 0;
        for (int from = 0; from < size(); from++) {
            for (int e = start[from]; e < start[from + 1]; e++) {
                if (target[e] < from == backward) {
                    targets[end] = target[e];
                    targetKinds[end++] = kinds[e];
                }
            }
            begin[from + 1] = end;
        }
        return new Adjacency(begin, Arrays.copyOf(targets, end), Arrays.copyOf(targetKinds, end));
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

    /** Collects edges in any order; of two between the same numbers it makes one that is of the kinds of both. */
    static final class Draft {
        private final Ints from;
        private final Ints to;
        private final Ints kinds;

        Draft(int expected) {
            from = new Ints(expected);
            to = new Ints(expected);
            kinds = new Ints(expected);
        }

        void add(int source, int target, byte mask) {
            from.add(source);
            to.add(target);
            kinds.add(mask);
        }

        /** Where the edges to a target come from. */
        IntStream sourcesOf(int target) {
            return IntStream.range(0, to.size())
                    .filter(edge -> to.get(edge) == target)
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
            long[] packed = new long[from.size()];
            for (int e = 0; e < from.size(); e++) {
                packed[next[number[from.get(e)]]++] = (long) number[to.get(e)] << Byte.SIZE | kinds.get(e);
            }
            return merged(begin, packed);
        }

        private static Adjacency merged(int[] begin, long[] packed) {
            int[] target = new int[packed.length];
            byte[] mask = new byte[packed.length];
            int[] start = new int[begin.length];
            int end = 0;
            for (int i = 0; i + 1 < begin.length; i++) {
                Arrays.sort(packed, begin[i], begin[i + 1]);
                int first = end;
                for (int e = begin[i]; e < begin[i + 1]; e++) {
                    int to = (int) (packed[e] >> Byte.SIZE);
                    if (end > first && target[end - 1] == to) {
                        mask[end - 1] |= (byte) packed[e];
                    } else {
                        target[end] = to;
                        mask[end++] = (byte) packed[e];
                    }
                }
                start[i + 1] = end;
            }
            return new Adjacency(start, Arrays.copyOf(target, end), Arrays.copyOf(mask, end));
        }
    }
}
