package dev.tidemark.planner.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FlakeScoreTest {

    private static final double BROKEN = 0.02;

    @Test
    void of_what_nothing_is_known_two_failures_are_no_chance() {
        assertThat(FlakeScore.UNKNOWN.chanceAfter(1)).isBetween(0.05, 0.2);
        assertThat(FlakeScore.UNKNOWN.chanceAfter(2)).isLessThan(0.01);
        assertThat(FlakeScore.UNKNOWN.tries()).isEqualTo(2);
    }

    @Test
    void what_was_built_a_thousand_times_without_a_flake_is_tried_twice_all_the_same() {
        FlakeScore solid = FlakeScore.of(FlakeScore.shareOf(0, 1e6), 0, 1000);

        assertThat(solid.chanceAfter(1)).isLessThan(0.01);
        assertThat(solid.tries()).isEqualTo(2);
    }

    @Test
    void the_flakier_a_package_the_more_often_it_is_tried_and_never_more_than_four_times() {
        assertThat(score(1, 19).tries()).isEqualTo(3);
        assertThat(score(3, 17).tries()).isEqualTo(4);
        assertThat(score(19, 1).tries()).isEqualTo(4);
        assertThat(score(19, 1).chanceAfter(4))
                .as("four are all the same enough")
                .isGreaterThan(0.7);
    }

    @Test
    void the_tries_are_the_fewest_after_which_chance_is_less_than_one_in_a_hundred() {
        for (int flakes = 0; flakes <= 20; flakes++) {
            FlakeScore score = score(flakes, 60);
            int tries = score.tries();
            assertThat(tries == FlakeScore.MOST_TRIES || score.chanceAfter(tries) < 0.01)
                    .as("after %d tries of %s", tries, score)
                    .isTrue();
            assertThat(tries == 2 || score.chanceAfter(tries - 1) >= 0.01)
                    .as("after one less than %d tries of %s", tries, score)
                    .isTrue();
        }
    }

    @Test
    void the_chance_is_what_summing_over_every_rate_gives() {
        for (FlakeScore score : new FlakeScore[] {new FlakeScore(2, 30), new FlakeScore(5, 5), new FlakeScore(3, 60)}) {
            for (int failures = 1; failures <= 4; failures++) {
                double byChance = summed(score, failures);
                double share = (1 - BROKEN) * byChance / ((1 - BROKEN) * byChance + BROKEN);
                assertThat(score.chanceAfter(failures)).isCloseTo(share, within(1e-4));
            }
        }
    }

    @Test
    void a_set_whose_packages_fail_by_chance_makes_a_package_of_which_nothing_is_known_suspicious() {
        double flaky = FlakeScore.shareOf(500, 9_500);

        assertThat(flaky).isCloseTo(0.0456, within(1e-3));
        assertThat(FlakeScore.of(flaky, 0, 0).tries()).isEqualTo(4);
        assertThat(FlakeScore.of(flaky, 0, 200).tries()).isEqualTo(2);
    }

    @Test
    void what_failed_twenty_times_of_twenty_is_known_to_be_broken_once_it_fails_again() {
        assertThat(score(0, 0).isKnownBroken(1, FailureChance.of(0, 20))).isTrue();
        assertThat(score(0, 0).isKnownBroken(1, FailureChance.of(0, 2)))
                .as("nothing else was ever seen of it")
                .isTrue();
    }

    @Test
    void what_mostly_succeeded_or_failed_by_chance_is_not_known_to_be_broken_however_often_it_fails() {
        assertThat(score(0, 20).isKnownBroken(4, FailureChance.of(20, 19))).isFalse();
        assertThat(score(0, 0).isKnownBroken(4, FailureChance.UNKNOWN)).isFalse();
        for (int flakes = 0; flakes <= 20; flakes++) {
            assertThat(score(flakes, 20 - flakes).isKnownBroken(4, FailureChance.of(20 - flakes, flakes)))
                    .as("%d of 20 failed, all by chance", flakes)
                    .isFalse();
        }
    }

    @Test
    void where_chance_is_likely_what_mostly_failed_has_to_fail_more_than_once() {
        FlakeScore flaky = score(10, 0);

        assertThat(flaky.isKnownBroken(1, FailureChance.of(0, 60))).isFalse();
    }

    @Test
    void counts_that_no_builds_have_are_refused() {
        assertThatThrownBy(() -> new FlakeScore(0, 1)).hasMessageContaining("0.0 failed by chance");
        assertThatThrownBy(() -> new FlakeScore(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlakeScore(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlakeScore(Double.POSITIVE_INFINITY, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static FlakeScore score(int flakes, int successes) {
        return FlakeScore.of(FlakeScore.shareOf(0, 0), flakes, successes);
    }

    /** The mean of p to the power of the failures, by the midpoint rule over the density of the beta distribution. */
    private static double summed(FlakeScore score, int failures) {
        int steps = 200_000;
        double weights = 0;
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            double rate = (step + 0.5) / steps;
            double density = Math.pow(rate, score.flakes() - 1) * Math.pow(1 - rate, score.steady() - 1);
            weights += density;
            sum += density * Math.pow(rate, failures);
        }
        return sum / weights;
    }
}
