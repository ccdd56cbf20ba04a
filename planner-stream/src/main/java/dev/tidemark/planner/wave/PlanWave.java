package dev.tidemark.planner.wave;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Freezes a wave out of a graph revision: a WAVE job for everything that the bumps reach, and BASELINE jobs for that and
 * for all that it needs. A WAVE job needs the WAVE job of a dependency that is reached, else its BASELINE job. Where an
 * edge was cut to open a cycle, a WAVE job gets the baseline's output, and a BASELINE job does without.
 *
 * <p>All this holds system by system: a bump reaches a job over jobs of the same system. Where a dependency is not built
 * for a system, the job does without it. What the set refuses is a job all the same, with the reason.
 *
 * <p>Where the graph is an estimate, so is the plan: the wave wants a workspace, whose evaluation is frozen instead.
 */
public final class PlanWave {

    private PlanWave() {}

    /**
     * @param bumps ordered by attribute
     * @param terms how the wave is carried
     * @param prospects what is expected of the set's builds
     * @throws IllegalArgumentException when the graph has no such package
     */
    public static WavePlan plan(
            WaveId wave, List<Bump> bumps, WaveTerms terms, PackageGraph graph, Prospects prospects) {
        int[] bumped = bumps.stream()
                .mapToInt(bump -> graph.indexOf(bump.attribute())
                        .orElseThrow(() -> new IllegalArgumentException("revision %d of set %s has no package %s"
                                .formatted(graph.sequence(), graph.set(), bump.attribute()))))
                .toArray();
        Optional<Workspace.Wanted> wanted = wanted(graph, bumped, bumps);
        Workspace workspace = wanted.isPresent() ? wanted.get() : Workspace.NONE;
        WavePlan.Header header =
                new WavePlan.Header(wave, graph.set(), bumps, graph.sequence(), workspace, wanted, terms);
        return new Draft(header, graph, bumped, prospects).plan();
    }

    /** Where no bumped package is built for any system, there is nothing to evaluate. */
    private static Optional<Workspace.Wanted> wanted(PackageGraph graph, int[] bumped, List<Bump> bumps) {
        boolean built =
                Arrays.stream(bumped).anyMatch(index -> !graph.systems(index).isEmpty());
        return graph.isEstimate() && built
                ? Optional.of(new Workspace.Wanted(graph.sequence(), graph.revision(), bumps))
                : Optional.empty();
    }

    private static final class Draft {
        private static final int NONE = -1;

        private final WavePlan.Header header;
        private final PackageGraph graph;
        private final Prospects prospects;
        private final int[] affected;
        /** By system: the packages whose jobs the bumps reach. */
        private final TreeMap<String, BitSet> reached = new TreeMap<>();
        /** What tests the bumped packages. */
        private final TreeSet<String> sentinels = new TreeSet<>();

        private final TreeMap<String, String> bumpedVersions = new TreeMap<>();
        private final List<FrozenJob> jobs = new ArrayList<>();
        private final List<int[]> dependencies = new ArrayList<>();
        private final List<Integer> baseline = new ArrayList<>();
        /** By system: the number of each package's BASELINE job, and of its WAVE job. */
        private final TreeMap<String, int[]> baselineNumbers = new TreeMap<>();

        private final TreeMap<String, int[]> waveNumbers = new TreeMap<>();

        Draft(WavePlan.Header header, PackageGraph graph, int[] bumped, Prospects prospects) {
            this.header = header;
            this.graph = graph;
            this.prospects = prospects;
            this.affected = graph.affectedBy(bumped);
            for (int index : affected) {
                for (String system : graph.systems(index)) {
                    reached.computeIfAbsent(system, each -> reach(bumped, each));
                }
            }
            header.bumps().forEach(bump -> bumpedVersions.putIfAbsent(bump.attribute(), bump.to()));
            for (int index : bumped) {
                sentinels.addAll(graph.node(index).names().sentinels());
            }
        }

        private BitSet reach(int[] bumped, String system) {
            BitSet packages = new BitSet(graph.size());
            for (int index : graph.affectedBy(bumped, graph.builtFor(system))) {
                packages.set(index);
            }
            return packages;
        }

        private boolean isReached(int index, String system) {
            BitSet packages = reached.get(system);
            return packages != null && packages.get(index);
        }

        WavePlan plan() {
            for (int index : graph.closureOf(affected)) {
                addJobs(index, Variant.BASELINE);
            }
            for (int index : affected) {
                addJobs(index, Variant.WAVE);
            }
            int[] baselines = baseline.stream().mapToInt(Integer::intValue).toArray();
            return new WavePlan(header, jobs, dependencies, baselines);
        }

        private void addJobs(int index, Variant variant) {
            for (String system : graph.systems(index)) {
                if (variant == Variant.BASELINE || isReached(index, system)) {
                    dependencies.add(needs(index, system, variant));
                    baseline.add(variant == Variant.WAVE ? number(index, system, Variant.BASELINE) : NONE);
                    numbers(system, variant)[index] = jobs.size();
                    jobs.add(frozen(index, system, variant));
                }
            }
        }

        private FrozenJob frozen(int index, String system, Variant variant) {
            String attribute = graph.attribute(index);
            String version = graph.version(index);
            return new FrozenJob(
                    new JobId(attribute, system, variant),
                    variant == Variant.WAVE ? bumpedVersions.getOrDefault(attribute, version) : version,
                    graph.trust(index),
                    graph.recipeDigest(index),
                    graph.features(index),
                    graph.maintainers(index),
                    prospects.seconds(attribute, system),
                    prospects.failureChance(attribute, system),
                    prospects.flakeScore(attribute, system),
                    variant == Variant.WAVE && sentinels.contains(attribute),
                    refusal(index));
        }

        private String refusal(int index) {
            return graph.refusals(index).stream()
                    .map(refusal -> "the set refuses it (%s): %s".formatted(refusal.kind(), refusal.reason()))
                    .findFirst()
                    .orElse("");
        }

        private int[] needs(int index, String system, Variant variant) {
            List<Integer> needs = new ArrayList<>();
            for (int dependency : graph.dependenciesOf(index)) {
                Variant from =
                        variant == Variant.WAVE && isReached(dependency, system) ? Variant.WAVE : Variant.BASELINE;
                needs.add(number(dependency, system, from));
            }
            if (variant == Variant.WAVE) {
                for (int dependency : graph.cutEdges(index)) {
                    needs.add(number(dependency, system, Variant.BASELINE));
                }
            }
            return needs.stream()
                    .filter(number -> number != NONE)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }

        /** {@link #NONE} when the package is not built for the system. */
        private int number(int index, String system, Variant variant) {
            return numbers(system, variant)[index];
        }

        private int[] numbers(String system, Variant variant) {
            return (variant == Variant.WAVE ? waveNumbers : baselineNumbers).computeIfAbsent(system, each -> {
                int[] none = new int[graph.size()];
                Arrays.fill(none, NONE);
                return none;
            });
        }
    }
}
