package dev.tidemark.graph.impact;

import dev.tidemark.graph.Subgraph;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * When a system's jobs are done, as a distribution. The end of a schedule is its lower bound (the longest way, or the work
 * shared among the agents, whichever is longer) times how much the schedule of expected times exceeds its own bound; the
 * bounds are those of times drawn at random, job by job, from what is known of each. The draws are the same for the same graph.
 */
final class Finish {

    private static final int SEED = 20_260;
    private static final int DRAWS = 1 << 12;
    /** Jobs times samples: more samples where they cost little. */
    private static final int JOBS_SAMPLED = 1_000_000;

    private static final int FEWEST = 10;
    private static final int MOST = 200;
    private static final float[] NORMAL = normal();
    private static final float ASSUMED_SIGMA = (float) BuildTime.ASSUMED.sigma();
    private static final float[] ASSUMED_FACTOR = assumedFactor();

    private final Subgraph edges;
    private final float[] seconds;
    private final float[] sigma;
    private final byte[] pool;
    private final int[] agents;
    /** By place. */
    private final int[] level;

    private final int levels;

    /** Sets the draws of one system's jobs apart from those of another's. */
    private final int salt;
    /** By the standard deviation of the logarithm: what the factors of all draws come to on average. */
    private final Map<Float, Float> means = new HashMap<>();

    /**
     * A system's jobs. Belongs to one thread.
     *
     * @param pool by place: the number of the agents' pool
     * @param agents how many there are, by pool
     * @param system whose jobs they are
     */
    Finish(Subgraph edges, Times times, byte[] pool, int[] agents, String system) {
        this.edges = edges;
        this.seconds = times.seconds();
        this.sigma = times.sigma();
        this.pool = pool;
        this.agents = agents;
        this.salt = system.hashCode();
        this.level = new int[seconds.length];
        int most = 0;
        for (int place = 0; place < level.length; place++) {
            int next = level[place] + 1;
            most = Math.max(most, next);
            for (int e = edges.begin(place), last = edges.end(place); e < last; e++) {
                level[edges.target(e)] = Math.max(level[edges.target(e)], next);
            }
        }
        this.levels = most;
    }

    /** How long jobs take, by place. */
    static final class Times {
        private final float[] seconds;
        private final float[] sigma;

        /**
         * @param seconds the means; 0 for a job that is not to be built
         * @param sigma the standard deviations of the logarithms
         */
        Times(float[] seconds, float[] sigma) {
            this.seconds = seconds;
            this.sigma = sigma;
        }

        private float[] seconds() {
            return seconds;
        }

        private float[] sigma() {
            return sigma;
        }
    }

    /** How many samples this many jobs get. */
    static int samples(int jobs) {
        return Math.clamp(JOBS_SAMPLED / Math.max(1, jobs), FEWEST, MOST);
    }

    private static float[] normal() {
        Random random = new Random(SEED);
        float[] normal = new float[DRAWS];
        for (int i = 0; i < DRAWS; i += 2) {
            normal[i] = (float) random.nextGaussian();
            normal[i + 1] = -normal[i];
        }
        return normal;
    }

    private static float[] assumedFactor() {
        float mean = meanFactor(ASSUMED_SIGMA);
        float[] factor = new float[DRAWS];
        for (int number = 0; number < DRAWS; number++) {
            factor[number] = (float) Math.exp(ASSUMED_SIGMA * NORMAL[number]) / mean;
        }
        return factor;
    }

    /** Over all draws. That of a log-normal distribution, exp(sigma² / 2), so few draws would not reach: its tail is heavy. */
    private static float meanFactor(float sigma) {
        double sum = 0;
        for (float draw : NORMAL) {
            sum += Math.exp(sigma * draw);
        }
        return (float) (sum / DRAWS);
    }

    /** The end of the schedule of the expected times, in seconds: the mean of all ends is no earlier. */
    double scheduled() {
        return new Schedule(edges, seconds, pool, agents).end();
    }

    /**
     * The ends of samples, in seconds, in no order.
     *
     * @param scheduled what {@link #scheduled} says
     */
    double[] ends(int samples, double scheduled) {
        double[] ends = new double[samples];
        double bound = bound(seconds);
        if (bound == 0) {
            return ends;
        }
        double stretch = scheduled / bound;
        float[] drawn = new float[seconds.length];
        for (int sample = 0; sample < samples; sample++) {
            draw(sample, drawn);
            ends[sample] = bound(drawn) * stretch;
        }
        return ends;
    }

    private void draw(int sample, float[] drawn) {
        for (int place = 0; place < drawn.length; place++) {
            int number = mix(place, sample ^ salt);
            drawn[place] = seconds[place]
                    * (sigma[place] == ASSUMED_SIGMA ? ASSUMED_FACTOR[number] : factor(sigma[place], number));
        }
    }

    /** By how much a draw differs from the mean. */
    private float factor(float deviation, int number) {
        float mean = means.computeIfAbsent(deviation, Finish::meanFactor);
        return (float) Math.exp(deviation * NORMAL[number]) / mean;
    }

    /** One of the draws, as good as at random (the finaliser of MurmurHash3). */
    private static int mix(int place, int sample) {
        int hash = place * 0x9E3779B9 + sample * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return (hash ^ (hash >>> 16)) & (DRAWS - 1);
    }

    /** No schedule ends earlier. */
    private double bound(float[] times) {
        double[] work = new double[agents.length];
        float[] longestOf = new float[levels];
        for (int place = 0; place < times.length; place++) {
            work[pool[place]] += times[place];
            longestOf[level[place]] = Math.max(longestOf[level[place]], times[place]);
        }
        double shared = 0;
        for (int each = 0; each < work.length; each++) {
            shared = agents[each] == 0 ? shared : Math.max(shared, work[each] / agents[each]);
        }
        // No way has two jobs of one level; mostly that alone shows that the work takes longer than any way.
        double noLonger = 0;
        for (float longest : longestOf) {
            noLonger += longest;
        }
        return noLonger <= shared ? shared : Math.max(shared, longest(times));
    }

    /** The longest way. */
    private double longest(float[] times) {
        float[] begin = new float[times.length];
        float longest = 0;
        for (int place = 0; place < times.length; place++) {
            float end = begin[place] + times[place];
            longest = Math.max(longest, end);
            for (int e = edges.begin(place), last = edges.end(place); e < last; e++) {
                int to = edges.target(e);
                if (begin[to] < end) {
                    begin[to] = end;
                }
            }
        }
        return longest;
    }
}
