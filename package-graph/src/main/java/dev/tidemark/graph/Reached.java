package dev.tidemark.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a bump reaches: the packages, their levels, and the longest way through them. Since packages are numbered dependencies
 * first, one walk in ascending order finds all of it. Immutable but for its arrays, which are the caller's.
 */
public final class Reached {

    private final PackageGraph graph;
    private final EdgePolicy policy;
    private final int[] packages;
    /** By number: its level and 1 more; 0 for what is not reached. */
    private final int[] height;
    /** By number: the bits of a float that is not negative, of which the greater has the greater bits. */
    private final int[] begin;

    private Reached(PackageGraph graph, EdgePolicy policy, Walk walk) {
        this.graph = graph;
        this.policy = policy;
        this.packages = Arrays.copyOf(walk.packages, walk.count);
        this.height = walk.height;
        this.begin = walk.begin;
    }

    /** What these packages reach, themselves among it, where every package takes no time. */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy) {
        return of(graph, bumped, policy, new float[graph.size()]);
    }

    /** @param seconds how long each package takes to build, by its number; none is negative */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy, float[] seconds) {
        if (!policy.countsAll()) {
            return of(graph, bumped, policy, index -> true, seconds);
        }
        Walk walk = new Walk(graph, seconds);
        walk.reach(bumped);
        return new Reached(graph, policy, walk);
    }

    /** What these packages reach within those that are included: another stands in nobody's way and passes nothing on. */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy, IntPredicate included) {
        return of(graph, bumped, policy, included, new float[graph.size()]);
    }

    /** @param seconds how long each package takes to build, by its number; none is negative */
    public static Reached of(
            PackageGraph graph, int[] bumped, EdgePolicy policy, IntPredicate included, float[] seconds) {
        return within(graph, policy, search(graph, bumped, policy, included), seconds);
    }

    /** The same packages, when they take other times: by number, in seconds. */
    public Reached timed(float[] other) {
        BitSet same = new BitSet(graph.size());
        for (int index : packages) {
            same.set(index);
        }
        return within(graph, policy, same, other);
    }

    private static Reached within(PackageGraph graph, EdgePolicy policy, BitSet packages, float[] seconds) {
        Walk walk = new Walk(graph, seconds);
        walk.within(packages, policy.table());
        return new Reached(graph, policy, walk);
    }

    /** Everything that is reached over edges that count, in packages that are included. */
    private static BitSet search(PackageGraph graph, int[] bumped, EdgePolicy policy, IntPredicate included) {
        boolean[] counts = policy.table();
        BitSet seen = new BitSet(graph.size());
        int[] queue = new int[graph.size()];
        int end = 0;
        for (int index : bumped) {
            if (included.test(index) && !seen.get(index)) {
                seen.set(index);
                queue[end++] = index;
            }
        }
        int limit = policy.reach() == EdgePolicy.Reach.DIRECT ? end : queue.length;
        for (int next = 0; next < Math.min(end, limit); next++) {
            for (Adjacency edges : List.of(graph.dependents(), graph.cutDependents())) {
                int from = queue[next];
                for (int e = edges.start[from]; e < edges.start[from + 1]; e++) {
                    int to = edges.target[e];
                    if (counts[edges.kinds[e]] && !seen.get(to) && included.test(to)) {
                        seen.set(to);
                        queue[end++] = to;
                    }
                }
            }
        }
        return seen;
    }

    /** The edges between what is reached, from dependencies to dependents, without those that were cut or do not count. */
    public Subgraph edges() {
        return Subgraph.of(packages, graph.dependents(), policy.table());
    }

    /** Numbers of the packages, ascending: dependencies before their dependents. */
    public int[] packages() {
        return packages.clone();
    }

    public int count() {
        return packages.length;
    }

    /** How many packages stand on each level: on level 0 what needs nothing that is reached, but over cut edges. */
    public int[] levels() {
        int[] counts = new int[packages.length];
        int levels = 0;
        for (int index : packages) {
            counts[height[index] - 1]++;
            levels = Math.max(levels, height[index]);
        }
        return Arrays.copyOf(counts, levels);
    }

    /** The level of a package that is reached. */
    public int level(int index) {
        return height[index] - 1;
    }

    /** How long a package has to wait for its dependencies if nothing else does, in the unit of the times that were given. */
    public float begin(int index) {
        return Float.intBitsToFloat(begin[index]);
    }

    /**
     * The packages of the longest way, first to last; of several the one that ends at the smallest number.
     *
     * @param seconds the times that were given
     */
    public List<Integer> criticalPath(float[] seconds) {
        int at = -1;
        float longest = -1;
        for (int index : packages) {
            float end = begin(index) + seconds[index];
            if (end > longest) {
                longest = end;
                at = index;
            }
        }
        List<Integer> path = new ArrayList<>();
        while (at >= 0) {
            path.add(at);
            at = before(at, seconds);
        }
        return path.reversed();
    }

    private int before(int index, float[] seconds) {
        boolean[] counts = policy.table();
        Adjacency needs = graph.dependencies();
        for (int e = needs.start[index]; begin[index] > 0 && e < needs.start[index + 1]; e++) {
            int dependency = needs.target[e];
            if (counts[needs.kinds[e]]
                    && height[dependency] > 0
                    && begin(dependency) + seconds[dependency] == begin(index)) {
                return dependency;
            }
        }
        return -1;
    }

    /**
     * One walk. Used once. Its loops over edges write without asking first: which package an edge leads to nobody can
     * foresee, and so a processor would guess wrong at every other question.
     */
    private static final class Walk {
        private final PackageGraph graph;
        private final float[] seconds;
        private final int[] start;
        private final int[] target;
        private final int[] height;
        private final int[] begin;
        private final int[] packages;
        private int count;

        Walk(PackageGraph graph, float[] seconds) {
            this.graph = graph;
            this.seconds = seconds;
            this.start = graph.dependents().start;
            this.target = graph.dependents().target;
            this.height = new int[graph.size()];
            this.begin = new int[graph.size()];
            this.packages = new int[graph.size()];
        }

        /** Over all edges. A cycle is reached as a whole, so the walk goes back to its first member. */
        void reach(int[] bumped) {
            int from = height.length;
            int last = -1;
            for (int index : bumped) {
                height[index] = 1;
                from = Math.min(from, index);
                last = Math.max(last, index);
            }
            boolean cyclic = graph.cutEdges() > 0;
            int behindCycle = 0;
            for (; from <= last; from++) {
                if (height[from] == 0) {
                    continue;
                }
                if (cyclic && from >= behindCycle && graph.inCycle(from)) {
                    behindCycle = graph.behindCycle(from);
                    last = Math.max(last, behindCycle - 1);
                    from = graph.firstOfCycle(from);
                    for (int member = from; member < behindCycle; member++) {
                        height[member] = Math.max(height[member], 1);
                    }
                }
                packages[count++] = from;
                if (start[from] < start[from + 1]) {
                    last = Math.max(last, target[start[from + 1] - 1]);
                    pass(height[from] + 1, end(from), start[from], start[from + 1]);
                }
            }
        }

        private int end(int from) {
            return Float.floatToRawIntBits(Float.intBitsToFloat(begin[from]) + seconds[from]);
        }

        private void pass(int next, int end, int first, int behind) {
            int[] heights = height;
            int[] begins = begin;
            for (int e = first; e < behind; e++) {
                int to = target[e];
                heights[to] = Math.max(heights[to], next);
                begins[to] = Math.max(begins[to], end);
            }
        }

        /** @param counts by the bits of an edge's kinds */
        void within(BitSet reached, boolean[] counts) {
            byte[] kinds = graph.dependents().kinds;
            for (int from = reached.nextSetBit(0); from >= 0; from = reached.nextSetBit(from + 1)) {
                packages[count++] = from;
                height[from] = Math.max(height[from], 1);
                int next = height[from] + 1;
                int end = end(from);
                for (int e = start[from]; e < start[from + 1]; e++) {
                    int to = target[e];
                    if (counts[kinds[e]] && reached.get(to)) {
                        height[to] = Math.max(height[to], next);
                        begin[to] = Math.max(begin[to], end);
                    }
                }
            }
        }
    }
}
