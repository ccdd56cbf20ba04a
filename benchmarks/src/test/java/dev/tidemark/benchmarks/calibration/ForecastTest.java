package dev.tidemark.benchmarks.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.impact.Impact;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static Forecast forecast(double seconds) {
        return new Forecast("zlib", 8, new Impact.Range(10, 15, 20), seconds);
    }

    @Test
    void a_wave_that_ends_at_either_end_of_the_range_is_within_it() {
        assertThat(List.of(forecast(9.9), forecast(10), forecast(20), forecast(20.1)))
                .extracting(Forecast::holds)
                .containsExactly(false, true, true, false);
        assertThat(forecast(9.9).isEarly()).isTrue();
        assertThat(forecast(20.1).isEarly()).isFalse();
    }

    @Test
    void the_share_counts_those_that_are_within() {
        assertThat(CalibrationBenchmark.share(List.of(forecast(1), forecast(11), forecast(12), forecast(30))))
                .isEqualTo(0.5);
        assertThat(CalibrationBenchmark.share(List.of())).isZero();
    }

    @Test
    void a_bump_is_planned_and_played_and_the_same_seed_takes_equally_long() throws InvalidGraphException {
        PackageGraph graph =
                PackageGraph.of("small", 1, List.of(node("zlib"), node("curl", "zlib"), node("git", "curl")));

        Forecast forecast = Forecast.of(graph, "zlib", 2, 7);

        assertThat(forecast.seconds()).isPositive();
        assertThat(forecast.range().low())
                .isPositive()
                .isLessThan(forecast.range().high());
        assertThat(Forecast.of(graph, "zlib", 2, 7)).isEqualTo(forecast);
        assertThat(Forecast.of(graph, "zlib", 2, 8).seconds()).isNotEqualTo(forecast.seconds());
    }

    private static PackageNode node(String name, String... needs) {
        return PackageNode.named(name, "1.0")
                .systems(List.of("x86_64-linux"))
                .dependencies(List.of(needs).stream().map(Dependency::build).toList())
                .build();
    }
}
