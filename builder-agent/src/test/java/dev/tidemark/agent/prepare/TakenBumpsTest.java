package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace.Bump;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.workspace.PicturedPackage;
import dev.tidemark.workspace.SetPicture;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TakenBumpsTest {

    private static final BumpsBy ARGUMENT = new BumpsBy.Argument("bumps", Optional.empty());
    private static final BumpsBy OVERLAY = new BumpsBy.Overlay("overlays");
    private static final BumpsBy MERGE = new BumpsBy.Merge();
    private static final BumpsBy SCRIPT = new BumpsBy.Script(List.of("sh", "update"));
    private static final Bump BUMP = new Bump("words", "1.0", "2.0", Optional.empty());

    static Stream<BumpsBy> ofFiles() {
        return Stream.of(MERGE, SCRIPT);
    }

    static Stream<BumpsBy> ofExpressions() {
        return Stream.of(ARGUMENT, OVERLAY);
    }

    static Stream<BumpsBy> all() {
        return Stream.concat(ofFiles(), ofExpressions());
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_package_that_stayed_as_it_was_fails_the_preparation(BumpsBy by) {
        PreparationFailedException failure = catchThrowableOfType(
                PreparationFailedException.class,
                () -> TakenBumps.require(by, List.of(BUMP), words("1.0", "old"), words("1.0", "old")));

        assertThat(failure.kind()).isEqualTo(FailureKind.EVALUATION_FAILED);
        assertThat(failure).hasMessageStartingWith("words is still at 1.0 with its bump to 2.0 applied: have the ");
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_package_that_has_its_new_version_has_taken_its_bump(BumpsBy by) {
        takes(by, BUMP, words("1.0", "old"), words("2.0", "new"));
    }

    @ParameterizedTest
    @MethodSource("ofFiles")
    void files_say_the_version_whatever_else_they_change(BumpsBy by) {
        assertThat(catchThrowableOfType(
                        PreparationFailedException.class,
                        () -> TakenBumps.require(by, List.of(BUMP), words("1.0", "old"), words("1.0", "new"))))
                .isNotNull();
    }

    @ParameterizedTest
    @MethodSource("ofExpressions")
    void an_expression_may_change_without_showing_a_version(BumpsBy by) {
        takes(by, BUMP, words("1.0", "old"), words("1.0", "new"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_bump_to_the_same_version_may_leave_it(BumpsBy by) {
        takes(by, new Bump("words", "1.0", "1.0", Optional.of("mend")), words("1.0", "old"), words("1.0", "old"));
    }

    @Test
    void a_set_that_is_there_already_has_taken_it() {
        takes(SCRIPT, BUMP, words("2.0", "old"), words("2.0", "old"));
    }

    @Test
    void what_has_no_version_or_is_gone_is_not_judged() {
        takes(SCRIPT, BUMP, words("", "old"), words("", "old"));
        takes(SCRIPT, BUMP, words("1.0", "old"), new SetPicture(List.of()));
        takes(SCRIPT, BUMP, new SetPicture(List.of()), words("1.0", "old"));
    }

    @Test
    void what_cannot_be_evaluated_any_more_fails_where_it_is_built() {
        takes(SCRIPT, BUMP, words("1.0", "old"), new SetPicture(List.of(packaged("1.0", "", false))));
    }

    private static void takes(BumpsBy by, Bump bump, SetPicture before, SetPicture after) {
        assertThatCode(() -> TakenBumps.require(by, List.of(bump), before, after))
                .doesNotThrowAnyException();
    }

    private static SetPicture words(String version, String identity) {
        return new SetPicture(List.of(packaged(version, identity, true)));
    }

    private static PicturedPackage packaged(String version, String identity, boolean evaluates) {
        TreeMap<String, String> identities = new TreeMap<>();
        identities.put("x86_64-linux", identity);
        return new PicturedPackage(
                "words",
                version,
                List.of("x86_64-linux"),
                List.of(),
                TrustDomain.FREE,
                new Sha256("0".repeat(64)),
                List.of(),
                List.of(),
                List.of(),
                "",
                evaluates,
                identities);
    }
}
