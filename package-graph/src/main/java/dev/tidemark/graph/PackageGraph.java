package dev.tidemark.graph;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * One revision of a set's graph. Immutable, safe for any thread. Packages are numbered so that a dependency has a smaller
 * number than what depends on it; the members of a cycle stand together, and packages of one level in alphabetical order.
 *
 * <p>A cycle is cut, not fused: within each, {@link FeedbackEdges} chooses an order, and the edges that point backwards in
 * it are left out of {@link #dependenciesOf} and named by {@link #cutEdges}. The same packages always give the same cut.
 */
public final class PackageGraph {

    /** Which revision of which set. */
    record Revision(String set, long sequence, String name, boolean estimate) {}

    private final Revision revision;
    private final PackageColumns columns;
    private final Adjacency dependencies;
    private final Adjacency dependents;
    private final Adjacency cut;
    private final Adjacency cutDependents;
    private final int[] component;
    private final BitSet unfree;

    private PackageGraph(Revision revision, PackageColumns columns, Edges edges, int[] component, BitSet unfree) {
        this.revision = revision;
        this.columns = columns;
        this.dependencies = edges.kept();
        this.dependents = edges.keptReversed();
        this.cut = edges.cut();
        this.cutDependents = edges.cut().reversed();
        this.component = component;
        this.unfree = unfree;
    }

    /** Edges to dependencies: those that point to smaller numbers, those the other way round, and those that were cut. */
    private record Edges(Adjacency kept, Adjacency keptReversed, Adjacency cut) {}

    /**
     * A graph of what a builder has collected.
     *
     * @param edges by their final numbers, without those that do not count
     * @param unfree the packages that are built in the unfree domain, by whatever edges
     */
    static PackageGraph of(Revision revision, PackageColumns columns, Adjacency edges, int[] component, BitSet unfree) {
        Adjacency kept = edges.part(true);
        return new PackageGraph(
                revision, columns, new Edges(kept, kept.reversed(), edges.part(false)), component, unfree);
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
        GraphBuilder builder = new GraphBuilder(set, sequence);
        for (PackageNode node : packages) {
            builder.add(node);
        }
        return builder.build();
    }

    private int endOfComponent(int index) {
        int end = index + 1;
        while (end < component.length && component[end] == component[index]) {
            end++;
        }
        return end;
    }

    /** The set's name. */
    public String set() {
        return revision.set();
    }

    /** The revision's number; 0 for one that was never published. */
    public long sequence() {
        return revision.sequence();
    }

    /** What the importer calls the revision; empty where nobody said. */
    public String revision() {
        return revision.name();
    }

    /**
     * Whether bumps may change more or less than the graph says, so that the set has to be evaluated with them; false where the
     * graph is the truth.
     */
    public boolean isEstimate() {
        return revision.estimate();
    }

    /** How many packages there are; they are numbered from 0. */
    public int size() {
        return columns.size();
    }

    /** How many edges there are, cut ones included; two packages have one at most. */
    public int edges() {
        return dependencies.edges() + cut.edges();
    }

    /** Everything that is known of a package, its cut edges among its dependencies. */
    public PackageNode node(int index) {
        List<Dependency> needs = new ArrayList<>();
        addDependencies(dependencies, index, needs);
        addDependencies(cut, index, needs);
        return PackageNode.named(columns.attribute(index), columns.version(index))
                .pname(columns.pname(index))
                .systems(columns.systems(index))
                .dependencies(needs)
                .people(new PackageNode.People(columns.maintainers(index), columns.teams(index)))
                .names(new PackageNode.Names(columns.aliases(index), columns.sentinels(index)))
                .refusals(columns.refusals(index))
                .unfree(columns.isUnfree(index))
                .contentAddressed(columns.isContentAddressed(index))
                .features(columns.features(index))
                .recipeDigest(columns.recipeDigest(index))
                .build();
    }

    private void addDependencies(Adjacency edges, int index, List<Dependency> needs) {
        for (int e = edges.start[index]; e < edges.start[index + 1]; e++) {
            needs.add(new Dependency(columns.attribute(edges.target[e]), EdgeKind.of(edges.kinds[e])));
        }
    }

    /** A package's attribute; {@link #node} has the rest. */
    public String attribute(int index) {
        return columns.attribute(index);
    }

    /** A package's version in this revision; may be empty. */
    public String version(int index) {
        return columns.version(index);
    }

    /** Systems that a package is built for, in alphabetical order. */
    public List<String> systems(int index) {
        return columns.systems(index);
    }

    /** Whether a package, by its number, is built for a system. */
    public IntPredicate builtFor(String system) {
        boolean[] built = columns.systemsWith(system);
        return index -> built[columns.systemsNumber(index)];
    }

    /** Whether every package is built for a system. */
    public boolean allBuiltFor(String system) {
        IntPredicate built = builtFor(system);
        for (int index = 0; index < size(); index++) {
            if (!built.test(index)) {
                return false;
            }
        }
        return true;
    }

    /** Features that an agent must have to build it, in alphabetical order. */
    public List<String> features(int index) {
        return columns.features(index);
    }

    /** Handles of its maintainers, in the set's own order. */
    public List<String> maintainers(int index) {
        return columns.maintainers(index);
    }

    /** Whether its set says that it is not to be built. */
    public boolean isRefused(int index) {
        return columns.isRefused(index);
    }

    /** Whether an agent must have a feature to build it. */
    public boolean hasFeatures(int index) {
        return columns.hasFeatures(index);
    }

    /** Equal for packages with the same maintainers, different for others; not negative. */
    public int maintainersNumber(int index) {
        return columns.maintainersNumber(index);
    }

    /** Why it is not to be built, empty when it is. */
    public List<Refusal> refusals(int index) {
        return columns.refusals(index);
    }

    /** Over everything of its own that its recipe reads. */
    public Sha256 recipeDigest(int index) {
        return columns.recipeDigest(index);
    }

    /** Whether an identical output ends a rebuild there. */
    public boolean isContentAddressed(int index) {
        return columns.isContentAddressed(index);
    }

    /** The number of a package; empty when the set has no such attribute. */
    public OptionalInt indexOf(String attribute) {
        int index = columns.find(attribute);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The number of a package by its attribute or one of its aliases; looks at every package where it is no attribute. */
    public OptionalInt indexOfAlias(String name) {
        OptionalInt exact = indexOf(name);
        if (exact.isPresent()) {
            return exact;
        }
        for (int index = 0; index < size(); index++) {
            if (columns.aliases(index).contains(name)) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    /** Numbers of all packages, in alphabetical order of their attributes. */
    public int[] alphabetical() {
        return columns.alphabetical();
    }

    /** What a package needs, ascending, without cut edges. */
    public int[] dependenciesOf(int index) {
        return dependencies.of(index);
    }

    /** What needs a package, ascending, without cut edges. */
    public int[] dependentsOf(int index) {
        return dependents.of(index);
    }

    /** What a package needs by an edge that was cut to open a cycle, ascending. */
    public int[] cutEdges(int index) {
        return cut.of(index);
    }

    /** What needs a package by an edge that was cut to open a cycle, ascending. */
    public int[] cutDependentsOf(int index) {
        return cutDependents.of(index);
    }

    /** How many edges were cut. */
    public int cutEdges() {
        return cut.edges();
    }

    /** True when a package needs itself, by way of others. */
    public boolean inCycle(int index) {
        return component[index] != index || (index + 1 < component.length && component[index + 1] == index);
    }

    /** All packages that need this one and that it needs, itself among them, ascending; itself alone where there are none. */
    public int[] cycleOf(int index) {
        int first = component[index];
        int[] members = new int[endOfComponent(index) - first];
        Arrays.setAll(members, i -> first + i);
        return members;
    }

    /** The domain that a package is built in: the strictest in its build closure. */
    public TrustDomain trust(int index) {
        return unfree.get(index) ? TrustDomain.UNFREE : TrustDomain.FREE;
    }

    /** The packages that are built in a stricter domain than they ask for themselves, in alphabetical order. */
    public List<String> movedByTrust() {
        return unfree.stream()
                .filter(index -> !columns.isUnfree(index))
                .mapToObj(columns::attribute)
                .sorted()
                .toList();
    }

    /**
     * Everything that changes when these packages do: they and what depends on them, directly or not, over cut edges too
     * (a bump of one member of a cycle reaches them all). Ascending, so that dependencies come before their dependents.
     */
    public int[] affectedBy(int[] bumped) {
        return Reached.of(this, bumped, EdgePolicy.ALL).packages();
    }

    /** The same, within the packages that are included: what is not stands in nobody's way and passes nothing on. */
    public int[] affectedBy(int[] bumped, IntPredicate included) {
        return Reached.of(this, bumped, EdgePolicy.ALL, included).packages();
    }

    /** These packages and all that they need, directly or not, ascending. */
    public int[] closureOf(int[] packages) {
        return Walks.closure(dependencies, cut, packages);
    }

    /**
     * For each package, by number, the one for which it cannot be built: itself where it is refused, or one that it needs,
     * directly or not; -1 where it can. A cut edge holds nobody up; what is not included stands in nobody's way.
     */
    public int[] heldUpBy(IntPredicate refused, IntPredicate included) {
        return Walks.heldUpBy(dependencies, refused, included);
    }

    /**
     * A shortest way from one package to another along dependents, both ends included; empty when there is none. Of several
     * it takes the one whose packages have the smaller numbers.
     */
    public List<Integer> path(int from, int to) {
        return Walks.path(List.of(dependents, cutDependents), from, to);
    }

    /** The same packages with the edges of some kinds alone, and so with the cycles of those; all edges still count for trust. */
    public PackageGraph withKinds(Set<EdgeKind> kinds) {
        if (kinds.containsAll(EnumSet.allOf(EdgeKind.class))) {
            return this;
        }
        GraphBuilder builder = new GraphBuilder(set(), sequence(), kinds).revision(revision());
        try {
            for (int index = 0; index < size(); index++) {
                builder.add(node(index));
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("a graph with fewer edges is a graph", e);
        }
    }

    Adjacency dependents() {
        return dependents;
    }

    Adjacency cutDependents() {
        return cutDependents;
    }

    Adjacency dependencies() {
        return dependencies;
    }

    /** The first number behind a package's cycle, and the first of the cycle itself. */
    int firstOfCycle(int index) {
        return component[index];
    }

    int behindCycle(int index) {
        return endOfComponent(index);
    }

    void write(Columns.Writer to) {
        to.bytes(set().getBytes(StandardCharsets.UTF_8));
        to.number(sequence());
        to.bytes(revision().getBytes(StandardCharsets.UTF_8));
        columns.write(to);
        dependencies.write(to);
        dependents.write(to);
        cut.write(to);
        to.ints(component);
        to.ints(unfree.stream().toArray());
    }

    /** @throws IllegalArgumentException when the arrays do not fit together */
    static PackageGraph read(Columns.Reader from) {
        String set = new String(from.bytes(), StandardCharsets.UTF_8);
        long sequence = from.number();
        String name = new String(from.bytes(), StandardCharsets.UTF_8);
        PackageColumns columns = PackageColumns.read(from);
        Adjacency dependencies = Adjacency.read(from);
        Adjacency dependents = Adjacency.read(from);
        Adjacency cut = Adjacency.read(from);
        int[] component = from.ints();
        BitSet unfree = new BitSet(columns.size());
        for (int index : from.ints()) {
            unfree.set(index);
        }
        if (dependencies.size() != columns.size()
                || dependents.size() != columns.size()
                || dependents.edges() != dependencies.edges()
                || cut.size() != columns.size()
                || component.length != columns.size()) {
            throw new IllegalArgumentException("its edges are not those of its packages");
        }
        return new PackageGraph(
                new Revision(set, sequence, name, false), // Of no farm: there is nobody who would evaluate it.
                columns,
                new Edges(dependencies, dependents, cut),
                component,
                unfree);
    }
}
