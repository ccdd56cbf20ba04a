package dev.tidemark.graph.impact;

import dev.tidemark.graph.PackageGraph;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was learnt of how long builds take, by package and system. Immutable. */
public final class BuildTimes {

    private final SortedMap<String, SortedMap<String, BuildTime>> bySystem = new TreeMap<>();

    /** @param history for each system, what was learnt, by attribute */
    public BuildTimes(Map<String, Map<String, BuildTime>> history) {
        history.forEach((system, learnt) -> bySystem.put(system, new TreeMap<>(learnt)));
    }

    /** For who has no history: every build is assumed to take what builds take on average. */
    public static BuildTimes none() {
        return new BuildTimes(Map.of());
    }

    /** How long a build of a package takes; the assumption where nothing was learnt. */
    public BuildTime time(String attribute, String system) {
        SortedMap<String, BuildTime> learnt = bySystem.get(system);
        return learnt == null ? BuildTime.ASSUMED : learnt.getOrDefault(attribute, BuildTime.ASSUMED);
    }

    /** The same, looked up by the numbers of a graph's packages. */
    Looked of(PackageGraph graph, String system) {
        Looked looked = new Looked(graph.size());
        bySystem.getOrDefault(system, new TreeMap<>())
                .forEach((attribute, time) -> graph.indexOf(attribute).ifPresent(index -> looked.set(index, time)));
        return looked;
    }

    /** For each package of a graph on one system how long its build takes. */
    static final class Looked {
        private final float[] seconds;
        private final float[] sigma;
        private final boolean[] learnt;

        private Looked(int size) {
            seconds = new float[size];
            sigma = new float[size];
            learnt = new boolean[size];
            Arrays.fill(seconds, (float) BuildTime.ASSUMED.seconds());
            Arrays.fill(sigma, (float) BuildTime.ASSUMED.sigma());
        }

        private void set(int index, BuildTime time) {
            seconds[index] = (float) time.seconds();
            sigma[index] = (float) time.sigma();
            learnt[index] = time.isLearnt();
        }

        /** The means. */
        float[] seconds() {
            return seconds;
        }

        float sigma(int index) {
            return sigma[index];
        }

        boolean learnt(int index) {
            return learnt[index];
        }
    }
}
