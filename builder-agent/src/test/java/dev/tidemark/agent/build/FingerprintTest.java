package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {

    @Test
    void one_removed_method_is_one_cause_wherever_it_was_called() {
        Sha256 tables = Fingerprint.of(List.of(
                "tidemark-phase: compile",
                "1.5/src/tables/Table.java:41: error: cannot find symbol",
                "        return Text.padRight(cell, width);",
                "  symbol:   method padRight(String,int)",
                "1 error"));
        Sha256 csv = Fingerprint.of(List.of(
                "1.4/src/csv/Csv.java:7: error: cannot find symbol",
                "  symbol:   method padRight(String,int)",
                "1 error"));
        Sha256 other = Fingerprint.of(List.of(
                "1.4/src/csv/Csv.java:7: error: cannot find symbol", "  symbol:   method wrap(String,int)", "1 error"));

        assertThat(tables).isEqualTo(csv).isNotEqualTo(other);
    }

    @Test
    void what_differs_from_run_to_run_does_not_count() {
        assertThat(
                        Fingerprint.normalised(
                                "2026-03-01T12:00:00.123Z java.io.IOException: /builds/build-81/tmp/a.txt at 0x7ffe12 after 31 ms"))
                .isEqualTo("TIME java.io.IOException: a.txt at HEX after N ms");
        assertThat(Fingerprint.normalised("hash 2cf24dba5fb0a30e   differs")).isEqualTo("hash HEX differs");
    }

    @Test
    void without_a_line_that_names_an_error_the_last_three_count() {
        assertThat(Fingerprint.of(List.of("one", "a", "b", "", "c")))
                .isEqualTo(Fingerprint.of(List.of("two", "a", "b", "c")))
                .isNotEqualTo(Fingerprint.of(List.of("one", "a", "b", "d")));
    }
}
