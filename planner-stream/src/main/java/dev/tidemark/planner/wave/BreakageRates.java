package dev.tidemark.planner.wave;

import java.util.function.IntFunction;

/**
 * How many breakages a second of an agent's time finds, by chance, on the best of the ways that begin with a job and go on to what
 * needs it: the sum of the chances on the way ÷ the sum of the expected times. A job alone is such a way, and a long build that is
 * sure to succeed is worth its time where much that is likely to break waits for it.
 *
 * <p>It is Smith's rule ("Various optimizers for single-stage production", 1956), value by time, for jobs that others wait for. The
 * exact rule takes whole sets of jobs that are closed under what they need (Sidney, "Decomposition algorithms for single-machine
 * sequencing with precedence relations", 1975), and to find their best one is a flow problem. Here a job's way continues in the best
 * way of one of its dependents: one look at each edge. That is not always the best of all ways; by measurement it loses little.
 */
public final class BreakageRates {

    private BreakageRates() {}

    /**
     * By job.
     *
     * @param chances of failure, by job
     * @param seconds how long each job is expected to take, more than 0
     * @param dependents of a job, all of greater numbers
     */
    public static float[] of(float[] chances, float[] seconds, IntFunction<int[]> dependents) {
        float[] found = chances.clone();
        float[] spent = seconds.clone();
        float[] rates = new float[chances.length];
        for (int job = chances.length - 1; job >= 0; job--) {
            rates[job] = chances[job] / seconds[job];
            for (int dependent : dependents.apply(job)) {
                float further = chances[job] + found[dependent];
                float longer = seconds[job] + spent[dependent];
                if (further / longer > rates[job]) {
                    found[job] = further;
                    spent[job] = longer;
                    rates[job] = further / longer;
                }
            }
        }
        return rates;
    }
}
