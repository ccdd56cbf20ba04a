package dev.tidemark.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An order in which dependencies come first, and the edges that had to be left out of it because they close a cycle. */
final class CycleCut {

    private static final byte UNSEEN = 0;
    private static final byte OPEN = 1;
    private static final byte DONE = 2;

    private final Adjacency kept;
    private final Adjacency cut;
    private final int[] dependenciesFirst;
    private final int[] position;

    private CycleCut(Adjacency kept, Adjacency cut, int[] dependenciesFirst, int[] position) {
        this.kept = kept;
        this.cut = cut;
        this.dependenciesFirst = dependenciesFirst;
        this.position = position;
    }

    /** The edges without those that close a cycle. */
    Adjacency kept() {
        return kept;
    }

    /** The edges that close a cycle. */
    Adjacency cut() {
        return cut;
    }

    /** All numbers in the order. */
    int[] dependenciesFirst() {
        return dependenciesFirst;
    }

    /** Where each number stands in the order. */
    int[] position() {
        return position;
    }

    /** Walks depth-first in ascending order, without recursion: a chain may be as long as the set. */
    static CycleCut of(Adjacency edges) {
        int size = edges.size();
        byte[] state = new byte[size];
        int[] order = new int[size];
        int ordered = 0;
        List<List<Integer>> closing = new ArrayList<>(size);
        int[][] targets = new int[size][];
        for (int i = 0; i < size; i++) {
            targets[i] = edges.of(i);
            closing.add(new ArrayList<>(0));
        }
        int[] next = new int[size];
        int[] stack = new int[size];
        for (int root = 0; root < size; root++) {
            if (state[root] != UNSEEN) {
                continue;
            }
            int depth = 0;
            stack[0] = root;
            state[root] = OPEN;
            while (depth >= 0) {
                int node = stack[depth];
                if (next[node] == targets[node].length) {
                    state[node] = DONE;
                    order[ordered++] = node;
                    depth--;
                    continue;
                }
                int target = targets[node][next[node]++];
                if (state[target] == OPEN) {
                    closing.get(node).add(target);
                } else if (state[target] == UNSEEN) {
                    state[target] = OPEN;
                    stack[++depth] = target;
                }
            }
        }
        return assemble(targets, closing, order);
    }

    private static CycleCut assemble(int[][] targets, List<List<Integer>> closing, int[] order) {
        List<int[]> kept = new ArrayList<>(targets.length);
        List<int[]> cut = new ArrayList<>(targets.length);
        for (int i = 0; i < targets.length; i++) {
            List<Integer> closes = closing.get(i);
            int[] all = targets[i];
            kept.add(Arrays.stream(all)
                    .filter(target -> !closes.contains(target))
                    .toArray());
            cut.add(closes.stream().mapToInt(Integer::intValue).toArray());
        }
        int[] position = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            position[order[i]] = i;
        }
        return new CycleCut(Adjacency.of(kept), Adjacency.of(cut), order, position);
    }
}
