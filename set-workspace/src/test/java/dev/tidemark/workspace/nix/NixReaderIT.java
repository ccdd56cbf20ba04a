package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the real Nix, in a store that is made for the test, and the set in {@code src/test/nix/set}. */
class NixReaderIT {

    private static final Path SET = Path.of("src/test/nix/set").toAbsolutePath();
    private static final List<String> FAILING = List.of("aborted", "endless", "halfway", "missing", "removed");

    private static Optional<String> missing = Optional.empty();

    @SuppressWarnings("NullAway.Init") // Set before the first test, unless Nix is missing.
    private static TestStore store;

    @SuppressWarnings("NullAway.Init")
    private static RecordingSink imported;

    @BeforeAll
    static void read_the_set() throws Exception {
        missing = TestStore.missing();
        if (missing.isEmpty()) {
            store = TestStore.create();
            imported = read(List.of());
        }
    }

    /** Before each test and not before all, so that the report names each test that is skipped, and the reason. */
    @BeforeEach
    void nothing_is_missing() {
        missing.ifPresent(Assumptions::abort);
    }

    @AfterAll
    static void delete_the_store() throws Exception {
        if (store != null) {
            store.delete();
        }
    }

    @Test
    void what_a_bump_reaches_is_what_nix_would_build_again() throws Exception {
        assertThat(imported.byAttribute()).hasSizeGreaterThan(20);
        assertEachBumpReaches(imported, List.of(), store::outputs);
    }

    @Test
    void what_a_bump_reaches_is_what_nix_would_build_again_with_content_addressed_packages_too() throws Exception {
        List<NixArgument> arguments = List.of(new NixArgument("contentAddressed", "true"));
        RecordingSink addressed = read(arguments);

        assertThat(addressed.get("viewer").getContentAddressed()).isTrue();
        assertThat(addressed.get("perlSource").getContentAddressed()).isFalse();
        assertThat(addressed.byAttribute().keySet())
                .isEqualTo(imported.byAttribute().keySet());
        for (Package node : addressed.byAttribute().values()) {
            assertThat(addressed.needs(node.getAttribute())).isEqualTo(imported.needs(node.getAttribute()));
        }
        assertEachBumpReaches(addressed, arguments, store::recipes);
    }

    /** What identifies what each attribute is built to, under these arguments. */
    private interface Identities {
        SortedMap<String, String> of(Path set, List<String> attributes, List<NixArgument> arguments) throws Exception;
    }

    private static void assertEachBumpReaches(RecordingSink sink, List<NixArgument> arguments, Identities identities)
            throws Exception {
        List<String> attributes = sink.byAttribute().values().stream()
                .filter(node -> node.getRefusals().stream()
                        .noneMatch(refusal -> refusal.getKind() == RefusalKind.EVALUATION_FAILED))
                .map(Package::getAttribute)
                .toList();
        SortedMap<String, String> before = identities.of(SET, attributes, arguments);
        for (String bumped : attributes) {
            List<NixArgument> withBump = new ArrayList<>(arguments);
            withBump.add(new NixArgument("bumps", "{ \"%s\" = \"99.9\"; }".formatted(bumped)));
            SortedMap<String, String> after = identities.of(SET, attributes, withBump);
            SortedSet<String> changed = new TreeSet<>(attributes);
            changed.removeIf(attribute -> Objects.equals(before.get(attribute), after.get(attribute)));
            assertThat(sink.reachedBy(bumped)).as("bump of %s", bumped).isEqualTo(changed);
        }
    }

    @Test
    void a_bump_changes_the_recipe_of_its_package_alone() throws Exception {
        for (String bumped : List.of("libz", "curl", "python", "pythonPackages.numpix", "gpublas")) {
            RecordingSink after = read(List.of(new NixArgument("bumps", "{ \"%s\" = \"99.9\"; }".formatted(bumped))));

            SortedSet<String> changed = new TreeSet<>(after.byAttribute().keySet());
            changed.removeIf(attribute -> after.get(attribute)
                    .getRecipeDigest()
                    .equals(imported.get(attribute).getRecipeDigest()));
            assertThat(changed).containsExactly(bumped);
            assertThat(after.get(bumped).getVersion()).isEqualTo("99.9");
        }
    }

    @Test
    void what_a_source_is_fetched_with_reaches_nobody() {
        assertThat(imported.reachedBy("curl")).containsExactly("curl");
        assertThat(imported.needs("perlSource")).isEmpty();
        assertThat(imported.needs("perl")).containsExactly("perlSource BUILD");
    }

    @Test
    void edges_say_what_they_are_for() {
        assertThat(imported.needs("libpix"))
                .containsExactly("libz BUILD", "libz RUNTIME", "perl BUILD", "tester CHECK");
        assertThat(imported.needs("structured")).containsExactly("libpix BUILD", "libpix RUNTIME", "tester CHECK");
        assertThat(imported.needs("viewer"))
                .containsExactly("libpix BUILD", "libpix RUNTIME", "python BUILD", "pythonPackages.numpix BUILD");
    }

    @Test
    void an_attribute_that_cannot_be_evaluated_is_a_package_that_says_so() {
        assertThat(imported.byAttribute().values().stream()
                        .filter(node -> node.getRefusals().stream()
                                .anyMatch(refusal -> refusal.getKind() == RefusalKind.EVALUATION_FAILED))
                        .map(Package::getAttribute))
                .containsExactlyElementsOf(FAILING);
        assertThat(imported.get("removed").getRefusals())
                .containsExactly(
                        new Refusal(RefusalKind.EVALUATION_FAILED, "removed was removed in 2023: use webserver"));
        assertThat(imported.get("aborted").getRefusals().getFirst().getReason()).contains("nothing to be done");
        assertThat(imported.get("endless").getRefusals().getFirst().getReason()).contains("infinite recursion");
        assertThat(imported.get("missing").getRefusals().getFirst().getReason()).contains("'nothing' missing");
        assertThat(imported.get("halfway").getMaintainers()).containsExactly("erin");
        assertThat(imported.get("halfway").getVersion()).isEqualTo("1");
        assertThat(imported.problems).isEmpty();
    }

    @Test
    void what_the_set_refuses_is_known_with_its_edges() {
        assertThat(imported.get("oldtool").getRefusals()).containsExactly(new Refusal(RefusalKind.BROKEN, ""));
        assertThat(refusals("leaky")).containsExactly(RefusalKind.INSECURE);
        assertThat(imported.get("leaky").getRefusals().getFirst().getReason()).contains("CVE-2014-0160");
        assertThat(refusals("maconly")).containsExactly(RefusalKind.UNSUPPORTED);
        assertThat(refusals("libz")).isEmpty();
        assertThat(imported.needs("oldtool")).containsExactly("libz BUILD", "libz RUNTIME");
        assertThat(imported.get("gpublas").getUnfree()).isTrue();
        assertThat(imported.get("libz").getUnfree()).isFalse();
    }

    private static List<RefusalKind> refusals(String attribute) {
        return imported.get(attribute).getRefusals().stream()
                .map(Refusal::getKind)
                .toList();
    }

    @Test
    void people_teams_features_and_systems_are_those_of_the_set() {
        assertThat(imported.get("curl").getMaintainers()).containsExactly("bobcrypt", "alice-root");
        assertThat(imported.get("openssl").getMaintainers()).containsExactly("bobcrypt", "alice-root");
        assertThat(imported.get("openssl").getTeams()).containsExactly("security");
        assertThat(imported.get("pythonPackages.numpix").getMaintainers()).containsExactly("erin");
        assertThat(imported.get("gpublas").getFeatures()).containsExactly("big-parallel", "cuda");
        assertThat(imported.get("structured").getFeatures()).containsExactly("kvm");
        assertThat(imported.get("libz").getSystems()).containsExactly("x86_64-linux");
        assertThat(imported.get("pythonPackages.torchish").getPname()).isEqualTo("torchish");
        assertThat(imported.get("pythonPackages.torchish").getVersion()).isEqualTo("2.1");
    }

    @Test
    void owners_of_the_file_that_a_package_is_written_in_come_behind_its_own_people() {
        assertThat(imported.get("viewer").getMaintainers()).containsExactly("erin", "frank");
        assertThat(imported.get("viewer").getTeams()).containsExactly("graphics");
        assertThat(imported.get("libz").getMaintainers()).containsExactly("alice-root");
        assertThat(imported.get("libz").getTeams()).isEmpty();
        assertThat(imported.get("perlSource").getMaintainers()).isEmpty();
        assertThat(imported.notes)
                .hasSize(3)
                .startsWith(
                        "1 lines of ci/OWNERS are passed over: ci/OWNERS:5: a pattern does not begin with !",
                        "1 owners in ci/OWNERS are addresses, and so are not named");
    }

    @Test
    void tests_of_a_package_are_its_sentinels_when_they_depend_on_it() {
        assertThat(imported.get("libz").getSentinels()).containsExactly("libz.tests.link", "webserver");
        assertThat(imported.needs("libz.tests.link")).containsExactly("libz BUILD");
        assertThat(imported.needs("webserver")).containsExactly("libz CHECK", "openssl BUILD", "openssl RUNTIME");
        assertThat(imported.needs("pythonPackages.torchish.tests.gpu"))
                .containsExactly("pythonPackages.torchish CHECK");
        assertThat(imported.get("pythonPackages.torchish").getSentinels())
                .containsExactly("pythonPackages.torchish.tests.gpu");
        assertThat(imported.needs("libz.tests.unrelated")).isEmpty();
        assertThat(imported.notes).endsWith("1 tests that do not depend on what they test, and so are no sentinels");
    }

    @Test
    void several_names_of_one_derivation_are_one_package_with_the_shortest() {
        assertThat(imported.get("openssl").getAliases()).containsExactly("openssl_3");
        assertThat(imported.get("python").getAliases()).containsExactly("python312");
        assertThat(imported.byAttribute()).doesNotContainKeys("python312", "answer", "hidden", "hidden.inner", "lib");
    }

    @Test
    void for_nix_eval_jobs_tests_stand_beside_what_they_test_and_what_fails_fails_alone() throws Exception {
        SortedMap<String, String> paths = store.jobs(
                SET,
                "libz",
                "\"libz.tests\".link",
                "pythonPackages.\"torchish.tests\".gpu",
                "pythonPackages.plugins.draw");
        SortedMap<String, String> own = store.derivations(
                SET,
                List.of("libz", "libz.tests.link", "pythonPackages.torchish.tests.gpu", "pythonPackages.plugins.draw"),
                List.of());

        assertThat(paths.values()).containsExactlyInAnyOrderElementsOf(own.values());
    }

    @Test
    void progress_ends_with_everything_done() {
        assertThat(imported.progress)
                .extracting(Object::toString)
                .contains("evaluating 1/28")
                .anyMatch(text -> text.matches("evaluating (\\d+)/\\1"));
    }

    private static RecordingSink read(List<NixArgument> arguments) throws Exception {
        RecordingSink sink = new RecordingSink();
        new NixReader("tiny", new NixSource.Expression(SET, arguments), store.settings()).read(sink);
        return sink;
    }
}
