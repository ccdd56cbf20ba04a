package dev.tidemark.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {

    @Test
    void equal_rounds_have_no_spread() {
        Spread spread = Spread.of(List.of(2.0, 4.0, 8.0), List.of(2.0, 4.0, 8.0));

        assertThat(spread).isEqualTo(new Spread(1, 0));
    }

    @Test
    void of_few_rounds_the_spread_is_half_of_the_whole_range() {
        Spread spread = Spread.of(List.of(1.0, 1.0, 1.0, 1.0, 1.0), List.of(0.5, 0.9, 1.0, 1.1, 7.0));

        assertThat(spread.ratio()).isEqualTo(1);
        assertThat(spread.spread()).isCloseTo(3.25, within(1e-9));
    }

    @Test
    void of_many_rounds_the_outermost_say_nothing_of_the_median() {
        assertThat(Quantiles.medianRange(oneTo(6))).isEqualTo(5);
        assertThat(Quantiles.medianRange(oneTo(15))).isEqualTo(12 - 4);
        assertThat(Quantiles.medianRange(oneTo(31))).isEqualTo(22 - 10);
        assertThat(Quantiles.medianRange(oneTo(61))).isEqualTo(39 - 23);
    }

    @Test
    void a_machine_that_grows_slower_makes_no_difference() {
        Spread spread = Spread.of(List.of(1.0, 2.0, 4.0, 8.0, 16.0), List.of(1.0, 2.0, 4.0, 8.0, 16.0));

        assertThat(spread).isEqualTo(new Spread(1, 0));
    }

    private static List<Double> oneTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(each -> (double) each).toList();
    }

    @Test
    void a_ratio_is_as_uncertain_as_its_rounds() {
        Measurement.Ratio ratio = Measurement.Ratio.of("a", oneTo(15));

        assertThat(ratio.value()).isEqualTo(8);
        assertThat(ratio.worst()).isEqualTo(12);
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
