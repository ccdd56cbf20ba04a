package dev.tidemark.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.terminal.LogText.Escapes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTextTest {

    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    @Test
    void lines_and_letters_may_be_cut_anywhere() {
        byte[] bytes = "größer\r\nkleiner…\nrest".getBytes(StandardCharsets.UTF_8);
        LogText text = new LogText(Escapes.NONE);
        List<String> lines = new ArrayList<>();
        for (byte each : bytes) {
            text.take(ByteBuffer.wrap(new byte[] {each}), lines::add);
        }
        assertThat(lines).containsExactly("größer", "kleiner…");
        text.end(lines::add);
        text.end(lines::add);

        assertThat(lines).containsExactly("größer", "kleiner…", "rest");
    }

    @Test
    void where_no_colours_are_wanted_nothing_is_left_of_them() {
        assertThat(shown(Escapes.NONE, RED + "error:" + PLAIN + "\tno word\n")).containsExactly("error:\tno word");
    }

    @Test
    void a_terminal_gets_colours_and_nothing_else_that_it_would_take_for_a_command() {
        assertThat(shown(
                        Escapes.COLOURS,
                        "\u001b]0;title\u0007\u001b[2J\u001b[5;5H" + RED + "error:\u001b[K" + PLAIN
                                + " no\u0007 word\u202e\n"))
                .containsExactly(RED + "error:" + PLAIN + " no word");
    }

    @Test
    void a_colour_that_goes_on_ends_with_its_line_and_begins_again_with_the_next() {
        assertThat(shown(Escapes.COLOURS, RED + "one\ntwo" + PLAIN + "\nthree\n"))
                .containsExactly(RED + "one" + PLAIN, RED + "two" + PLAIN, "three");
    }

    @Test
    void a_progress_bar_is_seen_as_it_stood_last() {
        assertThat(shown(Escapes.NONE, "10 %\r50 %\rdone\r\n")).containsExactly("done");
    }

    @Test
    void programs_get_what_was_printed() {
        assertThat(shown(Escapes.ALL, "10 %\r" + RED + "error" + PLAIN + "\n"))
                .containsExactly("10 %\r" + RED + "error" + PLAIN);
    }

    @Test
    void a_line_without_an_end_is_broken() {
        List<String> lines = shown(Escapes.NONE, "x".repeat(200_000));

        assertThat(lines).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 1 << 16);
        assertThat(String.join("", lines)).hasSize(200_000);
    }

    private static List<String> shown(Escapes escapes, String printed) {
        LogText text = new LogText(escapes);
        List<String> lines = new ArrayList<>();
        text.take(ByteBuffer.wrap(printed.getBytes(StandardCharsets.UTF_8)), lines::add);
        text.end(lines::add);
        return lines;
    }
}
