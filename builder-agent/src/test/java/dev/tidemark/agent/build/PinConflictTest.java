package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.fingerprint.Cause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Logs of pip 23 and 26, npm 11, Cargo 1.95 and Bundler 2.3 as they really were. Those of an older npm, of Bundler from 2.4 on and of nixpkgs are
 * put together after their words.
 */
final class PinConflictTest {

    private static final String BOTH = "two versions that it asks for cannot both be had: ";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pip-impossible       | mailer 3.1 depends on cryptkit<2; webkit 5.0 depends on cryptkit>=2",
                "pip-26-requested     | The user requested cryptkit==2.0; mailer 3.1 depends on cryptkit<2",
                "pip-none-satisfies   | cryptkit<2 (from mailer) (from versions: 2.0)",
                "pip-check            | mailer 3.1 has requirement cryptkit<2, but you have cryptkit 2.0",
                "npm-eresolve         | Found: react@18.2.0; peer react@\"^17.0.0\" from plugin@1.3.0",
                "npm-10-eresolve      | Found: react@18.2.0; peer react@\"^17.0.0\" from plugin@1.3.0",
                "cargo-conflict       | required by package webkit v5.0.0; which satisfies dependency webkit = \"^5\" of package app v1.0.0; "
                        + "versions that meet the requirements =1.5.0 are: 1.5.0; previously selected package cryptkit v1.4.0; "
                        + "which satisfies dependency cryptkit = \"=1.4.0\" of package mailer v3.1.0; "
                        + "which satisfies dependency mailer = \"^3\" of package app v1.0.0",
                "cargo-none-matches   | cryptkit = \"^2\"; candidate versions found which didn't match: 1.5.0, 1.4.0; "
                        + "required by package app v1.0.0",
                "bundler-conflict     | mailer was resolved to 3.1, which depends on cryptkit (< 2); "
                        + "webkit was resolved to 5.0, which depends on cryptkit (>= 2)",
                "bundler-requested    | cryptkit (= 2.0); mailer was resolved to 3.1, which depends on cryptkit (< 2)",
                "bundler-2.4-conflict | every version of mailer depends on cryptkit < 2; Gemfile depends on cryptkit = 2.0; "
                        + "Gemfile depends on mailer >= 0",
                "nixpkgs-runtime-deps | mailer-3.1-py3-none-any.whl: cryptkit<2 not satisfied by version 2.0",
                "nixpkgs-duplicates   | cryptkit 2.0; cryptkit 1.4"
            })
    void two_versions_that_cannot_both_be_had_are_named(String log, String demands) throws IOException {
        assertThat(PinConflict.told(tail(log))).contains(BOTH + demands);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pip-missing",
                "cargo-missing",
                "cargo-feature",
                "bundler-missing",
                "bundler-missing-needed",
                "bundler-2.4-missing",
                "nixpkgs-runtime-deps-missing"
            })
    void what_is_there_in_no_version_or_lacks_something_else_is_no_conflict(String log) throws IOException {
        assertThat(PinConflict.told(tail(log))).isEmpty();
    }

    @Test
    void a_conflict_that_an_earlier_phase_has_survived_is_not_what_it_failed_of() throws IOException {
        for (String phase : List.of("tidemark-phase: compile", "Running phase: buildPhase")) {
            List<String> lines = new ArrayList<>(tail("pip-impossible"));
            lines.addAll(List.of(phase, "main.c:1: error: unknown type name"));

            assertThat(PinConflict.told(lines)).as(phase).isEmpty();
        }
    }

    @Test
    void what_is_built_on_the_way_is_read_without_its_name() {
        assertThat(PinConflict.told(List.of(
                        "mailer-3.1> Checking runtime dependencies for mailer-3.1-py3-none-any.whl",
                        "mailer-3.1>   - cryptkit<2 not satisfied by version 2.0")))
                .contains(BOTH + "mailer-3.1-py3-none-any.whl: cryptkit<2 not satisfied by version 2.0");
    }

    @Test
    void one_constraint_is_one_cause_whichever_versions_it_has_and_two_are_two() throws IOException {
        List<String> tail = tail("nixpkgs-runtime-deps");
        List<String> later = tail.stream()
                .map(line -> line.replace("mailer-3.1", "mailer-3.2").replace("version 2.0", "version 2.0.1"))
                .toList();
        List<String> another =
                tail.stream().map(line -> line.replace("cryptkit", "mathkit")).toList();

        assertThat(cause(later)).isEqualTo(cause(tail));
        assertThat(cause(another)).isNotEqualTo(cause(tail));
        assertThat(cause(tail("pip-impossible"))).isNotEqualTo(cause(tail("pip-26-requested")));
    }

    private static Optional<Cause> cause(List<String> tail) {
        return PinConflict.told(tail).map(Cause::ofMessage);
    }

    @Test
    void however_many_demands_there_are_the_sentence_has_an_end() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add("    package-%s-%d 1.0 depends on cryptkit<%d".formatted("x".repeat(100), i, i));
        }
        lines.add("ERROR: ResolutionImpossible: for help visit a page");

        assertThat(PinConflict.told(lines))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith(BOTH + "package-xxx")
                        .hasSize(400)
                        .endsWith("…"));
    }

    /** As an agent keeps it. */
    private static List<String> tail(String log) throws IOException {
        try (InputStream in = PinConflictTest.class.getResourceAsStream("pins/%s.log".formatted(log))) {
            assertThat(in).as(log).isNotNull();
            LogTail tail = new LogTail();
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(tail::add);
            return tail.lines();
        }
    }
}
