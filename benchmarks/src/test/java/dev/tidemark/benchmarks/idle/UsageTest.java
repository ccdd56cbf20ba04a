package dev.tidemark.benchmarks.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageTest {

    @Test
    void resident_memory_is_read_as_linux_writes_it() throws IOException {
        assertThat(Usage.resident(List.of("Name:\tjava", "VmHWM:\t  208576 kB", "VmRSS:\t  205100 kB", "Threads:\t26")))
                .isEqualTo(205_100L * 1024);
    }

    @Test
    void a_process_that_is_no_more_has_no_such_line() {
        assertThatThrownBy(() -> Usage.resident(List.of("Name:\tjava", "State:\tZ (zombie)")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("VmRSS");
    }
}
