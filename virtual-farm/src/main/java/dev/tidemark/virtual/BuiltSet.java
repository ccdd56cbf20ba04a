package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A set as it is before any bump: everything in it has been built once that could be. */
final class BuiltSet {

    private BuiltSet() {}

    /** Names what was built, dependencies first, with its output; a cut edge is done without, as in a baseline. */
    static void of(PackageGraph graph, World world, BiConsumer<BuildSpec, Sha256> built) {
        Map<String, Sha256[]> outputs = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            for (String system : graph.systems(index)) {
                Sha256[] ofSystem = outputs.computeIfAbsent(system, each -> new Sha256[graph.size()]);
                if (couldBeBuilt(graph, index, system, world, ofSystem)) {
                    BuildSpec spec = spec(graph, index, system, ofSystem);
                    ofSystem[index] = world.output(spec);
                    built.accept(spec, ofSystem[index]);
                }
            }
        }
    }

    private static boolean couldBeBuilt(PackageGraph graph, int index, String system, World world, Sha256[] outputs) {
        return world.wasBuilt(graph.attribute(index))
                && Arrays.stream(graph.dependenciesOf(index))
                        .allMatch(needed -> outputs[needed] != null
                                || !graph.systems(needed).contains(system));
    }

    private static BuildSpec spec(PackageGraph graph, int index, String system, Sha256[] outputs) {
        List<BuildInput> inputs = new ArrayList<>();
        for (int needed : graph.dependenciesOf(index)) {
            if (outputs[needed] != null) {
                inputs.add(new BuildInput(graph.attribute(needed), outputs[needed], graph.trust(needed)));
            }
        }
        inputs.sort(Comparator.comparing(BuildInput::attribute));
        return new BuildSpec(
                new PackageId(graph.set(), graph.attribute(index)),
                graph.version(index),
                new Pool(system, graph.trust(index)),
                graph.node(index).recipeDigest(),
                inputs,
                graph.features(index));
    }
}
