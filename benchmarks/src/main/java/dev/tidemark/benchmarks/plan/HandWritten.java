package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.PackageGraph;

/**
 * What a bump reaches as somebody would write it by hand, without knowing anything of the graph but its edges: a breadth-first
 * search, then Kahn's order with the level of each. Packages are numbered in alphabetical order, their dependents lie behind
 * one another. Edges that were cut to open a cycle are left out, as they are of our levels.
 */
final class HandWritten {

    private final int[] start;
    private final int[] target;

    /** The answer. */
    static final class Answer {
        private final int[] order;
        private final int[] level;

        Answer(int[] order, int[] level) {
            this.order = order;
            this.level = level;
        }

        /** How many are reached. */
        int count() {
            return order.length;
        }

        /** The package at a place of the order, which has dependencies before their dependents. */
        int at(int place) {
            return order[place];
        }

        /** The level of a package that is reached. */
        int level(int reached) {
            return level[reached];
        }
    }

    private HandWritten(int[] start, int[] target) {
        this.start = start;
        this.target = target;
    }

    static HandWritten of(PackageGraph graph) {
        int[] index = graph.alphabetical();
        int[] number = new int[index.length];
        for (int i = 0; i < index.length; i++) {
            number[index[i]] = i;
        }
        int[] start = new int[index.length + 1];
        int[] target = new int[graph.edges() - graph.cutEdges()];
        for (int i = 0; i < index.length; i++) {
            int end = start[i];
            for (int dependent : graph.dependentsOf(index[i])) {
                target[end++] = number[dependent];
            }
            start[i + 1] = end;
        }
        return new HandWritten(start, target);
    }

    /** @param bumped its alphabetical number */
    Answer reached(int bumped) {
        int size = start.length - 1;
        boolean[] reached = new boolean[size];
        int[] missing = new int[size];
        int[] queue = new int[size];
        int count = 1;
        queue[0] = bumped;
        reached[bumped] = true;
        for (int next = 0; next < count; next++) {
            int from = queue[next];
            for (int e = start[from], end = start[from + 1]; e < end; e++) {
                int to = target[e];
                missing[to]++; // Whatever leads away from what is reached leads to what is reached.
                if (!reached[to]) {
                    reached[to] = true;
                    queue[count++] = to;
                }
            }
        }
        return ordered(bumped, count, missing);
    }

    private Answer ordered(int bumped, int count, int[] missing) {
        int[] order = new int[count];
        int[] level = new int[missing.length];
        int ready = 1;
        order[0] = bumped;
        for (int next = 0; next < ready; next++) {
            int from = order[next];
            int behind = level[from] + 1;
            for (int e = start[from], end = start[from + 1]; e < end; e++) {
                int to = target[e];
                if (level[to] < behind) {
                    level[to] = behind;
                }
                if (--missing[to] == 0) {
                    order[ready++] = to;
                }
            }
        }
        if (ready != count) {
            throw new AssertionError("of %d packages %d are in a cycle".formatted(count, count - ready));
        }
        return new Answer(order, level);
    }
}
