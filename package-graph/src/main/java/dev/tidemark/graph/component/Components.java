package dev.tidemark.graph.component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.alg.connectivity.KosarajuStrongConnectivityInspector;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;

/**
 * The strongly connected components of a graph in compressed arrays: the targets of number i are {@code target[start[i]]} to
 * {@code target[start[i + 1] - 1]}.
 */
public final class Components {

    private Components() {}

    /**
     * Those of two members and more, each in ascending order, ordered by their first members. What lies on no way between
     * cycles is peeled off before JGraphT sees the rest, since its graphs are objects, and most sets have no cycle at all.
     */
    public static List<int[]> cyclic(int[] start, int[] target) {
        BitSet core = core(start, target);
        if (core.isEmpty()) {
            return List.of();
        }
        Graph<Integer, DefaultEdge> graph = new SimpleDirectedGraph<>(DefaultEdge.class);
        core.stream().forEach(graph::addVertex);
        core.stream().forEach(node -> {
            for (int e = start[node]; e < start[node + 1]; e++) {
                if (core.get(target[e]) && target[e] != node) {
                    graph.addEdge(node, target[e]);
                }
            }
        });
        List<int[]> components = new ArrayList<>();
        new KosarajuStrongConnectivityInspector<>(graph)
                .stronglyConnectedSets().stream()
                        .filter(members -> members.size() > 1)
                        .map(members -> members.stream()
                                .mapToInt(Integer::intValue)
                                .sorted()
                                .toArray())
                        .sorted(Comparator.comparingInt(members -> members[0]))
                        .forEach(components::add);
        return components;
    }

    /** What remains when nodes without edges out, and then those without edges in, are taken away until there are none. */
    private static BitSet core(int[] start, int[] target) {
        int size = start.length - 1;
        int[] from = new int[target.length];
        for (int node = 0; node < size; node++) {
            Arrays.fill(from, start[node], start[node + 1], node);
        }
        BitSet left = new BitSet(size);
        left.set(0, size);
        peel(left, from, target);
        peel(left, target, from);
        return left;
    }

    /** Takes away, again and again, what no edge leaves. */
    private static void peel(BitSet left, int[] from, int[] to) {
        int size = left.length();
        int[] degree = new int[size];
        int[] begin = new int[size + 1];
        for (int e = 0; e < from.length; e++) {
            if (left.get(from[e]) && left.get(to[e])) {
                degree[from[e]]++;
                begin[to[e] + 1]++;
            }
        }
        for (int i = 0; i < size; i++) {
            begin[i + 1] += begin[i];
        }
        int[] sources = new int[begin[size]];
        int[] next = Arrays.copyOf(begin, size);
        for (int e = 0; e < from.length; e++) {
            if (left.get(from[e]) && left.get(to[e])) {
                sources[next[to[e]]++] = from[e];
            }
        }
        int[] queue = new int[size];
        int end = 0;
        for (int node = left.nextSetBit(0); node >= 0; node = left.nextSetBit(node + 1)) {
            if (degree[node] == 0) {
                queue[end++] = node;
            }
        }
        for (int head = 0; head < end; head++) {
            int node = queue[head];
            left.clear(node);
            for (int e = begin[node]; e < begin[node + 1]; e++) {
                if (--degree[sources[e]] == 0) {
                    queue[end++] = sources[e];
                }
            }
        }
    }
}
