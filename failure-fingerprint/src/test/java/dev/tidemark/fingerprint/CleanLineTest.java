package dev.tidemark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CleanLineTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A log of a few megabytes may have a million of them. */
    @Test
    void a_short_line_takes_little_memory_whatever_it_is_written_in() {
        int lines = 10_000;
        int characters = 0;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < lines; i++) {
            characters += CleanLine.of("é").length();
        }
        long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / lines;

        assertThat(characters).isEqualTo(lines);
        assertThat(each).isLessThan(SeenLine.KEPT / 4);
    }

    @Test
    void what_is_kept_of_a_line_does_not_depend_on_the_room_it_was_given() {
        for (String raw : new String[] {
            "é",
            "one\rtwo",
            "one\rtwo\rthree\r   ",
            "\u001b[31mé\u001b[0m",
            "ab\b\b\bé",
            "\r",
            "\u001b[2Ké\u001b[1G",
            "é".repeat(9000)
        }) {
            byte[] printed = raw.getBytes(StandardCharsets.UTF_8);
            SeenLine roomy = new SeenLine();
            SeenLine tight = new SeenLine(printed.length);
            for (byte each : printed) {
                roomy.take(each);
                tight.take(each);
            }

            assertThat(tight.end()).as(raw).isEqualTo(roomy.end());
        }
    }
}
