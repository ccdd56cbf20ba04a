package dev.tidemark.benchmarks.schedule;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Graphs of a few packages, all of which need {@code root}. */
final class SmallWaves {

    private SmallWaves() {}

    /** As a diamond: two need the root, one needs both. */
    static PackageGraph diamond() {
        return graph(List.of(node("root"), node("left", "root"), node("right", "root"), node("top", "left", "right")));
    }

    /** Two packages of every seven need one before them too. */
    static PackageGraph bush(int packages) {
        List<PackageNode> nodes = new ArrayList<>(List.of(node("root")));
        IntStream.range(1, packages).forEach(number -> {
            TreeSet<String> needs = new TreeSet<>(List.of("root"));
            if (number > 7 && number % 7 < 2) {
                needs.add("p" + (number / 2));
            }
            nodes.add(node("p" + number, needs.toArray(String[]::new)));
        });
        return graph(nodes);
    }

    private static PackageNode node(String name, String... needs) {
        return PackageNode.named(name, "1.0")
                .systems(List.of("x86_64-linux"))
                .dependencies(
                        Arrays.stream(needs).sorted().map(Dependency::build).toList())
                .build();
    }

    private static PackageGraph graph(List<PackageNode> nodes) {
        try {
            return PackageGraph.of("small", 1, nodes);
        } catch (InvalidGraphException e) {
            throw new AssertionError(e);
        }
    }
}
