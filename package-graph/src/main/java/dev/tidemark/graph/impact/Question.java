package dev.tidemark.graph.impact;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import java.util.List;

/**
 * What would it take to bump these packages?
 *
 * @param graph the revision that they are in
 * @param bumped their attributes
 * @param policy over which edges a bump reaches further
 * @param times how long builds take
 * @param capacity who builds
 */
public record Question(
        PackageGraph graph, List<String> bumped, EdgePolicy policy, BuildTimes times, Capacity capacity) {

    /** @throws IllegalArgumentException when the graph has no such package */
    public Question {
        bumped = bumped.stream().sorted().distinct().toList();
        for (String attribute : bumped) {
            if (graph.indexOf(attribute).isEmpty()) {
                throw new IllegalArgumentException("the set %s has no package %s".formatted(graph.set(), attribute));
            }
        }
    }

    int[] indices() {
        return bumped.stream()
                .mapToInt(attribute -> graph.indexOf(attribute).orElseThrow())
                .toArray();
    }
}
