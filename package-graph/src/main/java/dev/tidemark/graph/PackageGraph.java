package dev.tidemark.graph;

import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * One revision of a set's graph. Packages are numbered in alphabetical order of their attributes. Immutable, safe for any
 * thread.
 *
 * <p>A cycle is cut, not fused: of each cycle, the edges that close it on a depth-first walk in alphabetical order are
 * left out of the order (and named by {@link #cutEdges}), so that the same packages always give the same cut.
 */
public final class PackageGraph {

    private final String set;
    private final long sequence;
    private final List<PackageNode> nodes;
    private final Adjacency dependencies;
    private final Adjacency dependents;
    private final Adjacency cut;
    /** Position of each package in an order in which dependencies come first. */
    private final int[] position;

    private final TrustDomain[] trust;

    private PackageGraph(
            String set,
            long sequence,
            List<PackageNode> nodes,
            Adjacency dependencies,
            Adjacency cut,
            int[] position,
            TrustDomain[] trust) {
        this.set = set;
        this.sequence = sequence;
        this.nodes = nodes;
        this.dependencies = dependencies;
        this.dependents = dependencies.reversed();
        this.cut = cut;
        this.position = position;
        this.trust = trust;
    }

    /**
     * Builds the graph of a revision.
     *
     * @param set the set's name
     * @param sequence the revision's number
     * @param packages in any order
     * @throws InvalidGraphException when a package is there twice, needs itself or one that is not there
     */
    public static PackageGraph of(String set, long sequence, List<PackageNode> packages) throws InvalidGraphException {
        List<PackageNode> nodes = packages.stream()
                .sorted(Comparator.comparing(PackageNode::attribute))
                .toList();
        List<int[]> targets = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            PackageNode node = nodes.get(i);
            if (i > 0 && nodes.get(i - 1).attribute().equals(node.attribute())) {
                throw new InvalidGraphException("package %s is there twice".formatted(node.attribute()));
            }
            targets.add(resolve(nodes, node));
        }
        CycleCut order = CycleCut.of(Adjacency.of(targets));
        Adjacency dependencies = order.kept();
        return new PackageGraph(
                set, sequence, nodes, dependencies, order.cut(), order.position(), trust(nodes, dependencies, order));
    }

    private static int[] resolve(List<PackageNode> nodes, PackageNode node) throws InvalidGraphException {
        int[] targets = new int[node.dependencies().size()];
        for (int d = 0; d < targets.length; d++) {
            String dependency = node.dependencies().get(d);
            if (dependency.equals(node.attribute())) {
                throw new InvalidGraphException("package %s depends on itself".formatted(dependency));
            }
            int target = find(nodes, dependency);
            if (target < 0) {
                throw new InvalidGraphException(
                        "package %s depends on %s, which is not in the set".formatted(node.attribute(), dependency));
            }
            targets[d] = target;
        }
        return targets;
    }

    /** A package is built in the strictest domain of its build closure, cut edges included: they carry outputs too. */
    private static TrustDomain[] trust(List<PackageNode> nodes, Adjacency dependencies, CycleCut order) {
        TrustDomain[] trust = new TrustDomain[nodes.size()];
        Arrays.setAll(trust, index -> nodes.get(index).unfree() ? TrustDomain.UNFREE : TrustDomain.FREE);
        boolean changed = true;
        while (changed) { // Once, and once more for each cut edge that leads back into the order.
            changed = false;
            for (int node : order.dependenciesFirst()) {
                TrustDomain strictest = trust[node];
                for (int dependency : dependencies.of(node)) {
                    strictest = strictest.strictest(trust[dependency]);
                }
                for (int dependency : order.cut().of(node)) {
                    strictest = strictest.strictest(trust[dependency]);
                }
                changed |= strictest != trust[node];
                trust[node] = strictest;
            }
        }
        return trust;
    }

    private static int find(List<PackageNode> nodes, String attribute) {
        int low = 0;
        int high = nodes.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = nodes.get(middle).attribute().compareTo(attribute);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    public String set() {
        return set;
    }

    /** The revision's number. */
    public long sequence() {
        return sequence;
    }

    /** How many packages there are; they are numbered from 0. */
    public int size() {
        return nodes.size();
    }

    public PackageNode node(int index) {
        return nodes.get(index);
    }

    /** The number of a package; empty when the set has no such attribute. */
    public OptionalInt indexOf(String attribute) {
        int index = find(nodes, attribute);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** What a package needs, ascending, without cut edges. */
    public int[] dependenciesOf(int index) {
        return dependencies.of(index);
    }

    /** What a package needs by an edge that was cut to open a cycle, ascending. */
    public int[] cutEdges(int index) {
        return cut.of(index);
    }

    /** The domain that a package is built in: the strictest in its build closure. */
    public TrustDomain trust(int index) {
        return trust[index];
    }

    /**
     * Everything that changes when these packages do: they and what depends on them, directly or not, over cut edges too
     * (a bump of one member of a cycle reaches them all). Dependencies come before their dependents.
     */
    public int[] affectedBy(int[] bumped) {
        return affectedBy(bumped, index -> true);
    }

    /** The same, within the packages that are included: what is not stands in nobody's way and passes nothing on. */
    public int[] affectedBy(int[] bumped, IntPredicate included) {
        BitSet seen = new BitSet(size());
        int[] queue = new int[size()];
        int end = 0;
        for (int origin : bumped) {
            if (included.test(origin) && !seen.get(origin)) {
                seen.set(origin);
                queue[end++] = origin;
            }
        }
        Adjacency cutDependents = cut.reversed();
        for (int next = 0; next < end; next++) {
            end = visit(dependents.of(queue[next]), included, seen, queue, end);
            end = visit(cutDependents.of(queue[next]), included, seen, queue, end);
        }
        return inOrder(Arrays.copyOf(queue, end));
    }

    /** These packages and all that they need, directly or not, dependencies first. */
    public int[] closureOf(int[] packages) {
        BitSet seen = new BitSet(size());
        int[] queue = new int[size()];
        int end = visit(packages, index -> true, seen, queue, 0);
        for (int next = 0; next < end; next++) {
            end = visit(dependencies.of(queue[next]), index -> true, seen, queue, end);
            end = visit(cut.of(queue[next]), index -> true, seen, queue, end);
        }
        return inOrder(Arrays.copyOf(queue, end));
    }

    private static int visit(int[] targets, IntPredicate included, BitSet seen, int[] queue, int end) {
        int last = end;
        for (int target : targets) {
            if (included.test(target) && !seen.get(target)) {
                seen.set(target);
                queue[last++] = target;
            }
        }
        return last;
    }

    private int[] inOrder(int[] packages) {
        return Arrays.stream(packages)
                .boxed()
                .sorted(Comparator.comparingInt(index -> position[index]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
