package dev.tidemark.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void what_a_command_and_its_children_take_counts() throws InterruptedException {
        String busy = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done";
        double once = new ChildProcess(folder, List.of("sh", "-c", busy)).turn();
        double child = new ChildProcess(folder, List.of("sh", "-c", "sh -c '" + busy + "'; true")).turn();
        double nothing = new ChildProcess(folder, List.of("true")).turn();

        assertThat(nothing).isLessThan(once);
        assertThat(nothing).isLessThan(child);
    }

    @Test
    void times_are_read_as_bash_writes_them() {
        assertThat(ChildProcess.millis("1.250 0.034\n")).isEqualTo(1284);
        assertThatThrownBy(() -> ChildProcess.millis("bash: time: not found")).isInstanceOf(ServiceException.class);
    }

    @Test
    void a_command_that_fails_is_named() {
        assertThatThrownBy(() -> new ChildProcess(folder, List.of("sh", "-c", "exit 7")).turn())
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("sh -c exit 7 ended with status 7");
    }

    @Test
    void ninja_gets_an_output_for_each_package() throws IOException {
        Path file = folder.resolve("build.ninja");
        NinjaFile.write(SmallGraphs.of(5, 50), file);
        assertThat(Files.readAllLines(file))
                .startsWith("rule build", "  command = build $out")
                .hasSize(52)
                .anyMatch(line -> line.matches("build p[0-9a-f]+: build( p[0-9a-f]+)+"));
    }
}
