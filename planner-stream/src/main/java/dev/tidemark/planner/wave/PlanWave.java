package dev.tidemark.planner.wave;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * Freezes a wave out of a graph revision: a WAVE job for everything that the bumps reach, and BASELINE jobs for that and
 * for all that it needs. A WAVE job needs the WAVE job of a dependency that is reached, else its BASELINE job. Where an
 * edge was cut to open a cycle, a WAVE job gets the baseline's output, and a BASELINE job does without.
 *
 * <p>All this holds system by system: a bump reaches a job over jobs of the same system. Where a dependency is not built
 * for a system, the job does without it.
 */
public final class PlanWave {

    private PlanWave() {}

    /**
     * @param bumps ordered by attribute
     * @throws IllegalArgumentException when the graph has no such package
     */
    public static WavePlan plan(WaveId wave, List<Bump> bumps, PackageGraph graph) {
        int[] bumped = bumps.stream()
                .mapToInt(bump -> graph.indexOf(bump.attribute())
                        .orElseThrow(() -> new IllegalArgumentException("revision %d of set %s has no package %s"
                                .formatted(graph.sequence(), graph.set(), bump.attribute()))))
                .toArray();
        return new Draft(graph, bumps, bumped).plan(wave);
    }

    private static final class Draft {
        private final PackageGraph graph;
        private final List<Bump> bumps;
        private final int[] affected;
        /** By system: the packages whose jobs the bumps reach. */
        private final TreeMap<String, BitSet> reached = new TreeMap<>();

        private final List<FrozenJob> jobs = new ArrayList<>();
        private final List<int[]> dependencies = new ArrayList<>();
        private final List<Integer> baseline = new ArrayList<>();
        private final TreeMap<JobId, Integer> numbers = new TreeMap<>();

        Draft(PackageGraph graph, List<Bump> bumps, int[] bumped) {
            this.graph = graph;
            this.bumps = bumps;
            this.affected = graph.affectedBy(bumped);
            for (int index : affected) {
                for (String system : graph.systems(index)) {
                    reached.computeIfAbsent(system, each -> reach(bumped, each));
                }
            }
        }

        private BitSet reach(int[] bumped, String system) {
            BitSet packages = new BitSet(graph.size());
            for (int index :
                    graph.affectedBy(bumped, each -> graph.systems(each).contains(system))) {
                packages.set(index);
            }
            return packages;
        }

        private boolean isReached(int index, String system) {
            BitSet packages = reached.get(system);
            return packages != null && packages.get(index);
        }

        WavePlan plan(WaveId wave) {
            for (int index : graph.closureOf(affected)) {
                addJobs(index, Variant.BASELINE);
            }
            for (int index : affected) {
                addJobs(index, Variant.WAVE);
            }
            int[] baselines = baseline.stream().mapToInt(Integer::intValue).toArray();
            return new WavePlan(wave, graph.set(), bumps, graph.sequence(), jobs, dependencies, baselines);
        }

        private void addJobs(int index, Variant variant) {
            PackageNode node = graph.node(index);
            for (String system : node.systems()) {
                if (variant == Variant.WAVE && !isReached(index, system)) {
                    continue;
                }
                JobId id = new JobId(node.attribute(), system, variant);
                String version = variant == Variant.WAVE ? versionInWave(node) : node.version();
                dependencies.add(needs(index, system, variant));
                baseline.add(variant == Variant.WAVE ? number(node.attribute(), system, Variant.BASELINE) : -1);
                numbers.put(id, jobs.size());
                jobs.add(new FrozenJob(
                        id, version, graph.trust(index), node.recipeDigest(), node.features(), node.maintainers()));
            }
        }

        private String versionInWave(PackageNode node) {
            return bumps.stream()
                    .filter(bump -> bump.attribute().equals(node.attribute()))
                    .map(Bump::to)
                    .findFirst()
                    .orElse(node.version());
        }

        private int[] needs(int index, String system, Variant variant) {
            List<Integer> needs = new ArrayList<>();
            for (int dependency : graph.dependenciesOf(index)) {
                Variant from =
                        variant == Variant.WAVE && isReached(dependency, system) ? Variant.WAVE : Variant.BASELINE;
                needs.add(number(graph.attribute(dependency), system, from));
            }
            if (variant == Variant.WAVE) {
                for (int dependency : graph.cutEdges(index)) {
                    needs.add(number(graph.attribute(dependency), system, Variant.BASELINE));
                }
            }
            return needs.stream()
                    .filter(number -> number >= 0)
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray();
        }

        /** -1 when the package is not built for the system. */
        private int number(String attribute, String system, Variant variant) {
            return numbers.getOrDefault(new JobId(attribute, system, variant), -1);
        }
    }
}
