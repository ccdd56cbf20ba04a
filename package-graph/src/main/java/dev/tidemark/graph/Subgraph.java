package dev.tidemark.graph;

import java.util.Arrays;

/**
 * Some packages of a graph by their place in ascending order of their numbers, and the edges between them from dependencies to
 * dependents, which all lead to a larger place. Immutable.
 */
public final class Subgraph {

    private final int[] start;
    /** May be longer than its edges. */
    private final int[] target;

    private Subgraph(int[] start, int[] target) {
        this.start = start;
        this.target = target;
    }

    /** @param counts by the bits of an edge's kinds */
    static Subgraph of(int[] packages, Adjacency dependents, boolean[] counts) {
        int[] place = new int[dependents.size()];
        Arrays.fill(place, -1);
        for (int i = 0; i < packages.length; i++) {
            place[packages[i]] = i;
        }
        // In variables of its own: the compiler that a short command is run with reads fields anew each time.
        int[] from = dependents.start;
        int[] leads = dependents.target;
        byte[] kinds = dependents.kinds;
        int[] start = new int[packages.length + 1];
        int[] target = new int[dependents.edges()];
        int end = 0;
        for (int i = 0; i < packages.length; i++) {
            for (int e = from[packages[i]], last = from[packages[i] + 1]; e < last; e++) {
                int to = place[leads[e]];
                if (to >= 0 && counts[kinds[e]]) {
                    target[end++] = to;
                }
            }
            start[i + 1] = end;
        }
        return new Subgraph(start, target);
    }

    /** How many packages there are. */
    public int size() {
        return start.length - 1;
    }

    /** The first of the edges that lead to a place's dependents; {@link #end} is behind the last. */
    public int begin(int place) {
        return start[place];
    }

    /** Behind the last of the edges that lead to a place's dependents. */
    public int end(int place) {
        return start[place + 1];
    }

    /** The place that an edge leads to. */
    public int target(int edge) {
        return target[edge];
    }
}
