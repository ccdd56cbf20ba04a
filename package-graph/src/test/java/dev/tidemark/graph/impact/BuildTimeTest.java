package dev.tidemark.graph.impact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class BuildTimeTest {

    @Test
    void of_a_single_build_a_factor_of_two_either_way_is_one_standard_deviation() {
        BuildTime time = BuildTime.ofLogarithms(Math.log(60), 0, 1);

        assertThat(time.isLearnt()).isTrue();
        assertThat(time.mu()).isEqualTo(Math.log(60));
        assertThat(time.sigma()).isCloseTo(Math.log(2), within(1e-9));
    }

    @Test
    void the_more_builds_the_less_is_added_to_how_far_apart_they_were() {
        double spread = 0.5;
        assertThat(BuildTime.ofLogarithms(3, spread * spread, 2).sigma()).isBetween(0.69, 0.71);
        assertThat(BuildTime.ofLogarithms(3, spread * spread, 1000).sigma()).isCloseTo(spread, within(0.001));
        assertThat(BuildTime.ofLogarithms(Math.log(60), 0, 1000).seconds()).isCloseTo(60, within(0.1));
    }

    @Test
    void the_mean_of_skewed_times_is_more_than_their_median() {
        assertThat(BuildTime.ofLogarithms(Math.log(60), 2, 1000).seconds()).isCloseTo(60 * Math.E, within(0.2));
    }

    @Test
    void figures_that_no_builds_can_have_teach_nothing() {
        assertThatThrownBy(() -> BuildTime.ofLogarithms(1, 1, 0)).hasMessageContaining("0 builds");
        assertThatThrownBy(() -> BuildTime.ofLogarithms(1, -1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BuildTime.ofLogarithms(1, Double.NaN, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BuildTime.ofLogarithms(Double.NaN, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BuildTime.ofLogarithms(1, Double.POSITIVE_INFINITY, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
