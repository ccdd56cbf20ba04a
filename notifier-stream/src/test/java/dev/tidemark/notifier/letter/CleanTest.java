package dev.tidemark.notifier.letter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CleanTest {

    @Test
    void what_would_control_a_terminal_or_turn_a_text_around_is_gone() {
        assertThat(Clean.line("\u001b[1;31merror\u001b[0m: a\tb\u0000c", 100)).isEqualTo("error: a b c");
        assertThat(Clean.line("\u001b]0;owned\u0007ls", 100)).isEqualTo("ls");
        assertThat(Clean.line("a\u202eb\u2066c\ufeffd\uffffe", 100)).isEqualTo("a b c d e");
        assertThat(Clean.line("half \ud83d of a pair", 100)).isEqualTo("half   of a pair");
        assertThat(Clean.line("whole \ud83d\ude00", 100)).isEqualTo("whole \ud83d\ude00");
    }

    @Test
    void what_is_long_is_cut_and_says_so_and_megabytes_take_no_time() {
        assertThat(Clean.line("x".repeat(5_000_000), 10)).isEqualTo("xxxxxxxxx…");
        assertThat(Clean.line("\u001b[0m".repeat(1_000_000) + "x", 10)).hasSizeLessThanOrEqualTo(10);
        assertThat(Clean.line("xxxxxxxx\ud83d\ude00y", 10)).isEqualTo("xxxxxxxx…");
        assertThat(Clean.line("0123456789", 10)).isEqualTo("0123456789");
        assertThat(Clean.line("", 10)).isEmpty();
    }

    @Test
    void the_last_lines_are_kept() {
        assertThat(Clean.lastLines(List.of("a", "b", "c"), 2, 10)).containsExactly("b", "c");
        assertThat(Clean.lastLines(Collections.nCopies(1_000_000, "x"), 3, 10)).hasSize(3);
    }
}
