package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.workspace.nix.EvaluationStoppedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why an evaluation has come to nothing, from what Nix has really said, recorded with both releases. */
class TroubleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2.8.0  | syntax           | syntax error, unexpected '}', expecting ';'",
                "2.34.8 | syntax           | syntax error, unexpected '}', expecting ';'",
                "2.8.0  | throw            | removed was removed in 2.0: use strkit",
                "2.34.8 | throw            | removed was removed in 2.0: use strkit",
                "2.8.0  | assertion        | assertion '(1 == 2)' failed",
                "2.34.8 | assertion        | an integer with value '1' is not equal to an integer with value '2'",
                "2.8.0  | recursion        | infinite recursion encountered",
                "2.34.8 | recursion        | infinite recursion encountered",
                "2.8.0  | missing-argument | required attribute 'builder' missing",
                "2.34.8 | missing-argument | required attribute 'builder' missing",
                "2.8.0  | no-attribute     | attribute 'missing' in selection path 'missing' not found",
                "2.34.8 | no-attribute     | attribute 'missing' in selection path 'missing' not found",
            })
    void what_a_set_says_wrongly_is_its_own(String release, String recorded, String reason) throws Exception {
        String said = said(release, recorded);

        assertThat(ErrorText.firstLine(said)).isEqualTo(reason);
        assertThat(stopped(1, said)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void what_is_built_while_it_is_evaluated_and_fails_is_the_sets_own_too(String release) throws Exception {
        String said = said(release, "not-built");

        assertThat(ErrorText.firstLine(said)).contains("c4b4w6vn7fik7h4gv77ixc6xzbdn2baz-settings.drv'");
        assertThat(stopped(100, said)).isEmpty();
    }

    /** Of a fetch that is built, the last error says no more than that it failed. */
    @ParameterizedTest
    @CsvSource({
        "2.8.0, not-downloaded",
        "2.34.8, not-downloaded",
        "2.8.0, source-not-fetched",
        "2.34.8, source-not-fetched"
    })
    void what_could_not_be_downloaded_is_no_fault_of_the_set(String release, String recorded) throws Exception {
        assertThat(stopped(1, said(release, recorded))).contains(Reason.DOWNLOAD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.8.0", "2.34.8"})
    void a_heap_that_may_not_grow_further_says_nothing_of_the_set(String release) throws Exception {
        assertThat(stopped(1, said(release, "out-of-memory"))).contains(Reason.MEMORY);
        assertThat(stopped(1, "error: the fence ran out of memory")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'tar: x: Cannot write: No space left on device', MACHINE",
        "'error: some words', ",
        "'warning: unable to download ''http://x'': retrying', "
    })
    void a_builder_that_fails_in_an_evaluation_has_said_why(String said, @Nullable Reason reason) {
        String all = said + "\nerror: builder for '/nix/store/x-settings.drv' failed with exit code 3\n";

        assertThat(stopped(100, all)).isEqualTo(Optional.ofNullable(reason));
    }

    /** As 2.8 says it of a store whose database was overwritten in its middle, at its beginning, or taken away, or of a store on a disk that cannot be written to. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "executing SQLite query 'select id from ValidPaths': database disk image is malformed (in"
                        + " '/nix/var/nix/db/db.sqlite')",
                "executing SQLite statement 'pragma synchronous = normal': file is not a database (in"
                        + " '/nix/var/nix/db/db.sqlite')",
                "cannot open SQLite database '/nix/var/nix/db/db.sqlite'",
                "remounting /nix/store writable: Invalid argument"
            })
    void a_store_that_is_damaged_is_the_machines(String said) {
        assertThat(stopped(1, "error: " + said)).contains(Reason.MACHINE);
    }

    @ParameterizedTest
    @CsvSource({"137, MEMORY", "143, MACHINE", "130, MACHINE", "125, MACHINE", "127, MACHINE", "1, "})
    void who_was_ended_by_a_signal_or_never_begun_has_not_said_anything(int status, @Nullable Reason reason) {
        assertThat(stopped(status, "")).isEqualTo(Optional.ofNullable(reason));
    }

    private static Optional<Reason> stopped(int status, String said) {
        return Trouble.of(status, said).map(EvaluationStoppedException::reason);
    }

    private static String said(String release, String recorded) throws IOException {
        String name = "%s-evaluation-%s.txt".formatted(release, recorded);
        try (InputStream in = TroubleTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError(name + " is among the test's resources");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
