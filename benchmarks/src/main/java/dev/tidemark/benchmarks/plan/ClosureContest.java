package dev.tidemark.benchmarks.plan;

import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a bump of one package reaches, as our planner finds it, with the longest way through it, beside what somebody would
 * write by hand.
 */
final class ClosureContest {

    /** No package has an edge that was cut, or what is reached would not be the same. */
    private final PackageGraph graph;

    private final HandWritten byHand;
    /** By our number, its alphabetical one. */
    private final int[] alphabetical;

    private final float[] seconds;

    ClosureContest(PackageGraph graph) {
        if (graph.cutEdges() > 0) {
            throw new IllegalArgumentException("a graph with cycles has no order by hand");
        }
        this.graph = graph;
        this.byHand = HandWritten.of(graph);
        this.alphabetical = new int[graph.size()];
        int[] byName = graph.alphabetical();
        for (int i = 0; i < byName.length; i++) {
            alphabetical[byName[i]] = i;
        }
        this.seconds = new float[graph.size()];
        Arrays.fill(seconds, 1);
    }

    /**
     * Holds it, once both have said the same.
     *
     * @param ratio what it is called
     * @param label of the contenders
     * @param beside whether the same is done by other means, too
     */
    Measurement hold(String ratio, String label, int index, boolean beside, PlanBenchmark.Rounds rounds)
            throws InterruptedException {
        requireTheSame(index);
        int count = ours(index);
        List<Duel.Side> others = new ArrayList<>();
        if (beside) {
            GraphView view = GraphView.of(graph);
            NamedLists named = NamedLists.of(graph);
            String attribute = graph.attribute(index);
            others.add(
                    new Duel.Side(label + ": JGraphT's views", new BusyThread(() -> view.reached(attribute), count)));
            others.add(new Duel.Side(
                    label + ": HashMap<String, List<String>>", new BusyThread(() -> named.reached(attribute), count)));
        }
        return new Duel(
                        ratio,
                        new Duel.Side(label + ": Tidemark", new BusyThread(() -> ours(index), count)),
                        new Duel.Side(
                                label + ": by hand",
                                new BusyThread(
                                        () -> byHand.reached(alphabetical[index])
                                                .count(),
                                        count)),
                        others)
                .hold(rounds.warmUp(), rounds.counted(), PlanBenchmark.TOLERANCE);
    }

    /** @return how many are reached */
    private int ours(int index) {
        Reached reached = reached(index);
        return reached.criticalPath(seconds).isEmpty() ? 0 : reached.count();
    }

    private Reached reached(int index) {
        return Reached.of(graph, new int[] {index}, EdgePolicy.ALL, seconds);
    }

    /** @throws AssertionError when the two differ in what is reached, in a level or in how long the longest way is */
    void requireTheSame(int index) {
        Reached ours = reached(index);
        HandWritten.Answer hand = byHand.reached(alphabetical[index]);
        int[] packages = ours.packages();
        int[] order = new int[hand.count()];
        int[] byName = graph.alphabetical();
        Arrays.setAll(order, i -> byName[hand.at(i)]);
        Arrays.sort(order);
        if (!Arrays.equals(packages, order)) {
            throw new AssertionError("of %s the two reach %d and %d packages, or others"
                    .formatted(graph.attribute(index), packages.length, order.length));
        }
        int levels = 0;
        for (int reached : packages) {
            int level = hand.level(alphabetical[reached]);
            levels = Math.max(levels, level + 1);
            if (ours.level(reached) != level) {
                throw new AssertionError("%s stands on level %d and on level %d"
                        .formatted(graph.attribute(reached), ours.level(reached), level));
            }
        }
        // A second a package: the longest way has one on each level.
        if (ours.criticalPath(seconds).size() != levels) {
            throw new AssertionError("the longest way from %s does not go through all %d levels"
                    .formatted(graph.attribute(index), levels));
        }
    }

    /** The package whose bump reaches most of those that are needed most; of equals the first. */
    static int mostNeeded(PackageGraph graph) {
        int most = 0;
        for (int index = 1; index < graph.size(); index++) {
            if (graph.dependentsOf(index).length > graph.dependentsOf(most).length) {
                most = index;
            }
        }
        return most;
    }
}
