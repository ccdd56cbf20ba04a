package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Graphs without cycles at random. */
final class SmallGraphs {

    private SmallGraphs() {}

    /** Each package needs some of those before it, those with a small number most of all. */
    static PackageGraph of(long seed, int packages) {
        Random random = new Random(seed);
        List<PackageNode> nodes = new ArrayList<>();
        for (int i = 0; i < packages; i++) {
            TreeMap<String, Dependency> needs = new TreeMap<>();
            for (int draw = random.nextInt(8); i > 0 && draw > 0; draw--) {
                String name = name(random.nextInt(1 + random.nextInt(i)));
                needs.put(name, Dependency.build(name));
            }
            nodes.add(PackageNode.named(name(i), "1." + i)
                    .systems(List.of("x86_64-linux"))
                    .dependencies(List.copyOf(needs.values()))
                    .people(new PackageNode.People(List.of("maintainer-" + i % 7), List.of()))
                    .build());
        }
        try {
            return PackageGraph.of("small", 1, nodes);
        } catch (InvalidGraphException e) {
            throw new AssertionError(e);
        }
    }

    /** In alphabetical order nothing is left of the numbers. */
    private static String name(int number) {
        return "p" + Integer.toHexString(number * 0x9E37_79B1);
    }
}
