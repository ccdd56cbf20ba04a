package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogTailTest {

    @Test
    void the_last_forty_lines_are_kept_in_their_order() {
        LogTail tail = new LogTail();
        IntStream.rangeClosed(1, 100).forEach(number -> tail.add("line " + number));

        assertThat(tail.lines()).hasSize(40).startsWith("line 61").endsWith("line 100");
    }

    @Test
    void a_long_line_is_cut_and_says_so() {
        assertThat(LogTail.clean("x".repeat(400))).hasSize(400).endsWith("x");
        assertThat(LogTail.clean("x".repeat(401))).hasSize(400).endsWith("x…");
        assertThat(LogTail.clean("x".repeat(398) + "😀😀")).isEqualTo("x".repeat(398) + "…");
    }

    @Test
    void terminal_escapes_and_control_characters_are_gone() {
        assertThat(LogTail.clean("\033[1;31merror:\033[0m\tno \033]0;title\007such\033(B \0file\u202e"))
                .isEqualTo("error: no such file");
    }
}
