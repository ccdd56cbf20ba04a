package dev.tidemark.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Logs in which something else comes between, before or after what matters. */
final class InterruptedTest {

    private static Cause of(String... lines) {
        return CauseReader.of(List.of(lines), "it failed");
    }

    private static Cause of(List<String> before, String... lines) {
        List<String> all = new ArrayList<>(before);
        Collections.addAll(all, lines);
        return CauseReader.of(all, "it failed");
    }

    private static final List<String> CUT = List.of(
            "Traceback (most recent call last):",
            "  File \"/build/source/setup.py\", line 12, in <module>",
            "    setup(**config)",
            "  File \"/usr/lib/python3/dist-packages/setuptools/__init__.py\", line 103, in setup",
            "    return distutils.core.setup(**attrs)");

    @Test
    void what_follows_a_traceback_that_was_cut_off_is_read_by_the_rules() {
        for (String line : List.of(
                "src/codec.c:41:9: error: too few arguments to function 'inflate_init'",
                "/usr/bin/ld: tls.o: undefined reference to `SSL_library_init'",
                "configure: error: zlib 1.3 or newer is needed",
                "panic: runtime error: index out of range [3] with length 3",
                "Error: Cannot find module 'left-pad'",
                "ninja: error: 'a.o', needed by 'app', missing and no known rule to make it",
                "AssertionError: 3 is not 4",
                "      AssertionError: expected 3 to equal 4")) {
            Cause alone = of(line);
            assertThat(of(CUT, "", line).lines()).as(line).containsExactly(line);
            assertThat(of(CUT, "", line).fingerprint()).as(line).isEqualTo(alone.fingerprint());
        }
    }

    @Test
    void what_only_repeats_that_something_failed_is_not_what_a_traceback_raised() {
        assertThat(of(CUT, "Killed", "make: *** [Makefile:12: wheel] Error 137").lines())
                .containsExactly("Killed");
        assertThat(of("ld: cannot find -lfoo: gone", CUT.get(0), CUT.get(1), "make: *** [Makefile:12: all] Error 1")
                        .lines())
                .containsExactly("ld: cannot find -lfoo: gone");
    }

    @Test
    void a_traceback_after_one_that_was_cut_off_has_its_own_end() {
        List<String> twice = new ArrayList<>(CUT);
        twice.addAll(CUT);

        for (String raised : List.of(
                "KeyError: 'version'",
                "KeyboardInterrupt",
                "jinja2.exceptions.TemplateNotFound: base.html",
                "zlib.error: Error -3 while decompressing data: incorrect header check",
                "socket.timeout: timed out",
                "acme.build.Refused",
                "subprocess.CalledProcessError: Command '['cc']' returned non-zero exit status 1.")) {
            assertThat(of(twice, raised, "make: *** [all] Error 1").lines()).containsExactly(raised);
            assertThat(of(twice, raised).fingerprint())
                    .isEqualTo(of(CUT, raised).fingerprint());
        }
    }

    @Test
    void a_traceback_may_follow_on_the_line_of_a_progress_bar_or_have_a_name_before_each_line() {
        Cause plain = of(CUT, "acme.build.Refused: no more");
        List<String> named = CUT.stream().map(line -> "zlib> " + line).toList();

        assertThat(of(
                                " 40%|####      | 2/5 [00:00<00:00, 11.5it/s]" + CUT.get(0),
                                CUT.get(1),
                                CUT.get(2),
                                "acme.build.Refused: no more")
                        .fingerprint())
                .isEqualTo(plain.fingerprint());
        assertThat(of(named, "zlib> acme.build.Refused: no more").fingerprint()).isEqualTo(plain.fingerprint());
    }

    @Test
    void what_a_source_line_of_a_traceback_says_is_no_error() {
        assertThat(of(
                                "Traceback (most recent call last):",
                                "  File \"a.py\", line 3, in check",
                                "    raise Refused(\"error: no such thing\")",
                                "  [Previous line repeated 996 more times]",
                                "RecursionError: maximum recursion depth exceeded")
                        .lines())
                .containsExactly("RecursionError: maximum recursion depth exceeded");
    }

    private static final List<String> FAILED = List.of(
            "tidemark-phase: compile",
            "gcc -c src/tls.c -o tls.o",
            "src/tls.c:7:10: fatal error: openssl/sha3.h: No such file or directory",
            "    7 | #include <openssl/sha3.h>",
            "      |          ^~~~~~~~~~~~~~~~",
            "compilation terminated.",
            "make: *** [Makefile:9: tls.o] Error 1");

    private static final String HEADER = "src/tls.c:7:10: fatal error: openssl/sha3.h: No such file or directory";

    @Test
    void a_phase_after_the_failure_does_not_hide_the_cause() {
        assertThat(of(FAILED, "tidemark-phase: clean-up").lines()).containsExactly(HEADER);
        assertThat(of(FAILED, "installing", "nothing to install").lines()).containsExactly(HEADER);
        assertThat(of(FAILED, "Running phase: fixupPhase", "rm: cannot remove 'tmp': Device or resource busy")
                        .lines())
                .containsExactly(HEADER);
    }

    /** A recipe that goes on after what failed fails again, for want of what was not made. */
    @Test
    void what_a_later_phase_misses_since_an_earlier_one_has_not_made_it_is_no_cause() {
        assertThat(of(FAILED, "tidemark-phase: install", "install: cannot stat 'tls': No such file or directory")
                        .lines())
                .containsExactly(HEADER);
    }

    @Test
    void nor_is_it_once_yet_another_phase_follows() {
        assertThat(of(
                                FAILED,
                                "tidemark-phase: install",
                                "install: cannot stat 'tls': No such file or directory",
                                "tidemark-phase: report",
                                "took 3 s")
                        .lines())
                .containsExactly(HEADER);
    }

    @Test
    void a_phase_that_failed_and_was_gone_on_from_for_long_did_not_matter() {
        List<String> goneOn = new ArrayList<>(FAILED);
        goneOn.add("tidemark-phase: compile-without-tls");
        for (int object = 0; object < 600; object++) {
            goneOn.add("gcc -c part%d.c".formatted(object));
        }

        assertThat(of(goneOn, "*** it does not fit").lines()).last().isEqualTo("*** it does not fit");
    }

    @Test
    void an_error_early_in_a_phase_that_went_well_is_not_what_the_next_one_fails_of() {
        List<String> probed = new ArrayList<>(List.of(
                "tidemark-phase: configure", "conftest.c:1:10: fatal error: none.h: No such file or directory"));
        for (int check = 0; check < 100; check++) {
            probed.add("checking for function%d... yes".formatted(check));
        }

        assertThat(of(probed, "tidemark-phase: compile", "*** it does not fit").lines())
                .last()
                .isEqualTo("*** it does not fit");
    }

    @Test
    void a_failure_of_the_last_phase_counts_before_that_of_an_earlier_one() {
        String later = "src/b.c:1:1: error: unknown type name 'foo_t'";

        assertThat(of(FAILED, "tidemark-phase: compile-the-rest", later).lines())
                .containsExactly(later);
    }

    @Test
    void what_backspaces_have_overwritten_was_never_there() {
        assertThat(CleanLine.of("   1%\b\b\b\b  99%\b\b\b\b\b\b\b\bdone: error: gone"))
                .isEqualTo("done: error: gone");
        assertThat(CleanLine.of("N\bNA\bAM\bME\bE")).isEqualTo("NAME");
        assertThat(CleanLine.of("ä\bo\b\b\b\bn")).isEqualTo("n");
    }

    @Test
    void what_stands_last_on_a_line_of_megabytes_is_seen() {
        String bar = "[=====>    ] 48 %\r".repeat(300_000);
        String error = "curl: (22) The requested URL returned error: 404";

        assertThat(CleanLine.of(bar + error)).isEqualTo(error);
        assertThat(CleanLine.of(bar + "\u001b[1;31m".repeat(100_000) + error + "\u001b[0m\r\r"))
                .isEqualTo(error);
        assertThat(of(bar + error, "make: *** [fetch] Error 22").lines()).containsExactly(error);
    }

    /** Of each kind a hundred megabytes, in lines of five. */
    @Test
    void lines_of_megabytes_take_no_longer_than_reading_them() {
        String error = "src/a.c:1:1: error: gone";
        for (String part : List.of(
                "x", "<script>alert(1)</script>", "\u001b[31m", "\u001b]0;title", "12 %\r", "\b", "é█", "a/(1.")) {
            String line = part.repeat(5_000_000 / part.length());
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                CauseReader reader = new CauseReader();
                reader.line(error);
                for (int i = 0; i < 20; i++) {
                    reader.line(line);
                }
                assertThat(reader.cause("it failed").lines()).as(part).containsExactly(error);
            });
        }
    }
}
