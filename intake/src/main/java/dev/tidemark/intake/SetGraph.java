package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;
import java.util.List;

/**
 * A set's whole graph as it was read, ready to be published.
 *
 * @param set the set's name
 * @param revision what this picture of it is called: a commit, or a digest of what was read
 * @param packages all of the set, strictly ordered by attribute; at least one
 */
public record SetGraph(String set, String revision, List<Package> packages) {

    /** @throws IllegalArgumentException when the packages are none, out of order, or of another set */
    public SetGraph {
        packages = List.copyOf(packages);
        if (packages.isEmpty()) {
            throw new IllegalArgumentException("the set %s has no packages".formatted(set));
        }
        String former = "";
        for (Package node : packages) {
            if (!node.getSet().equals(set) || former.compareTo(node.getAttribute()) >= 0) {
                throw new IllegalArgumentException("%s:%s after \"%s\" breaks the order of the set %s"
                        .formatted(node.getSet(), node.getAttribute(), former, set));
            }
            former = node.getAttribute();
        }
    }
}
