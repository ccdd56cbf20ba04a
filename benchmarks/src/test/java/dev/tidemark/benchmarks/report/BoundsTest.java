package dev.tidemark.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundsTest {

    private static final Benchmark WALK = new FakeBenchmark("walk", List.of("ours / baseline"), 2, Optional.empty());

    @Test
    void every_ratio_has_its_bound() throws InvalidBoundsException {
        Bounds bounds = Bounds.parse("{\"walk\": {\"ours / baseline\": 2.5}}", List.of(WALK));

        assertThat(bounds.of(WALK)).isEqualTo(Map.of("ours / baseline", 2.5));
    }

    @Test
    void a_bound_that_no_ratio_has_is_refused() {
        assertThatThrownBy(
                        () -> Bounds.parse("{\"walk\": {\"ours / baseline\": 2, \"ours / other\": 3}}", List.of(WALK)))
                .isInstanceOf(InvalidBoundsException.class)
                .hasMessageContaining("walk has no ratio \"ours / other\"");
    }

    @Test
    void a_ratio_without_a_bound_is_refused() {
        assertThatThrownBy(() -> Bounds.parse("{\"walk\": {}}", List.of(WALK)))
                .isInstanceOf(InvalidBoundsException.class)
                .hasMessageContaining("\"ours / baseline\" of walk has no bound");
        assertThatThrownBy(() -> Bounds.parse("{}", List.of(WALK)))
                .isInstanceOf(InvalidBoundsException.class)
                .hasMessageContaining("\"ours / baseline\" of walk has no bound");
    }

    @Test
    void bounds_of_a_benchmark_that_is_not_there_are_refused() {
        assertThatThrownBy(
                        () -> Bounds.parse("{\"walk\": {\"ours / baseline\": 2}, \"run\": {\"x\": 1}}", List.of(WALK)))
                .isInstanceOf(InvalidBoundsException.class)
                .hasMessageContaining("there is no benchmark \"run\"");
    }

    @Test
    void a_bound_is_a_positive_number() {
        for (String bound : List.of("\"2\"", "0", "-1", "null", "true")) {
            assertThatThrownBy(
                            () -> Bounds.parse("{\"walk\": {\"ours / baseline\": %s}}".formatted(bound), List.of(WALK)))
                    .isInstanceOf(InvalidBoundsException.class)
                    .hasMessageContaining("is not a positive number");
        }
    }

    @Test
    void what_is_not_one_json_object_is_refused() {
        for (String json : List.of("", "[]", "{\"walk\": 3}", "{} {}", "{\"walk\": {\"a\": 1, \"a\": 2}}")) {
            assertThatThrownBy(() -> Bounds.parse(json, List.of(WALK)))
                    .as(json)
                    .isInstanceOf(InvalidBoundsException.class);
        }
    }

    @Test
    void a_missing_file_is_said(@TempDir Path folder) {
        assertThatThrownBy(() -> Bounds.read(folder.resolve("bounds.json"), List.of(WALK)))
                .isInstanceOf(InvalidBoundsException.class)
                .hasMessageContaining("cannot be read");
    }
}
