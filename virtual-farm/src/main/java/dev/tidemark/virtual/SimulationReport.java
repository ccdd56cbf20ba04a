package dev.tidemark.virtual;

import dev.tidemark.planner.wave.JobState;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a simulation came to. None of it was built.
 *
 * @param waves how many opened
 * @param open how many of them had not ended when nothing happened any more
 * @param jobs of all waves, with their bumps, by the state that they were in at last
 * @param breakages how many there were: jobs that regressed, those by the same bumped packages counted once
 * @param bumps what became of the bumps
 * @param built how many builds ran, to their end or until nobody wanted them any more
 * @param avoided builds that were not needed, by reason, in a fixed order
 * @param makespanSeconds from the first bump to the end of the last build
 * @param lowerBoundSeconds no farm with these agents could have been faster: the work shared among them, or the longest wait for
 *     one build after another, from the time when its wave opened
 * @param queueAge how long builds waited for an agent
 * @param utilisation the share of the agents' time that they built in: 0 to 1
 * @param invariantViolations how often something did not hold that always must
 * @param violations the first of them, a sentence each
 */
public record SimulationReport(
        int waves,
        int open,
        SortedMap<JobState, Integer> jobs,
        int breakages,
        Bumps bumps,
        long built,
        SequencedMap<String, Long> avoided,
        double makespanSeconds,
        double lowerBoundSeconds,
        QueueAge queueAge,
        double utilisation,
        int invariantViolations,
        List<String> violations) {

    /**
     * What became of the bumps.
     *
     * @param admitted in a wave
     * @param superseded never taken up, since a newer one of the package came first
     * @param held not taken up at the end
     */
    public record Bumps(int admitted, int superseded, int held) {}

    /** Seconds: half of the builds waited no longer than the median, and so on. */
    public record QueueAge(double median, double p90, double p99, double longest) {}

    public SimulationReport {
        jobs = new TreeMap<>(jobs);
        violations = List.copyOf(violations);
    }
}
