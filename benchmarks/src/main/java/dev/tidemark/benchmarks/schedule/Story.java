package dev.tidemark.benchmarks.schedule;

import dev.tidemark.graph.impact.BuildTime;
import java.util.BitSet;
import java.util.Random;

/**
 * How long each job really takes, which one breaks, and what is known of both beforehand: drawn from a seed, once for each package.
 * Times are log-normal as those of a rebuild of Debian are ({@link BuildTime#ASSUMED}); what is known of them is wrong by up to a
 * factor of two, evenly on a logarithmic scale. Immutable, safe for any thread.
 */
final class Story {

    private static final double LEAST_SECONDS = 1;
    /** Most packages hardly ever break, and a few often do: 2 % on average. */
    private static final double CHANCE_MEDIAN = 0.0065;

    private static final double CHANCE_SIGMA = 1.5;
    private static final double MOST_LIKELY = 0.9;
    /** So many earlier builds of a package are remembered, of which each later one takes an eighth away. */
    private static final int EARLIER_BUILDS = 20;

    private static final double AGEING = 7.0 / 8;

    private final Jobs jobs;
    private final double[] seconds;
    private final double[] expected;
    private final double[] succeeded;
    private final double[] failed;
    private final BitSet broken;

    private Story(Jobs jobs, double[] seconds, double[] expected, Past past, BitSet broken) {
        this.jobs = jobs;
        this.seconds = seconds;
        this.expected = expected;
        this.succeeded = past.succeeded;
        this.failed = past.failed;
        this.broken = broken;
    }

    /** Earlier builds, by job. */
    private static final class Past {
        private final double[] succeeded;
        private final double[] failed;

        Past(int jobs) {
            this.succeeded = new double[jobs];
            this.failed = new double[jobs];
        }
    }

    /**
     * @param packages how many the graph has
     * @param breakages whether any job breaks
     */
    static Story drawn(Jobs jobs, int packages, long seed, boolean breakages) {
        Random random = new Random(seed);
        double[] took = new double[packages];
        double[] known = new double[packages];
        boolean[] breaks = new boolean[packages];
        Past ofPackages = new Past(packages);
        for (int index = 0; index < packages; index++) {
            BuildTime time = BuildTime.ASSUMED;
            took[index] = Math.max(LEAST_SECONDS, Math.exp(time.mu() + time.sigma() * random.nextGaussian()));
            known[index] = took[index] * Math.pow(2, 2 * random.nextDouble() - 1);
            double chance = Math.min(MOST_LIKELY, CHANCE_MEDIAN * Math.exp(CHANCE_SIGMA * random.nextGaussian()));
            for (int build = 0; build < EARLIER_BUILDS; build++) {
                boolean fails = random.nextDouble() < chance;
                ofPackages.succeeded[index] = AGEING * ofPackages.succeeded[index] + (fails ? 0 : 1);
                ofPackages.failed[index] = AGEING * ofPackages.failed[index] + (fails ? 1 : 0);
            }
            breaks[index] = random.nextDouble() < chance;
        }
        Past past = new Past(jobs.count());
        BitSet broken = new BitSet(jobs.count());
        double[] seconds = new double[jobs.count()];
        double[] expected = new double[jobs.count()];
        for (int job = 0; job < jobs.count(); job++) {
            int index = jobs.packageOf(job);
            seconds[job] = took[index];
            expected[job] = known[index];
            past.succeeded[job] = ofPackages.succeeded[index];
            past.failed[job] = ofPackages.failed[index];
            broken.set(job, breakages && breaks[index]);
        }
        return new Story(jobs, seconds, expected, past, broken);
    }

    /** The same, when all times were known before. */
    Story exact() {
        Past past = new Past(jobs.count());
        System.arraycopy(succeeded, 0, past.succeeded, 0, jobs.count());
        System.arraycopy(failed, 0, past.failed, 0, jobs.count());
        return new Story(jobs, seconds, seconds, past, broken);
    }

    Jobs jobs() {
        return jobs;
    }

    /** How long a job takes. */
    double seconds(int job) {
        return seconds[job];
    }

    /** How long a job is believed to take. */
    double expected(int job) {
        return expected[job];
    }

    /** For each job how long the longest path to the end of its wave is believed to take. */
    double[] expectedRemaining() {
        return jobs.remaining(expected);
    }

    /** How many earlier builds of its package succeeded, the older ones counting less. */
    double succeeded(int job) {
        return succeeded[job];
    }

    /** How many earlier builds of its package failed, the older ones counting less. */
    double failed(int job) {
        return failed[job];
    }

    /** Whether a job breaks. */
    boolean breaks(int job) {
        return broken.get(job);
    }

    /** No schedule takes less: the longest path, or the work shared among all agents. */
    double lowerBoundSeconds(int agents) {
        double work = 0;
        double path = 0;
        double[] remaining = jobs.remaining(seconds);
        for (int job = 0; job < jobs.count(); job++) {
            work += seconds[job];
            path = Math.max(path, remaining[job]);
        }
        return Math.max(path, work / agents);
    }
}
