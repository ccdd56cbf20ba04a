package dev.tidemark.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a bump reaches: the packages, their levels, and the longest way through them. Since packages are numbered dependencies
 * first, one walk over a set of bits in ascending order finds all of it. Immutable but for its arrays, which are the caller's.
 */
public final class Reached {

    private final PackageGraph graph;
    private final EdgePolicy policy;
    private final int[] packages;
    private final int[] level;
    private final float[] begin;

    private Reached(PackageGraph graph, EdgePolicy policy, int[] packages, int[] level, float[] begin) {
        this.graph = graph;
        this.policy = policy;
        this.packages = packages;
        this.level = level;
        this.begin = begin;
    }

    /** What these packages reach, themselves among it, where every package takes no time. */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy) {
        return of(graph, bumped, policy, new float[graph.size()]);
    }

    /** @param seconds how long each package takes to build, by its number */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy, float[] seconds) {
        Walk walk = new Walk(graph, policy, seconds);
        if (policy.countsAll()) {
            walk.mark(bumped);
        } else {
            walk.markBehind(bumped, index -> true);
        }
        return walk.run();
    }

    /** What these packages reach within those that are included: another stands in nobody's way and passes nothing on. */
    public static Reached of(PackageGraph graph, int[] bumped, EdgePolicy policy, IntPredicate included) {
        return of(graph, bumped, policy, included, new float[graph.size()]);
    }

    /** @param seconds how long each package takes to build, by its number */
    public static Reached of(
            PackageGraph graph, int[] bumped, EdgePolicy policy, IntPredicate included, float[] seconds) {
        Walk walk = new Walk(graph, policy, seconds);
        walk.markBehind(bumped, included);
        return walk.run();
    }

    /** The same packages, when they take other times: by number, in seconds. */
    public Reached timed(float[] other) {
        Walk walk = new Walk(graph, policy, other);
        walk.mark(packages);
        walk.marked = true;
        return walk.run();
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
            counts[level[index]]++;
            levels = Math.max(levels, level[index] + 1);
        }
        return Arrays.copyOf(counts, levels);
    }

    /** The level of a package that is reached. */
    public int level(int index) {
        return level[index];
    }

    /** How long a package has to wait for its dependencies if nothing else does, in the unit of the times that were given. */
    public float begin(int index) {
        return begin[index];
    }

    /**
     * The packages of the longest way, first to last; of several the one that ends at the smallest number.
     *
     * @param seconds the times that were given
     */
    public List<Integer> criticalPath(float[] seconds) {
        int at = -1;
        for (int index : packages) {
            if (at < 0 || begin[index] + seconds[index] > begin[at] + seconds[at]) {
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
                    && Arrays.binarySearch(packages, dependency) >= 0
                    && begin[dependency] + seconds[dependency] == begin[index]) {
                return dependency;
            }
        }
        return -1;
    }

    /** One walk. Used once. */
    private static final class Walk {
        private final PackageGraph graph;
        private final EdgePolicy policy;
        private final float[] seconds;
        private final boolean[] counts;
        private final long[] marks;
        private boolean marked;

        Walk(PackageGraph graph, EdgePolicy policy, float[] seconds) {
            this.graph = graph;
            this.policy = policy;
            this.counts = policy.table();
            this.seconds = seconds;
            this.marks = new long[(graph.size() + Long.SIZE - 1) / Long.SIZE];
        }

        void mark(int[] indices) {
            for (int index : indices) {
                marks[index >> 6] |= 1L << index;
            }
        }

        /** Marks everything that is reached, before the walk: over edges that count, in packages that are included. */
        void markBehind(int[] bumped, IntPredicate included) {
            marked = true;
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
            long[] words = seen.toLongArray();
            System.arraycopy(words, 0, marks, 0, words.length);
        }

        Reached run() {
            int[] level = new int[graph.size()];
            float[] begin = new float[graph.size()];
            int[] packages = new int[graph.size()];
            int count = marked ? followMarked(level, begin, packages) : follow(level, begin, packages);
            return new Reached(graph, policy, Arrays.copyOf(packages, count), level, begin);
        }

        /** Marks what is reached on the way. A cycle is reached as a whole, so the walk goes back to its first member. */
        private int follow(int[] level, float[] begin, int[] packages) {
            int[] start = graph.dependents().start;
            int[] target = graph.dependents().target;
            boolean cyclic = graph.cutEdges() > 0;
            int behindCycle = 0;
            int count = 0;
            for (int word = 0; word < marks.length; word++) {
                long rest = marks[word];
                while (rest != 0) {
                    int bit = Long.numberOfTrailingZeros(rest);
                    int from = (word << 6) + bit;
                    if (cyclic && from >= behindCycle && graph.inCycle(from)) {
                        behindCycle = graph.behindCycle(from);
                        int first = graph.firstOfCycle(from);
                        for (int member = first; member < behindCycle; member++) {
                            marks[member >> 6] |= 1L << member;
                        }
                        word = first >> 6;
                        rest = marks[word] & -1L << first;
                        continue;
                    }
                    packages[count++] = from;
                    int next = level[from] + 1;
                    float end = begin[from] + seconds[from];
                    for (int e = start[from], last = start[from + 1]; e < last; e++) {
                        int to = target[e];
                        marks[to >> 6] |= 1L << to;
                        if (level[to] < next) {
                            level[to] = next;
                        }
                        if (begin[to] < end) {
                            begin[to] = end;
                        }
                    }
                    rest = marks[word] & (-2L << bit);
                }
            }
            return count;
        }

        private int followMarked(int[] level, float[] begin, int[] packages) {
            Adjacency edges = graph.dependents();
            int count = 0;
            BitSet reached = BitSet.valueOf(marks);
            for (int from = reached.nextSetBit(0); from >= 0; from = reached.nextSetBit(from + 1)) {
                packages[count++] = from;
                for (int e = edges.start[from]; e < edges.start[from + 1]; e++) {
                    int to = edges.target[e];
                    if (counts[edges.kinds[e]] && reached.get(to)) {
                        level[to] = Math.max(level[to], level[from] + 1);
                        begin[to] = Math.max(begin[to], begin[from] + seconds[from]);
                    }
                }
            }
            return count;
        }
    }
}
