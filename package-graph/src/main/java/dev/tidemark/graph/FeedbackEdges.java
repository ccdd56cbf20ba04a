package dev.tidemark.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * An order of a cycle's members in which few edges, and light ones, point backwards: those are cut. The greedy rule of Eades,
 * Lin and Smyth ("A fast and effective heuristic for the feedback arc set problem", 1993), with weights: what is needed for
 * tests alone is cut before what is needed to run, and that before what is needed to build. Of equals the first in
 * alphabetical order goes first, so that a component's order depends on its own members, names and edges alone.
 */
final class FeedbackEdges {

    private static final int BUILD = 16;
    private static final int RUNTIME = 4;
    private static final int CHECK = 1;

    private final List<List<Edge>> dependents;
    private final List<List<Edge>> dependencies;
    /** What a member's dependents weigh, less what its dependencies weigh; and each of the two. */
    private final int[] out;

    private final int[] in;
    private final boolean[] placed;
    private final TreeSet<Integer> byPull;
    private final Deque<Integer> withoutDependencies = new ArrayDeque<>();
    private final Deque<Integer> withoutDependents = new ArrayDeque<>();

    private record Edge(int member, int weight) {}

    /** @param members of the component, in alphabetical order, as numbers of the edges' nodes */
    private FeedbackEdges(int[] members, Adjacency edges, int[] place) {
        int size = members.length;
        dependents = new ArrayList<>(size);
        dependencies = new ArrayList<>(size);
        out = new int[size];
        in = new int[size];
        placed = new boolean[size];
        byPull = new TreeSet<>(Comparator.<Integer>comparingInt(member -> in[member] - out[member])
                .thenComparing(member -> member));
        for (int i = 0; i < size; i++) {
            dependents.add(new ArrayList<>());
            dependencies.add(new ArrayList<>());
        }
        for (int i = 0; i < size; i++) {
            for (int e = edges.start[members[i]]; e < edges.start[members[i] + 1]; e++) {
                int dependency = place[edges.target[e]];
                if (dependency >= 0) {
                    link(i, dependency, weight(edges.kinds[e]));
                }
            }
        }
        for (int i = 0; i < size; i++) {
            byPull.add(i);
        }
    }

    private void link(int dependent, int dependency, int weight) {
        dependents.get(dependency).add(new Edge(dependent, weight));
        dependencies.get(dependent).add(new Edge(dependency, weight));
        out[dependency] += weight;
        in[dependent] += weight;
    }

    static int weight(byte kinds) {
        int weight = 0;
        for (EdgeKind kind : EdgeKind.of(kinds)) {
            weight += switch (kind) {
                case BUILD -> BUILD;
                case RUNTIME -> RUNTIME;
                case CHECK -> CHECK;
            };
        }
        return weight;
    }

    /**
     * The members in their order, dependencies first but where an edge is to be cut.
     *
     * @param members of a component, ascending
     * @param edges from each node to its dependencies
     * @param place an array of the edges' size, filled with -1, and left so
     */
    static int[] order(int[] members, Adjacency edges, int[] place) {
        for (int i = 0; i < members.length; i++) {
            place[members[i]] = i;
        }
        int[] order = new FeedbackEdges(members, edges, place).order();
        for (int i = 0; i < order.length; i++) {
            place[members[i]] = -1;
            order[i] = members[order[i]];
        }
        return order;
    }

    private int[] order() {
        int[] order = new int[placed.length];
        int first = 0;
        int last = order.length;
        while (first < last) {
            int sink = next(withoutDependents);
            int source = sink >= 0 ? -1 : next(withoutDependencies);
            if (sink >= 0) {
                order[--last] = take(sink);
            } else {
                order[first++] = take(source >= 0 ? source : byPull.getFirst());
            }
        }
        return order;
    }

    /** The first that has no place yet; -1 when there is none. */
    private int next(Deque<Integer> waiting) {
        while (!waiting.isEmpty() && placed[waiting.element()]) {
            waiting.remove();
        }
        return waiting.isEmpty() ? -1 : waiting.remove();
    }

    private int take(int member) {
        byPull.remove(member);
        placed[member] = true;
        for (Edge edge : dependents.get(member)) {
            if (!placed[edge.member()]) {
                reweigh(edge.member(), 0, edge.weight());
            }
        }
        for (Edge edge : dependencies.get(member)) {
            if (!placed[edge.member()]) {
                reweigh(edge.member(), edge.weight(), 0);
            }
        }
        return member;
    }

    private void reweigh(int member, int lessOut, int lessIn) {
        byPull.remove(member);
        out[member] -= lessOut;
        in[member] -= lessIn;
        byPull.add(member);
        if (lessOut > 0 && out[member] == 0) {
            withoutDependents.add(member);
        } else if (lessIn > 0 && in[member] == 0) {
            withoutDependencies.add(member);
        }
    }
}
