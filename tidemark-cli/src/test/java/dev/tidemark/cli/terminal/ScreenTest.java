package dev.tidemark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.terminal.Screen.Ink;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScreenTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void elsewhere_than_on_a_terminal_there_are_plain_lines_and_no_status() {
        Screen screen = new Screen(out, false, false);

        screen.status("building");
        screen.line(screen.ink(Ink.RED, "REGRESSED"));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("REGRESSED\n");
    }

    @Test
    void on_a_terminal_a_line_takes_the_place_of_the_status_which_follows_it() {
        Screen screen = new Screen(out, true, true);

        screen.status("building");
        screen.line("line");
        screen.status("");

        String faint = "\u001b[2mbuilding\u001b[0m";
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(faint + "\r\u001b[K" + "line\n" + faint + "\r\u001b[K");
    }

    @Test
    void several_status_lines_are_taken_away_and_put_back_together() {
        Screen screen = new Screen(out, true, false, 20);

        screen.status(List.of("one", "a line that is longer than the screen"));
        screen.line("line");

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("one\na line that is lon…\r\u001b[K\u001b[A\u001b[Kline\none\na line that is lon…");
    }

    @Test
    void a_paragraph_stays_within_the_columns() {
        Screen screen = new Screen(out, false, false);

        screen.wrapped("word  ", "lorem ipsum ".repeat(20).strip(), 6);

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().toList())
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.length() < 80)
                .first()
                .asString()
                .startsWith("word  lorem");
    }

    @Test
    void when_nobody_reads_any_more_the_next_line_says_so() {
        PrintStream closed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        closed.close();
        assertThatThrownBy(() -> new Screen(closed, false, false).line("line"))
                .isInstanceOf(Screen.ReaderGoneException.class);
    }

    @Test
    void nothing_that_a_terminal_would_obey_is_left_in_a_printable_text() {
        assertThat(Screen.printable("a\u001b[31mb\tc\u0007")).isEqualTo("a [31mb c ");
        assertThat(Screen.printable("a\u009b31m\u202eb")).isEqualTo("a 31m b");
    }
}
