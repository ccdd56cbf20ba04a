package dev.tidemark.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmarks.report.FakeBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    private int run(String bounds, String... arguments) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("bounds.json"), bounds);
        return new Main(
                        List.of(new FakeBenchmark("walk", List.of("a / b"), 2, Optional.empty())),
                        file,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    @Test
    void without_a_name_it_lists_what_there_is() throws IOException, InterruptedException {
        assertThat(run("{\"walk\": {\"a / b\": 5}}")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("walk: nothing, over nothing", "    a / b: at most 5");
    }

    @Test
    void the_status_says_whether_the_bounds_hold() throws IOException, InterruptedException {
        assertThat(run("{\"walk\": {\"a / b\": 5}}", "walk")).isZero();
        assertThat(run("{\"walk\": {\"a / b\": 2.5}}", "walk")).isEqualTo(1);
    }

    @Test
    void rounds_may_be_chosen() throws IOException, InterruptedException {
        assertThat(run("{\"walk\": {\"a / b\": 5}}", "walk", "--rounds", "7")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"rounds\":7");
    }

    @Test
    void what_is_not_understood_is_answered_with_the_usage() throws IOException, InterruptedException {
        for (String[] arguments : List.of(
                new String[] {"run"},
                new String[] {"walk", "--rounds"},
                new String[] {"walk", "--rounds", "0"},
                new String[] {"walk", "--rounds", "x"},
                new String[] {"walk", "--turns", "3"})) {
            assertThat(run("{\"walk\": {\"a / b\": 5}}", arguments)).isEqualTo(2);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: benchmarks/run");
    }

    @Test
    void bounds_that_fit_nothing_stop_it() throws IOException, InterruptedException {
        assertThat(run("{}", "walk")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("correct benchmarks/bounds.json");
    }
}
