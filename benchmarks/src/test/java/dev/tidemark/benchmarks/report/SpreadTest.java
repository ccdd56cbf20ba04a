package dev.tidemark.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void equal_rounds_have_no_spread() {
        Spread spread = Spread.of(List.of(2.0, 4.0, 8.0), List.of(2.0, 4.0, 8.0));

        assertThat(spread).isEqualTo(new Spread(1, 0));
        assertThat(spread.relative()).isZero();
    }

    @Test
    void the_spread_is_half_of_what_lies_between_the_quartiles() {
        Spread spread = Spread.of(List.of(1.0, 1.0, 1.0, 1.0, 1.0), List.of(0.5, 0.9, 1.0, 1.1, 7.0));

        assertThat(spread.ratio()).isEqualTo(1);
        assertThat(spread.spread()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void of_the_two_signs_of_noise_the_larger_counts() {
        assertThat(new Spread(0.8, 0.1).relative()).isCloseTo(0.2, within(1e-9));
        assertThat(new Spread(1.05, 0.1).relative()).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void a_ratio_carries_the_noise_of_both_its_sides() {
        Measurement.Ratio ratio = Measurement.Ratio.of("a", 100, List.of(new Spread(1, 0.1), new Spread(1.02, 0.01)));

        assertThat(ratio.worst()).isCloseTo(112, within(1e-9));
    }

    @Test
    void a_quantile_lies_between_its_neighbours() {
        assertThat(Quantiles.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Quantiles.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Quantiles.at(List.of(7.0), 0.99)).isEqualTo(7);
        assertThatThrownBy(() -> Quantiles.median(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Quantiles.ratios(List.of(1.0), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
