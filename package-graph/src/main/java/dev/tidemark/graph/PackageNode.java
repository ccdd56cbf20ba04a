package dev.tidemark.graph;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * A package as the graph knows it.
 *
 * @param attribute attribute path, unique within the set
 * @param version the version of this revision
 * @param systems what it is built for, in alphabetical order
 * @param dependencies attributes of what it needs, of any kind, in alphabetical order without duplicates
 * @param maintainers handles, in the set's own order
 * @param unfree whether it may not be redistributed
 * @param features what an agent must have to build it, in alphabetical order
 * @param recipeDigest over everything of its own that its recipe reads
 */
public record PackageNode(
        String attribute,
        String version,
        List<String> systems,
        List<String> dependencies,
        List<String> maintainers,
        boolean unfree,
        List<String> features,
        Sha256 recipeDigest) {

    public PackageNode {
        systems = List.copyOf(systems);
        dependencies = dependencies.stream().sorted().distinct().toList();
        maintainers = List.copyOf(maintainers);
        features = List.copyOf(features);
    }
}
