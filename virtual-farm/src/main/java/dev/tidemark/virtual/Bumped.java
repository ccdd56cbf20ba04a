package dev.tidemark.virtual;

import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.util.Map;

/** A graph whose packages are of other versions. */
public final class Bumped {

    private Bumped() {}

    /**
     * The next revision.
     *
     * @param versions by attribute; packages that are not named stay as they are, names that are no packages do nothing
     */
    public static PackageGraph next(PackageGraph graph, Map<String, String> versions) {
        GraphBuilder builder = new GraphBuilder(graph.set(), graph.sequence() + 1)
                .revision(graph.revision())
                .estimate(graph.isEstimate());
        try {
            for (int index = 0; index < graph.size(); index++) {
                PackageNode node = graph.node(index);
                String version = versions.get(node.attribute());
                builder.add(version == null ? node : of(node, version));
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("a graph with other versions is a graph", e);
        }
    }

    private static PackageNode of(PackageNode node, String version) {
        return PackageNode.named(node.attribute(), version)
                .pname(node.pname())
                .systems(node.systems())
                .dependencies(node.dependencies())
                .people(node.people())
                .names(node.names())
                .refusals(node.refusals())
                .unfree(node.unfree())
                .contentAddressed(node.contentAddressed())
                .features(node.features())
                .recipeDigest(node.recipeDigest())
                .build();
    }
}
