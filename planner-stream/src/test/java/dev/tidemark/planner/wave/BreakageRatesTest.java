package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BreakageRatesTest {

    private static final float ROUNDING = 1e-6f;

    private static float[] rates(float[] chances, float[] seconds, int[]... dependents) {
        return BreakageRates.of(chances, seconds, job -> dependents[job]);
    }

    @Test
    void a_job_that_nobody_needs_is_worth_its_chance_by_its_time() {
        assertThat(rates(new float[] {0.1f, 0.2f}, new float[] {10, 5}, new int[0], new int[0]))
                .containsExactly(new float[] {0.01f, 0.04f}, within(ROUNDING));
    }

    @Test
    void a_job_that_cannot_fail_is_worth_what_waits_for_it() {
        assertThat(rates(new float[] {0, 0.5f}, new float[] {10, 10}, new int[] {1}, new int[0])[0])
                .isCloseTo(0.025f, within(ROUNDING));
    }

    @Test
    void what_follows_and_is_worth_less_takes_nothing_away() {
        assertThat(rates(new float[] {0.5f, 0.01f}, new float[] {10, 1000}, new int[] {1}, new int[0])[0])
                .isCloseTo(0.05f, within(ROUNDING));
    }

    @Test
    void of_several_that_wait_for_it_the_best_way_counts_and_it_goes_on_as_long_as_it_gets_better() {
        float[] chances = {0, 0.1f, 0, 0.9f};
        float[] seconds = {10, 10, 1, 1};

        float[] rates = rates(chances, seconds, new int[] {1, 2}, new int[0], new int[] {3}, new int[0]);

        assertThat(rates[2]).isCloseTo(0.45f, within(ROUNDING));
        assertThat(rates[0]).isCloseTo(0.9f / 12, within(ROUNDING));
    }

    /** No way promises more than the best of all does, and a job never less than it alone. */
    @Test
    void on_random_waves_it_lies_between_the_job_alone_and_the_best_of_all_ways() {
        Random random = new Random(17);
        double promised = 0;
        double possible = 0;
        for (int wave = 0; wave < 200; wave++) {
            int jobs = 2 + random.nextInt(11);
            float[] chances = new float[jobs];
            float[] seconds = new float[jobs];
            int[][] dependents = new int[jobs][];
            for (int job = 0; job < jobs; job++) {
                int self = job;
                chances[job] = random.nextFloat();
                seconds[job] = 1 + 99 * random.nextFloat();
                dependents[job] = IntStream.range(self + 1, jobs)
                        .filter(other -> random.nextInt(4) == 0)
                        .toArray();
            }

            float[] rates = rates(chances, seconds, dependents);

            for (int job = 0; job < jobs; job++) {
                double best = best(job, 0, 0, chances, seconds, dependents);
                assertThat((double) rates[job])
                        .as("job %d of %s", job, Arrays.deepToString(dependents))
                        .isBetween(chances[job] / seconds[job] - 1e-6, best + 1e-6);
                promised += rates[job];
                possible += best;
            }
        }
        assertThat(promised / possible).isGreaterThan(0.97);
    }

    /** Tries every way. */
    private static double best(
            int job, double found, double spent, float[] chances, float[] seconds, int[][] dependents) {
        double further = found + chances[job];
        double longer = spent + seconds[job];
        double best = further / longer;
        for (int dependent : dependents[job]) {
            best = Math.max(best, best(dependent, further, longer, chances, seconds, dependents));
        }
        return best;
    }
}
