package dev.tidemark.benchmarks.calibration;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.virtual.Simulation;
import dev.tidemark.virtual.SimulationReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/**
 * What a plan said of a bump's wave, and how long that wave took.
 *
 * @param attribute the bumped package
 * @param agents how many each pool had
 * @param range what the plan said, in seconds
 * @param seconds how long it took
 */
record Forecast(String attribute, int agents, Impact.Range range, double seconds) {

    /** Nothing is learnt of any package: that is when a plan knows least. */
    private static final BuildTimes TIMES = BuildTimes.none();

    /** A wave begins at once: how long a bump waits for the others of its release is no part of the plan. */
    private static final Policy AT_ONCE = new Policy(
            Policy.NONE.pace(),
            new Policy.Company(List.of(), Duration.ZERO, Policy.Batching.NONE),
            Policy.NONE.barriers(),
            Policy.NONE.heavyweights(),
            Policy.NONE.principals(),
            Policy.NONE.spending());

    private static final Instant PUBLISHED = Instant.parse("2017-09-01T00:00:00Z");

    /**
     * Plans a bump as the command does, and plays it on a virtual farm with as many agents; times are drawn from the distribution
     * that the plan assumes, and nothing breaks.
     *
     * @throws IllegalStateException when the farm did not build the wave to its end
     */
    static Forecast of(PackageGraph graph, String attribute, int agents, long seed) {
        Capacity capacity = new Capacity(agents, agents, features(graph));
        Impact plan = PlanImpact.of(new Question(graph, List.of(attribute), EdgePolicy.ALL, TIMES, capacity));
        return new Forecast(attribute, agents, plan.time().finishSeconds(), played(graph, attribute, agents, seed));
    }

    private static double played(PackageGraph graph, String attribute, int agents, long seed) {
        String version = graph.version(graph.indexOf(attribute).orElseThrow());
        Simulation.TimedBump bump = new Simulation.TimedBump(PUBLISHED, attribute, version, version + ".1");
        SimulationReport report = Simulation.unwatched(
                new Simulation.Question(graph, List.of(bump), agents, 0, seed, TIMES, AT_ONCE, false));
        if (report.waves() != 1 || report.open() != 0) {
            throw new IllegalStateException(
                    "the simulated wave of %s did not end as one should: %d waves, %d of them open"
                            .formatted(attribute, report.waves(), report.open()));
        }
        return report.makespanSeconds();
    }

    private static TreeSet<String> features(PackageGraph graph) {
        TreeSet<String> features = new TreeSet<>();
        for (int index = 0; index < graph.size(); index++) {
            features.addAll(graph.features(index));
        }
        return features;
    }

    /** Whether it ended within the plan's range. */
    boolean holds() {
        return seconds >= range.low() && seconds <= range.high();
    }

    /** Whether it ended before anything that the plan thought likely. */
    boolean isEarly() {
        return seconds < range.low();
    }
}
