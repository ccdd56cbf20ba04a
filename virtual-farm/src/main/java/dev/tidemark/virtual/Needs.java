package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.schemas.identity.Pool;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What agents there must be for every job of a set.
 *
 * @param pools in which it has jobs, in alphabetical order
 * @param features that any of its packages needs, in alphabetical order
 */
public record Needs(List<Pool> pools, List<String> features) {

    public Needs {
        pools = List.copyOf(pools);
        features = List.copyOf(features);
    }

    /** Those of a graph. */
    public static Needs of(PackageGraph graph) {
        TreeMap<String, Pool> pools = new TreeMap<>();
        TreeSet<String> features = new TreeSet<>();
        for (int index = 0; index < graph.size(); index++) {
            for (String system : graph.systems(index)) {
                Pool pool = new Pool(system, graph.trust(index));
                pools.put(pool.toString(), pool);
            }
            features.addAll(graph.features(index));
        }
        return new Needs(List.copyOf(pools.values()), List.copyOf(features));
    }
}
