package dev.tidemark.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoRunTest {

    private static BufferedReader saying(String... lines) {
        return new BufferedReader(new StringReader(String.join("\n", lines) + "\n"));
    }

    @Test
    void a_demo_is_timed_from_its_first_line_to_its_first_breakage() throws IOException {
        BufferedReader said = saying(
                "Tidemark demo: what does textkit 2.0 break in the set demo (12 packages)?",
                "00:03 wave",
                "",
                "BREAKAGE b-0c0f9f55a19f68d4  in wave demo-1",
                "  to blame",
                "BREAKAGE b-2");

        assertThat(DemoRun.between(said)).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(said.readLine()).isEqualTo("  to blame");
    }

    @Test
    void one_without_a_breakage_counts_for_nothing() {
        assertThatThrownBy(() -> DemoRun.between(saying("Tidemark demo: what?", "the wave is GREEN")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("the wave is GREEN");
        assertThatThrownBy(() -> DemoRun.between(saying("BREAKAGE b-1")))
                .as("of an earlier demo")
                .isInstanceOf(ServiceException.class);
    }
}
