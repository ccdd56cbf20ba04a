package dev.tidemark.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BenchmarkReportTest {

    private static final Machine MACHINE = new Machine(2, "21.0.1");

    private static BenchmarkReport report(double value, Optional<String> invalid, double bound) {
        FakeBenchmark benchmark = new FakeBenchmark("walk", List.of("ours / baseline"), value, invalid);
        return new BenchmarkReport(
                benchmark, benchmark.measure(15, step -> {}), new TreeMap<>(Map.of("ours / baseline", bound)), MACHINE);
    }

    @Test
    void a_bound_holds_only_outside_of_the_spread() {
        assertThat(report(4, Optional.empty(), 5).holds()).isTrue();
        assertThat(report(4.01, Optional.empty(), 5).holds()).isFalse();
    }

    @Test
    void a_void_run_holds_nothing() {
        BenchmarkReport report = report(1, Optional.of("2 bumps opened 1 waves"), 5);

        assertThat(report.holds()).isFalse();
        assertThat(report.table()).endsWith("VOID: 2 bumps opened 1 waves");
        assertThat(report.json()).contains("\"holds\":false").contains("\"void\":\"2 bumps opened 1 waves\"");
    }

    @Test
    void the_last_line_is_one_object() {
        assertThat(report(1234.5678, Optional.empty(), 2000).json())
                .isEqualTo("{\"benchmark\":\"walk\",\"ratios\":{\"ours / baseline\":1235},"
                        + "\"spreads\":{\"ours / baseline\":1},\"bounds\":{\"ours / baseline\":2000},\"holds\":true,"
                        + "\"aa\":{\"ours\":{\"ratio\":1.01,\"spread\":0.02}},\"ms\":{\"ours, p50\":12.35},"
                        + "\"rounds\":15,\"machine\":{\"cores\":2,\"jdk\":\"21.0.1\"}}");
    }

    @Test
    void the_table_says_which_ratio_does_not_hold() {
        assertThat(report(9, Optional.empty(), 5).table())
                .anyMatch(line -> line.contains("ours / baseline") && line.endsWith("bound 5: DOES NOT HOLD"));
    }

    @Test
    void a_benchmark_that_measures_something_else_than_it_says_is_refused() {
        Benchmark says = new FakeBenchmark("walk", List.of("a"), 1, Optional.empty());
        Measurement does = new FakeBenchmark("walk", List.of("b"), 1, Optional.empty()).measure(15, step -> {});

        assertThatThrownBy(() -> new BenchmarkReport(says, does, new TreeMap<>(Map.of("a", 1.0)), MACHINE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
