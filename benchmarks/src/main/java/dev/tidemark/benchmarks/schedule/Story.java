package dev.tidemark.benchmarks.schedule;

import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.wave.BreakageRates;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/**
 * How long each job really takes, which one breaks, and what is known of both beforehand: drawn from a seed, once for each package.
 * Times are log-normal as those of a rebuild of Debian are ({@link BuildTime#ASSUMED}); what is known of them is wrong by up to a
 * factor of two, evenly on a logarithmic scale. Of a package's chance to break nothing is known but what became of its earlier
 * builds, as {@link JobHistory} keeps it. Immutable, safe for any thread.
 */
final class Story {

    private static final double LEAST_SECONDS = 1;
    /** Most packages hardly ever break, and a few often do: 2 % on average. */
    private static final double CHANCE_MEDIAN = 0.0065;

    private static final double CHANCE_SIGMA = 1.5;
    private static final double MOST_LIKELY = 0.9;
    /**
     * So many builds of each package came before: those of about a year. A change low in a set rebuilds nearly all of it; nixpkgs
     * gathers such changes in staging cycles, of which two or three weeks take one, and each package is rebuilt some ten to forty
     * times more for releases of its own and of what it needs.
     */
    private static final int EARLIER_BUILDS = 40;

    private final Jobs jobs;
    private final double[] seconds;
    private final double[] expected;
    /** By job. */
    private final List<JobHistory> past;

    private final BitSet broken;

    private Story(Jobs jobs, double[] seconds, double[] expected, List<JobHistory> past, BitSet broken) {
        this.jobs = jobs;
        this.seconds = seconds;
        this.expected = expected;
        this.past = past;
        this.broken = broken;
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
        List<JobHistory> ofPackages = new ArrayList<>(packages);
        for (int index = 0; index < packages; index++) {
            BuildTime time = BuildTime.ASSUMED;
            took[index] = Math.max(LEAST_SECONDS, Math.exp(time.mu() + time.sigma() * random.nextGaussian()));
            known[index] = took[index] * Math.pow(2, 2 * random.nextDouble() - 1);
            double chance = Math.min(MOST_LIKELY, CHANCE_MEDIAN * Math.exp(CHANCE_SIGMA * random.nextGaussian()));
            ofPackages.add(remembered(chance, random));
            breaks[index] = random.nextDouble() < chance;
        }
        List<JobHistory> past = new ArrayList<>(jobs.count());
        BitSet broken = new BitSet(jobs.count());
        double[] seconds = new double[jobs.count()];
        double[] expected = new double[jobs.count()];
        for (int job = 0; job < jobs.count(); job++) {
            int index = jobs.packageOf(job);
            seconds[job] = took[index];
            expected[job] = known[index];
            past.add(ofPackages.get(index));
            broken.set(job, breakages && breaks[index]);
        }
        return new Story(jobs, seconds, expected, past, broken);
    }

    /** Of earlier builds only how they ended counts here; what is known of their times is drawn apart. */
    private static JobHistory remembered(double chance, Random random) {
        JobHistory history = JobHistory.none(new PackageId("demo", "any"));
        for (int build = 0; build < EARLIER_BUILDS; build++) {
            history = random.nextDouble() < chance ? history.failed() : history.built(Duration.ofSeconds(1));
        }
        return history;
    }

    /** The same, when all times were known before. */
    Story exact() {
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

    /** For each job what its wave says of the breakages that it leads to. */
    float[] breakagesASecond() {
        float[] chances = new float[jobs.count()];
        float[] believed = new float[jobs.count()];
        for (int job = 0; job < chances.length; job++) {
            chances[job] = (float) past.get(job).failureChance();
            believed[job] = (float) expected[job];
        }
        return BreakageRates.of(chances, believed, jobs::dependents);
    }

    /** What is known of a job's package, under the name that it has for the dispatcher. */
    JobHistory remembered(PackageId name, int job) {
        JobHistory known = past.get(job);
        return new JobHistory(name, 1, Math.log(expected[job]), 0, known.successes(), known.failures(), 0, 0);
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
