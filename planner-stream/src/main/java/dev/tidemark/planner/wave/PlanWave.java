package dev.tidemark.planner.wave;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
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

    private static final int NONE = -1;

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
        private final PackageGraph graph;
        private final Prospects prospects;
        private final int[] affected;
        /** By system: the packages whose jobs the bumps reach. */
        private final TreeMap<String, BitSet> reached = new TreeMap<>();
        /** What tests the bumped packages. */
        private final TreeSet<String> sentinels = new TreeSet<>();

        private final TreeMap<String, String> bumpedVersions = new TreeMap<>();
        private final WavePlan.Builder jobs;
        private final TreeMap<String, Numbers> numbers = new TreeMap<>();

        Draft(WavePlan.Header header, PackageGraph graph, int[] bumped, Prospects prospects) {
            this.graph = graph;
            this.prospects = prospects;
            this.jobs = new WavePlan.Builder(header);
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
                for (String system : graph.systems(index)) {
                    addBaseline(index, numbers(system), system);
                }
            }
            for (int index : affected) {
                for (String system : graph.systems(index)) {
                    if (isReached(index, system)) {
                        addWave(index, numbers(system));
                    }
                }
            }
            return jobs.build();
        }

        private void addBaseline(int index, Numbers known, String system) {
            int[] dependencies = known.needs(graph.dependenciesOf(index));
            known.baseline[index] = jobs.size();
            jobs.add(baseline(index, system), dependencies, NONE);
        }

        private void addWave(int index, Numbers known) {
            String attribute = graph.attribute(index);
            String bumpedTo = bumpedVersions.get(attribute);
            int[] dependencies = known.needs(graph.dependenciesOf(index), graph.cutEdges(index));
            known.wave[index] = jobs.size();
            jobs.addBumped(
                    known.baseline[index],
                    bumpedTo == null ? graph.version(index) : bumpedTo,
                    sentinels.contains(attribute),
                    dependencies);
        }

        private FrozenJob baseline(int index, String system) {
            String attribute = graph.attribute(index);
            return new FrozenJob(
                    new JobId(attribute, system, Variant.BASELINE),
                    graph.version(index),
                    graph.trust(index),
                    graph.recipeDigest(index),
                    graph.features(index),
                    graph.maintainers(index),
                    prospects.seconds(attribute, system),
                    prospects.failureChance(attribute, system),
                    prospects.flakeScore(attribute, system),
                    false,
                    refusal(index));
        }

        private String refusal(int index) {
            return graph.isRefused(index) ? refusal(graph.refusals(index).getFirst()) : "";
        }

        private static String refusal(Refusal refusal) {
            return "the set refuses it (%s): %s".formatted(refusal.kind(), refusal.reason());
        }

        private Numbers numbers(String system) {
            return numbers.computeIfAbsent(system, each -> new Numbers(graph.size()));
        }
    }

    /** The jobs of one system, by package; {@link #NONE} where it has none, or none yet. */
    private static final class Numbers {
        private final int[] baseline;
        private final int[] wave;

        Numbers(int packages) {
            baseline = new int[packages];
            wave = new int[packages];
            Arrays.fill(baseline, NONE);
            Arrays.fill(wave, NONE);
        }

        /** What the BASELINE job of a package with these dependencies needs. */
        int[] needs(int[] dependencies) {
            int[] needs = new int[dependencies.length];
            int found = 0;
            for (int dependency : dependencies) {
                if (baseline[dependency] != NONE) {
                    needs[found++] = baseline[dependency];
                }
            }
            return Arrays.copyOf(needs, found);
        }

        /** What the WAVE job of a package with these dependencies needs; what the bumps reach comes before what depends on it. */
        int[] needs(int[] dependencies, int[] cut) {
            int[] needs = new int[dependencies.length + cut.length];
            int found = 0;
            for (int dependency : dependencies) {
                int number = wave[dependency] == NONE ? baseline[dependency] : wave[dependency];
                if (number != NONE) {
                    needs[found++] = number;
                }
            }
            for (int dependency : cut) {
                if (baseline[dependency] != NONE) {
                    needs[found++] = baseline[dependency];
                }
            }
            return Arrays.copyOf(needs, found);
        }
    }
}
