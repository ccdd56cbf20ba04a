package dev.tidemark.graph;

import dev.tidemark.graph.component.Components;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers that packages get: dependencies come before what depends on them, the members of a cycle stand together, and
 * what stands on the same level stands in alphabetical order. Only within a cycle does an edge point backwards; it is cut.
 */
final class Order {

    private final int[] number;
    private final int[] component;

    private Order(int[] number, int[] component) {
        this.number = number;
        this.component = component;
    }

    /** The number of each package, by its place in alphabetical order. */
    int[] number() {
        return number;
    }

    /** The first number of the cycle that a number belongs to, by number; its own where there is none. */
    int[] component() {
        return component;
    }

    /** @param edges to the dependencies of each package, which are numbered in alphabetical order */
    static Order of(Adjacency edges) {
        int size = edges.size();
        List<int[]> cycles = Components.cyclic(edges.start, edges.target);
        int[] unit = new int[size]; // A package's cycle, named after its first member; or the package itself.
        Arrays.setAll(unit, i -> i);
        Map<Integer, int[]> members = new HashMap<>();
        int[] place = new int[size];
        Arrays.fill(place, -1);
        for (int[] cycle : cycles) {
            members.put(cycle[0], FeedbackEdges.order(cycle, edges, place));
            for (int member : cycle) {
                unit[member] = cycle[0];
            }
        }
        return new Numbering(edges, unit, members).run();
    }

    /** Kahn's order over cycles and single packages, level by level. */
    private static final class Numbering {
        private final Adjacency edges;
        private final Adjacency dependents;
        private final int[] unit;
        private final Map<Integer, int[]> members;
        private final int[] number;
        private final int[] component;
        private final int[] missing;
        private int next;

        Numbering(Adjacency edges, int[] unit, Map<Integer, int[]> members) {
            this.edges = edges;
            this.dependents = edges.reversed();
            this.unit = unit;
            this.members = members;
            this.number = new int[edges.size()];
            this.component = new int[edges.size()];
            this.missing = new int[edges.size()];
        }

        Order run() {
            for (int node = 0; node < edges.size(); node++) {
                for (int e = edges.start[node]; e < edges.start[node + 1]; e++) {
                    if (unit[edges.target[e]] != unit[node]) {
                        missing[unit[node]]++;
                    }
                }
            }
            Ints level = new Ints(edges.size());
            for (int node = 0; node < edges.size(); node++) {
                if (unit[node] == node && missing[node] == 0) {
                    level.add(node);
                }
            }
            while (level.size() > 0) {
                level = numbered(level);
            }
            if (next != edges.size()) {
                throw new AssertionError("a cycle is left after all were found");
            }
            return new Order(number, component);
        }

        private Ints numbered(Ints level) {
            int[] units = level.toArray();
            Arrays.sort(units);
            Ints following = new Ints(units.length);
            for (int each : units) {
                int first = next;
                int[] together = members.getOrDefault(each, new int[] {each});
                for (int member : together) {
                    component[next] = first;
                    number[member] = next++;
                }
                for (int member : together) {
                    release(member, following);
                }
            }
            return following;
        }

        private void release(int member, Ints following) {
            for (int e = dependents.start[member]; e < dependents.start[member + 1]; e++) {
                int dependent = unit[dependents.target[e]];
                if (dependent != unit[member] && --missing[dependent] == 0) {
                    following.add(dependent);
                }
            }
        }
    }
}
