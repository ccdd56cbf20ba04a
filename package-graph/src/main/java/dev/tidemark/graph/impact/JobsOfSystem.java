package dev.tidemark.graph.impact;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import dev.tidemark.graph.Subgraph;
import dev.tidemark.schemas.identity.GpuFeature;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;

/** What a bump would take on one system. */
final class JobsOfSystem {

    /** Pools of a system, by number. */
    private static final byte FREE = 0;

    private static final byte UNFREE = 1;
    private static final double SECONDS_AN_HOUR = 3600;

    private final PackageGraph graph;
    private final String system;
    private final BuildTimes.Looked times;
    private final Reached reached;
    private final int[] packages;
    private final Subgraph edges;
    private final Refusals refusals;
    private final Capacity capacity;
    private final Reached running;
    /** By number: what it takes, 0 when it cannot run. */
    private final float[] seconds;

    JobsOfSystem(Question question, String system) {
        this.graph = question.graph();
        this.system = system;
        this.capacity = question.capacity();
        this.times = question.times().of(graph, system);
        this.reached = reached(question, system, times.seconds());
        this.packages = reached.packages();
        this.edges = reached.edges();
        this.refusals = new Refusals(graph, packages, graph.builtFor(system), capacity);
        if (refusals.isEmpty()) {
            this.seconds = times.seconds();
            this.running = reached;
        } else {
            this.seconds = times.seconds().clone();
            for (int index : packages) {
                if (!refusals.runs(index)) {
                    seconds[index] = 0;
                }
            }
            this.running = reached.timed(seconds);
        }
    }

    private static Reached reached(Question question, String system, float[] seconds) {
        PackageGraph graph = question.graph();
        int[] bumped = question.indices();
        EdgePolicy policy = question.policy();
        return graph.allBuiltFor(system)
                ? Reached.of(graph, bumped, policy, seconds)
                : Reached.of(graph, bumped, policy, graph.builtFor(system), seconds);
    }

    int count() {
        return packages.length;
    }

    List<Impact.Job> named() {
        return Arrays.stream(packages)
                .mapToObj(index -> new Impact.Job(graph.attribute(index), system, reached.level(index)))
                .toList();
    }

    int[] levels() {
        return reached.levels();
    }

    List<Impact.Blocked> blocked() {
        return refusals.all(system);
    }

    List<Integer> criticalPath() {
        return running.criticalPath(seconds);
    }

    double seconds(Collection<Integer> indices) {
        return indices.stream().mapToDouble(index -> seconds[index]).sum();
    }

    void addMaintainers(SortedSet<String> handles) {
        BitSet seen = new BitSet();
        for (int index : packages) {
            int number = graph.maintainersNumber(index);
            if (!seen.get(number)) {
                seen.set(number);
                handles.addAll(graph.maintainers(index));
            }
        }
    }

    /** @param gpu whether of agents with one, else of all others */
    double hours(boolean gpu) {
        double sum = 0;
        for (int index : packages) {
            if (needsGpu(index) == gpu) {
                sum += seconds[index];
            }
        }
        return sum / SECONDS_AN_HOUR;
    }

    private boolean needsGpu(int index) {
        return graph.hasFeatures(index) && graph.features(index).stream().anyMatch(GpuFeature::isAny);
    }

    int learnt() {
        int learnt = 0;
        for (int index : packages) {
            learnt += refusals.runs(index) && times.learnt(index) ? 1 : 0;
        }
        return learnt;
    }

    int contentAddressed() {
        return (int) Arrays.stream(packages).filter(graph::isContentAddressed).count();
    }

    List<String> cut() {
        List<String> cut = new ArrayList<>();
        for (int place = 0; graph.cutEdges() > 0 && place < packages.length; place++) {
            for (int dependency : graph.cutEdges(packages[place])) {
                if (Arrays.binarySearch(packages, dependency) >= 0) {
                    cut.add("%s -> %s".formatted(graph.attribute(packages[place]), graph.attribute(dependency)));
                }
            }
        }
        return cut;
    }

    /** Those that are expected to take longest, the longest first, of equals the one that is built first. */
    List<Impact.Cost> costliest(int most) {
        LongHeap longest = new LongHeap();
        float least = 0;
        int kept = 0;
        for (int index : packages) {
            if (kept < most || seconds[index] > least) {
                longest.add((long) Float.floatToIntBits(seconds[index]) << Integer.SIZE | (graph.size() - index));
                kept++;
            }
            if (kept > most) {
                longest.remove();
                kept--;
            }
            least = kept < most ? 0 : least(longest);
        }
        List<Impact.Cost> costs = new ArrayList<>();
        while (!longest.isEmpty()) {
            int index = graph.size() - (int) longest.remove();
            if (seconds[index] > 0) {
                costs.add(new Impact.Cost(graph.attribute(index), system, seconds[index], times.learnt(index)));
            }
        }
        return costs.reversed();
    }

    private static float least(LongHeap heap) {
        return Float.intBitsToFloat((int) (heap.least() >>> Integer.SIZE));
    }

    /** When all of it is done. */
    Finish finish() {
        float[] mean = new float[packages.length];
        float[] sigma = new float[packages.length];
        byte[] pool = new byte[packages.length];
        for (int place = 0; place < packages.length; place++) {
            mean[place] = seconds[packages[place]];
            sigma[place] = times.sigma(packages[place]);
            pool[place] = graph.trust(packages[place]) == TrustDomain.UNFREE ? UNFREE : FREE;
        }
        int[] agents = {capacity.free(), capacity.unfree()};
        return new Finish(edges, new Finish.Times(mean, sigma), pool, agents, system);
    }
}
