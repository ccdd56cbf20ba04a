package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

final class JobHistoryTest {

    private static final PackageId PACKAGE = new PackageId("demo", "textkit");
    private static final double ROUNDING = 1e-9;

    @Test
    void builds_that_always_take_equally_long_have_that_mean_and_no_variance() {
        for (int builds : List.of(1, 2, 8, 9, 1000)) {
            double[] seconds = new double[builds];
            Arrays.fill(seconds, 42);
            JobHistory history = learnt(seconds);

            assertThat(history.builds()).isEqualTo(builds);
            assertThat(Math.exp(history.mean())).isCloseTo(42, within(ROUNDING));
            assertThat(history.variance()).isCloseTo(0, within(ROUNDING));
        }
    }

    @Test
    void the_first_eight_weigh_the_same_in_whatever_order_they_come() {
        double[] seconds = {3, 1, 4, 1, 5, 9, 2, 6};
        double[] logarithms = DoubleStream.of(seconds).map(Math::log).toArray();
        double mean = DoubleStream.of(logarithms).average().orElseThrow();
        double variance = DoubleStream.of(logarithms)
                .map(each -> (each - mean) * (each - mean))
                .average()
                .orElseThrow();

        for (double[] order : List.of(seconds, new double[] {6, 2, 9, 5, 1, 4, 1, 3})) {
            assertThat(learnt(order).mean()).isCloseTo(mean, within(ROUNDING));
            assertThat(learnt(order).variance()).isCloseTo(variance, within(ROUNDING));
        }
    }

    /** With the weight 1/8 a single estimate scatters by sigma / sqrt(15); so many are averaged. */
    @Test
    void a_log_normal_sample_is_recognised() {
        double mu = Math.log(90);
        double sigma = 0.8;
        Random random = new Random(5);
        int samples = 2000;
        double means = 0;
        double variances = 0;
        for (int sample = 0; sample < samples; sample++) {
            JobHistory history = learnt(DoubleStream.generate(() -> Math.exp(mu + sigma * random.nextGaussian()))
                    .limit(100)
                    .toArray());
            means += history.mean() / samples;
            variances += history.variance() / samples;
        }

        assertThat(means).isCloseTo(mu, within(0.02));
        // An estimate about its own mean is smaller by the scatter of that mean: one part in fifteen.
        assertThat(variances).isCloseTo(sigma * sigma * 14 / 15, within(0.02));
    }

    @Test
    void what_a_package_was_is_forgotten_and_what_it_has_become_is_learnt() {
        double[] seconds = new double[140];
        Arrays.fill(seconds, 0, 100, 10);
        Arrays.fill(seconds, 100, 140, 1000);

        assertThat(Math.exp(learnt(Arrays.copyOf(seconds, 100)).mean())).isCloseTo(10, within(ROUNDING));
        assertThat(Math.exp(learnt(Arrays.copyOf(seconds, 106)).mean())).isBetween(20.0, 60.0);
        assertThat(Math.exp(learnt(seconds).mean())).isBetween(900.0, 1000.0);
        assertThat(learnt(seconds).variance()).isLessThan(0.2);
    }

    @Test
    void less_than_a_millisecond_counts_as_one() {
        assertThat(JobHistory.none(PACKAGE).built(Duration.ZERO))
                .isEqualTo(new JobHistory(PACKAGE, 1, Math.log(0.001), 0, 1, 0, 0, 0));
    }

    @Test
    void figures_that_no_builds_can_have_are_refused() {
        assertThatThrownBy(() -> history(-1, 1, 1)).hasMessageContaining("no -1 builds of demo:textkit");
        assertThatThrownBy(() -> history(1, Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> history(1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> history(1, 1, Double.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_outlier_counts_as_if_it_lay_three_standard_deviations_out_once_five_builds_are_known() {
        double[] seconds = {10, 10, 10, 10, 10, 100_000};

        assertThat(learnt(seconds).mean()).isCloseTo(Math.log(10) + 3 * 0.25 / 6, within(ROUNDING));
        assertThat(learnt(10, 10, 10, 10, 100_000).mean())
                .isCloseTo((4 * Math.log(10) + Math.log(100_000)) / 5, within(ROUNDING));
    }

    @Test
    void a_package_of_which_nothing_is_known_fails_once_in_twenty() {
        assertThat(JobHistory.none(PACKAGE).failureChance()).isCloseTo(0.05, within(ROUNDING));
    }

    @Test
    void flakes_are_remembered_beside_the_failures_and_fade_as_they_do() {
        JobHistory flaky =
                JobHistory.none(PACKAGE).failed().built(Duration.ofSeconds(1)).flaked(1);

        assertThat(flaky.flakes()).isEqualTo(1);
        assertThat(flaky.built(Duration.ofSeconds(1)).flakes()).isCloseTo(63.0 / 64, within(ROUNDING));
        assertThat(flaky.failed().flakes()).isCloseTo(63.0 / 64, within(ROUNDING));
    }

    @Test
    void failures_make_a_failure_likely_and_successes_make_it_unlikely_again() {
        JobHistory history = JobHistory.none(PACKAGE);
        for (int build = 0; build < 20; build++) {
            history = history.failed();
        }
        assertThat(history.failureChance()).isGreaterThan(0.75);
        assertThat(history.builds()).isZero();

        for (int build = 0; build < 200; build++) {
            history = history.built(Duration.ofSeconds(1));
        }
        assertThat(history.failureChance()).isLessThan(0.15);
    }

    @Test
    void one_failure_in_a_year_of_builds_is_not_forgotten() {
        JobHistory brittle = JobHistory.none(PACKAGE).failed();
        JobHistory solid = JobHistory.none(PACKAGE).built(Duration.ofSeconds(1));
        for (int build = 0; build < 40; build++) {
            brittle = brittle.built(Duration.ofSeconds(1));
            solid = solid.built(Duration.ofSeconds(1));
        }

        assertThat(brittle.failureChance()).isGreaterThan(5 * solid.failureChance());
    }

    @Test
    void what_takes_a_second_on_average_is_expected_to_take_the_mean_of_its_distribution() {
        assertThat(history(3, 0, 1).expectedSeconds()).isCloseTo(Math.exp(0.5), within(ROUNDING));
    }

    private static JobHistory history(int builds, double mean, double variance) {
        return new JobHistory(PACKAGE, builds, mean, variance, builds, 0, 0, 0);
    }

    private static JobHistory learnt(double... seconds) {
        JobHistory history = JobHistory.none(PACKAGE);
        for (double each : seconds) {
            history = history.built(Duration.ofMillis(Math.max(1, Math.round(each * 1000))));
        }
        return history;
    }
}
