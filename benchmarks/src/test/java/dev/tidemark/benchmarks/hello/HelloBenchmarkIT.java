package dev.tidemark.benchmarks.hello;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.benchmarks.Main;
import dev.tidemark.benchmarks.report.BenchmarkReport;
import dev.tidemark.benchmarks.report.Bounds;
import dev.tidemark.benchmarks.report.Machine;
import dev.tidemark.benchmarks.report.Measurement;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A few rounds of the real thing. Says nothing of how long they take. */
class HelloBenchmarkIT {

    private static final Path SETS = Path.of("../tidemark-cli/src/main/set");
    private static final Path BOUNDS = Path.of("bounds.json");

    @Test
    @Timeout(90)
    void every_bump_ends_in_one_breakage_that_blames_it() throws Exception {
        HelloBenchmark benchmark = new HelloBenchmark(SETS.resolve("demo"));
        Bounds bounds = Bounds.read(BOUNDS, Main.all(SETS, Path.of("..")));

        Measurement measured = benchmark.measure(2, 0, step -> {});

        assertThat(measured.invalid()).isEmpty();
        assertThat(measured.rounds()).isEqualTo(2);
        String line = new BenchmarkReport(benchmark, measured, bounds.of(benchmark), Machine.here()).json();
        assertThat(line).doesNotContain("\n");
        JsonNode json = new JsonMapper().readTree(line);
        assertThat(json.get("benchmark").textValue()).isEqualTo("hello");
        String ratio = benchmark.ratios().getFirst();
        assertThat(json.get("ratios").get(ratio).doubleValue()).isPositive();
        assertThat(json.get("bounds").get(ratio).doubleValue())
                .isEqualTo(bounds.of(benchmark).get(ratio));
        assertThat(json.get("holds").isBoolean()).isTrue();
        assertThat(json.get("aa").get("broker round trip").get("ratio").doubleValue())
                .isPositive();
        assertThat(json.get("aa").get("bump to breakage").has("spread")).isTrue();
    }
}
