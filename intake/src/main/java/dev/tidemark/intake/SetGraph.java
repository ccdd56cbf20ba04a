package dev.tidemark.intake;

import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.GraphChecksum;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A set's whole graph as it was read, ready to be published. A {@link GraphDraft} makes it. Immutable. */
public final class SetGraph {

    private final String set;
    private final String revision;
    private final boolean named;
    private final boolean estimate;
    private final List<PackedPackage> packages;
    private final Sha256 checksum;

    /**
     * @param revision what this picture is called; empty: after the content, so that equal graphs have equal names
     * @param packages strictly ordered by attribute
     * @param estimate whether the set's evaluation decides what bumps change
     * @throws IllegalArgumentException when there are none, or they are out of order
     */
    SetGraph(String set, Optional<String> revision, List<PackedPackage> packages, boolean estimate) {
        this.set = set;
        this.estimate = estimate;
        this.packages = List.copyOf(packages);
        if (packages.isEmpty()) {
            throw new IllegalArgumentException("the set %s has no packages".formatted(set));
        }
        String former = "";
        for (PackedPackage node : packages) {
            if (former.compareTo(node.attribute()) >= 0) {
                throw new IllegalArgumentException("%s after \"%s\" breaks the order of the set %s"
                        .formatted(new PackageId(set, node.attribute()), former, set));
            }
            former = node.attribute();
        }
        this.checksum = GraphChecksum.ofDigests(
                packages.stream().map(PackedPackage::digest).toList());
        this.named = revision.isPresent();
        this.revision = revision.orElse("content-" + checksum.brief(12));
    }

    /** The set's name. */
    public String set() {
        return set;
    }

    /** What this picture of it is called: a commit, or a digest of what was read. */
    public String revision() {
        return revision;
    }

    /** Whether it is only an estimate of what bumps change; false where it is the truth. */
    public boolean isEstimate() {
        return estimate;
    }

    /** Whether a revision of equal content goes by the name that this one is to have; one without a name takes any. */
    boolean mayBeCalled(String former) {
        return !named || revision.equals(former);
    }

    /** How many packages it has; at least one. */
    public int size() {
        return packages.size();
    }

    /** See {@link GraphChecksum}. */
    public Sha256 checksum() {
        return checksum;
    }

    /**
     * The same as a graph that can be asked; its sequence is 0, since it was never published.
     *
     * @param kinds of the edges that count
     */
    public PackageGraph toGraph(Set<EdgeKind> kinds) {
        PackageBinary binary = new PackageBinary();
        GraphBuilder builder = new GraphBuilder(set, 0, kinds).revision(revision);
        try {
            for (PackedPackage node : packages) {
                builder.add(PackageCodec.node(binary.decode(node.avro())));
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("a draft lets nothing through that is no graph", e);
        }
    }

    /** All of the set, strictly ordered by attribute. */
    List<PackedPackage> packages() {
        return packages;
    }
}
