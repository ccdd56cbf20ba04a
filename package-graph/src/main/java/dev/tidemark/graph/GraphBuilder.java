package dev.tidemark.graph;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes a graph of packages that come one after the other, in any order; no more of them is kept than the graph will need.
 * The same packages make the same graph, whatever their order. Belongs to one thread; used once.
 */
public final class GraphBuilder {

    private final String set;
    private final long sequence;
    private final byte counted;
    private String revision = "";
    private boolean estimate;
    private final Texts.Pool names = new Texts.Pool();
    private PackageColumns.Draft columns = new PackageColumns.Draft();
    private Adjacency.Draft edges = new Adjacency.Draft(1 << 10);
    /** Those that are, at least for some of their kinds, not among the edges. */
    private final Adjacency.Draft uncounted = new Adjacency.Draft(0);
    /** By the number of its name: where a package was added, -1 for one that is only needed so far. */
    private final Ints added = new Ints(64);

    private final Ints nameOfAdded = new Ints(64);

    /** Counts edges of every kind. */
    public GraphBuilder(String set, long sequence) {
        this(set, sequence, EnumSet.allOf(EdgeKind.class));
    }

    /**
     * @param set the set's name
     * @param sequence the revision's number
     * @param kinds an edge that is of none of these is left out, of others these kinds remain; for trust all count
     */
    public GraphBuilder(String set, long sequence, Set<EdgeKind> kinds) {
        this.set = set;
        this.sequence = sequence;
        this.counted = EdgeKind.mask(kinds);
    }

    /** What the importer calls the revision: a commit, or a digest of what was read. */
    public GraphBuilder revision(String name) {
        this.revision = name;
        return this;
    }

    /** Whether bumps may change more or less than the graph says; a graph is the truth unless it is told otherwise. */
    public GraphBuilder estimate(boolean isEstimate) {
        this.estimate = isEstimate;
        return this;
    }

    /** @throws InvalidGraphException when the package is there already, or needs itself */
    public GraphBuilder add(PackageNode node) throws InvalidGraphException {
        int name = nameOf(node.attribute());
        if (added.get(name) >= 0) {
            throw new InvalidGraphException("package %s is there twice".formatted(node.attribute()));
        }
        added.set(name, nameOfAdded.size());
        nameOfAdded.add(name);
        columns.add(node);
        for (Dependency dependency : node.dependencies()) {
            if (dependency.attribute().equals(node.attribute())) {
                throw new InvalidGraphException("package %s depends on itself".formatted(node.attribute()));
            }
            int target = nameOf(dependency.attribute());
            byte kinds = EdgeKind.mask(dependency.kinds());
            if ((kinds & counted) != 0) {
                edges.add(name, target, (byte) (kinds & counted));
            }
            if ((kinds & counted) != kinds) {
                uncounted.add(name, target, kinds);
            }
        }
        return this;
    }

    private int nameOf(String attribute) {
        int name = names.add(attribute);
        if (name == added.size()) {
            added.add(-1);
        }
        return name;
    }

    /** @throws InvalidGraphException when a package needs one that is not there */
    public PackageGraph build() throws InvalidGraphException {
        Texts all = names.freeze();
        requireWhole(all);
        int[] byName = IntStream.range(0, all.size())
                .boxed()
                .sorted(all::compare)
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = inverse(byName);
        Order order = Order.of(edges.renumbered(rank));
        int size = all.size();
        int[] number = new int[size]; // By name.
        for (int name = 0; name < size; name++) {
            number[name] = order.number()[rank[name]];
        }
        int[] named = inverse(number);
        int[] place = new int[size];
        Arrays.setAll(place, i -> added.get(named[i]));
        Adjacency numbered = edges.renumbered(number);
        edges = new Adjacency.Draft(0); // What was collected makes room, the larger part first.
        PackageColumns inOrder = columns.inOrder(all, place, named, order.number());
        columns = new PackageColumns.Draft();
        return PackageGraph.of(
                new PackageGraph.Revision(set, sequence, revision, estimate),
                inOrder,
                numbered,
                order.component(),
                unfree(inOrder, numbered, uncounted.renumbered(number)));
    }

    /** A package is built in the strictest domain of its build closure, over edges that are cut and such as do not count too. */
    private static BitSet unfree(PackageColumns columns, Adjacency edges, Adjacency uncounted) {
        BitSet strict = new BitSet(columns.size());
        for (int index = 0; index < columns.size(); index++) {
            strict.set(index, columns.isUnfree(index));
        }
        int before = -1;
        while (before != strict.cardinality()) {
            before = strict.cardinality();
            Walks.spread(edges, strict);
            Walks.spread(uncounted, strict);
        }
        return strict;
    }

    private void requireWhole(Texts all) throws InvalidGraphException {
        int missing = IntStream.range(0, all.size())
                .filter(name -> added.get(name) < 0)
                .boxed()
                .min(Comparator.comparing(all::get))
                .orElse(-1);
        if (missing < 0) {
            return;
        }
        String dependent = IntStream.concat(edges.sourcesOf(missing), uncounted.sourcesOf(missing))
                .mapToObj(all::get)
                .min(Comparator.naturalOrder())
                .orElse("");
        throw new InvalidGraphException(
                "package %s depends on %s, which is not in the set".formatted(dependent, all.get(missing)));
    }

    private static int[] inverse(int[] permutation) {
        int[] inverse = new int[permutation.length];
        for (int i = 0; i < permutation.length; i++) {
            inverse[permutation[i]] = i;
        }
        return inverse;
    }
}
