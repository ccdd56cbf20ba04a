package dev.tidemark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CauseReaderTest {

    private static Cause of(String... lines) {
        return CauseReader.of(List.of(lines), "it failed");
    }

    @Test
    void one_removed_method_is_one_cause_wherever_it_was_called() {
        Cause tables = of(
                "tidemark-phase: compile",
                "1.5/src/tables/Table.java:41: error: cannot find symbol",
                "        return Text.padRight(cell, width);",
                "  symbol:   method padRight(String,int)",
                "1 error");
        Cause csv = of(
                "1.4/src/csv/Csv.java:7: error: cannot find symbol",
                "  symbol:   method padRight(String,int)",
                "1 error");
        Cause other = of(
                "1.4/src/csv/Csv.java:7: error: cannot find symbol", "  symbol:   method wrap(String,int)", "1 error");

        assertThat(tables.fingerprint()).isEqualTo(csv.fingerprint()).isNotEqualTo(other.fingerprint());
        assertThat(tables.family()).isEqualTo(Family.COMPILER);
    }

    @Test
    void of_files_that_are_compiled_side_by_side_the_order_does_not_count() {
        String one = "a.c:1:1: error: unknown type name 'foo_t'";
        String two = "b.c:9:1: error: unknown type name 'bar_t'";

        assertThat(of(one, two, "make: *** [a.o] Error 1").fingerprint())
                .isEqualTo(of(two, one).fingerprint());
    }

    @Test
    void what_an_earlier_phase_said_is_not_what_it_fails_of() {
        String harmless = "conftest.c:1:10: fatal error: none.h: No such file or directory";
        String cause = "src/a.c:1:10: fatal error: zlib.h: No such file or directory";

        assertThat(of("tidemark-phase: configure", harmless, "tidemark-phase: compile", cause)
                        .fingerprint())
                .isEqualTo(of(cause).fingerprint());
    }

    @Test
    void without_a_line_that_names_an_error_the_last_three_count() {
        assertThat(of("one", "a", "b", "", "c").fingerprint())
                .isEqualTo(of("two", "a", "b", "c").fingerprint())
                .isNotEqualTo(of("one", "a", "b", "d").fingerprint());
    }

    @Test
    void without_a_log_the_message_is_the_cause() {
        assertThat(of()).isEqualTo(Cause.ofMessage("it failed"));
        assertThat(Cause.ofMessage("it ran longer than 3600 s"))
                .isEqualTo(Cause.ofMessage("it ran longer than 1800 s"))
                .isNotEqualTo(Cause.ofMessage("it printed nothing for 600 s"));
    }

    @Test
    void what_differs_from_run_to_run_does_not_count() {
        assertThat(
                        Normalised.of(
                                "2026-03-01T12:00:00.123Z java.io.IOException: /builds/build-81/tmp/a.txt at 0x7ffe12 after 31 ms"))
                .isEqualTo("TIME java.io.IOException: a.txt at HASH after TIME");
        assertThat(Normalised.of("see /nix/store/7mm6ph7ryxkpmcrqf4qdp0apgqzfnflr-oldtool-0.9/bin/oldtool"))
                .isEqualTo("see oldtool");
        assertThat(Normalised.of("openssl/sha3.h and E0425 and glib-2.0 stay, 17 does not"))
                .isEqualTo("openssl/sha3.h and E0425 and glib-N stay, N does not");
    }

    @Test
    void a_line_of_megabytes_and_what_terminals_and_browsers_obey_is_cut_and_plain() {
        String hostile =
                "src/a.c:1:1: error: \u001b]0;owned\u0007<script>alert(1)</script>\u202e" + "x".repeat(5_000_000);

        Cause cause = of("\u001b[2J\u001b[H", hostile, "\u001b[31mmake: *** [a.o] Error 1\u001b[0m");

        assertThat(cause.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .hasSize(CleanLine.WIDTH)
                        .startsWith("src/a.c:1:1: error: <script>")
                        .doesNotContain("\u001b", "\u202e"));
    }

    /** Rubbish of every kind: nothing is thrown, and little is kept. */
    @Test
    void any_text_has_a_cause() {
        Random random = new Random(17);
        String letters = "error:FAIL /\\()[]{}'\"`\u001b\t\r0123456789.,*#\u202eäß💥 \ud800";
        CauseReader reader = new CauseReader();
        for (int line = 0; line < 3_000; line++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(300); length > 0; length--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            reader.line(text.toString());
        }

        assertThat(reader.cause("it failed").lines()).hasSizeBetween(1, CauseReader.LINES);
    }

    /** Patterns that try every way to split a line would not come to an end here. */
    @Test
    void no_line_takes_a_rule_long() {
        CauseReader reader = new CauseReader();
        for (String part :
                List.of("a/", "(", " ", "error ", "'", "1.", "-", "a.b", "[", ": ", "FAIL: ", "E   ", "x-1.")) {
            for (int line = 0; line < 20; line++) {
                reader.line("error " + part.repeat(CleanLine.WIDTH) + "not found");
            }
        }

        assertThat(reader.cause("it failed").lines()).isNotEmpty();
    }
}
