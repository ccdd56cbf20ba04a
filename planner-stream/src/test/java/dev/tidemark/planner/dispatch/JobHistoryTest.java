package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
        assertThat(Math.exp(learnt(Arrays.copyOf(seconds, 106)).mean())).isBetween(100.0, 200.0);
        assertThat(Math.exp(learnt(seconds).mean())).isBetween(970.0, 1000.0);
        assertThat(learnt(seconds).variance()).isLessThan(0.2);
    }

    @Test
    void less_than_a_millisecond_counts_as_one() {
        assertThat(JobHistory.after(Optional.empty(), PACKAGE, Duration.ZERO))
                .isEqualTo(new JobHistory(PACKAGE, 1, Math.log(0.001), 0));
    }

    @Test
    void figures_that_no_builds_can_have_are_refused() {
        assertThatThrownBy(() -> new JobHistory(PACKAGE, 0, 1, 1)).hasMessageContaining("no 0 builds of demo:textkit");
        assertThatThrownBy(() -> new JobHistory(PACKAGE, 1, Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobHistory(PACKAGE, 1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobHistory(PACKAGE, 1, 1, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static JobHistory learnt(double... seconds) {
        Optional<JobHistory> history = Optional.empty();
        for (double each : seconds) {
            history = Optional.of(
                    JobHistory.after(history, PACKAGE, Duration.ofMillis(Math.max(1, Math.round(each * 1000)))));
        }
        return history.orElseThrow();
    }
}
