package dev.tidemark.graph;

import java.util.Arrays;
import java.util.List;

/** For each of the numbers 0 to n-1 an ascending list of numbers, in two arrays. Immutable. */
final class Adjacency {

    private final int[] start;
    private final int[] target;

    private Adjacency(int[] start, int[] target) {
        this.start = start;
        this.target = target;
    }

    static Adjacency of(List<int[]> lists) {
        int[] start = new int[lists.size() + 1];
        for (int i = 0; i < lists.size(); i++) {
            start[i + 1] = start[i] + lists.get(i).length;
        }
        int[] target = new int[start[lists.size()]];
        for (int i = 0; i < lists.size(); i++) {
            System.arraycopy(lists.get(i), 0, target, start[i], lists.get(i).length);
            Arrays.sort(target, start[i], start[i + 1]);
        }
        return new Adjacency(start, target);
    }

    int size() {
        return start.length - 1;
    }

    int[] of(int index) {
        return Arrays.copyOfRange(target, start[index], start[index + 1]);
    }

    /** The same edges, the other way round. */
    Adjacency reversed() {
        int[] counts = new int[start.length];
        for (int to : target) {
            counts[to + 1]++;
        }
        for (int i = 1; i < counts.length; i++) {
            counts[i] += counts[i - 1];
        }
        int[] next = Arrays.copyOf(counts, size());
        int[] sources = new int[target.length];
        for (int from = 0; from < size(); from++) {
            for (int e = start[from]; e < start[from + 1]; e++) {
                sources[next[target[e]]++] = from;
            }
        }
        return new Adjacency(counts, sources);
    }
}
