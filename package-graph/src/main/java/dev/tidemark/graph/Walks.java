package dev.tidemark.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/** Ways through edges that are in no hurry. {@link Reached} is for those that are. */
final class Walks {

    private static final int NOBODY = -1;

    private Walks() {}

    /** All that the given ones lead to over the edges, themselves among it; ascending. */
    static int[] closure(Adjacency edges, Adjacency cut, int[] given) {
        BitSet seen = new BitSet(edges.size());
        int[] queue = new int[edges.size()];
        int end = visit(given, seen, queue, 0);
        for (int next = 0; next < end; next++) {
            end = visit(edges.of(queue[next]), seen, queue, end);
            end = visit(cut.of(queue[next]), seen, queue, end);
        }
        return seen.stream().toArray();
    }

    private static int visit(int[] targets, BitSet seen, int[] queue, int end) {
        int last = end;
        for (int target : targets) {
            if (!seen.get(target)) {
                seen.set(target);
                queue[last++] = target;
            }
        }
        return last;
    }

    /**
     * A shortest way, both ends included; empty when there is none. Of several that which is found first: smaller numbers
     * before larger ones.
     */
    static List<Integer> path(List<Adjacency> edges, int from, int to) {
        int size = edges.getFirst().size();
        int[] before = new int[size];
        Arrays.fill(before, NOBODY);
        before[from] = from;
        int[] queue = new int[size];
        queue[0] = from;
        int end = 1;
        for (int next = 0; next < end && before[to] == NOBODY; next++) {
            for (Adjacency each : edges) {
                for (int target : each.of(queue[next])) {
                    if (before[target] == NOBODY) {
                        before[target] = queue[next];
                        queue[end++] = target;
                    }
                }
            }
        }
        if (before[to] == NOBODY) {
            return List.of();
        }
        List<Integer> path = new ArrayList<>(List.of(to));
        for (int at = to; at != from; at = before[at]) {
            path.add(before[at]);
        }
        return path.reversed();
    }

    /** See {@link PackageGraph#heldUpBy}. Every edge leads to a smaller number, so one walk upwards finds all. */
    static int[] heldUpBy(Adjacency dependencies, IntPredicate refused, IntPredicate included) {
        int[] by = new int[dependencies.size()];
        Arrays.fill(by, NOBODY);
        boolean any = false;
        for (int index = 0; index < by.length; index++) {
            if (!included.test(index)) {
                continue;
            }
            if (refused.test(index)) {
                by[index] = index;
                any = true;
            }
            for (int e = dependencies.start[index];
                    any && by[index] == NOBODY && e < dependencies.start[index + 1];
                    e++) {
                by[index] = by[dependencies.target[e]];
            }
        }
        return by;
    }

    /** Adds to the given ones all whose edges lead to them. One look at all edges is enough where they lead to smaller numbers. */
    static void spread(Adjacency edges, BitSet given) {
        boolean grown = true;
        while (grown) {
            grown = false;
            for (int index = given.nextClearBit(0); index < edges.size(); index = given.nextClearBit(index + 1)) {
                if (leads(edges, index, given)) {
                    given.set(index);
                    grown = true;
                }
            }
        }
    }

    private static boolean leads(Adjacency edges, int index, BitSet to) {
        for (int e = edges.start[index]; e < edges.start[index + 1]; e++) {
            if (to.get(edges.target[e])) {
                return true;
            }
        }
        return false;
    }
}
