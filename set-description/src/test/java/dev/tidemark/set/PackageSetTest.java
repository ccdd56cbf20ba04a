package dev.tidemark.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.InvalidSetException.Problem;
import dev.tidemark.set.PackageDescription.Dependency;
import dev.tidemark.set.PackageDescription.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageSetTest {

    @TempDir
    Path folder;

    @BeforeEach
    void a_set_of_one_package() throws IOException {
        write("set.json", "{\"set\": \"tiny\", \"kind\": \"command\"}");
        addPackage("zlib", "{\"version\": \"1.3\"}");
    }

    @Test
    void all_but_the_version_may_be_left_out() throws Exception {
        PackageDescription zlib = PackageSet.load(folder).find("zlib").orElseThrow();

        assertThat(zlib)
                .isEqualTo(new PackageDescription(
                        "zlib", "zlib", "1.3", List.of(), List.of(), List.of(), false, List.of(), ""));
    }

    @Test
    void everything_that_is_said_is_read_in_a_fixed_order() throws Exception {
        addPackage("perl", "{\"version\": \"5\"}");
        addPackage("curl", """
                {"pname": "cURL", "version": "8.9", "dependencies": {"check": ["zlib", "perl"], "build": ["zlib"]},
                 "maintainers": ["nina", "ali"], "features": ["kvm", "gpu"], "unfree": true, "broken": "since perl 6",
                 "systems": ["x86_64-linux", "aarch64-linux"], "description": "Fetches"}
                """);
        write("set.json", """
                {"set": "tiny", "kind": "command", "description": "Few",
                 "bumps": [{"package": "zlib", "to": "1.4", "note": "try it"}]}
                """);

        PackageSet set = PackageSet.load(folder);

        assertThat(set.name()).isEqualTo("tiny");
        assertThat(set.description()).isEqualTo("Few");
        assertThat(set.bumps()).containsExactly(new SuggestedBump("zlib", "1.4", "try it"));
        assertThat(set.packages()).extracting(PackageDescription::attribute).containsExactly("curl", "perl", "zlib");
        assertThat(set.packages().getFirst())
                .isEqualTo(new PackageDescription(
                        "curl",
                        "cURL",
                        "8.9",
                        List.of(
                                new Dependency("perl", Need.CHECK),
                                new Dependency("zlib", Need.BUILD),
                                new Dependency("zlib", Need.CHECK)),
                        List.of("nina", "ali"),
                        List.of("gpu", "kvm"),
                        true,
                        "since perl 6",
                        List.of("aarch64-linux", "x86_64-linux"),
                        "Fetches",
                        Collections.emptySortedMap()));
    }

    @Test
    void that_it_is_broken_needs_no_reason() throws Exception {
        addPackage("curl", "{\"version\": \"8.9\", \"broken\": true}");
        addPackage("perl", "{\"version\": \"5\", \"broken\": false}");

        assertThat(PackageSet.load(folder).packages())
                .extracting(PackageDescription::broken)
                .containsExactly("it is marked as broken", "", "");
    }

    @Test
    void a_folder_without_a_manifest_is_not_a_set() throws IOException {
        Files.delete(folder.resolve("set.json"));

        assertThat(problems())
                .containsExactly("set.json: there is no such file; a package set has one, and says in it what it is");
    }

    @Test
    void an_unknown_key_is_named_with_the_known_ones() throws IOException {
        addPackage("zlib", "{\"version\": \"1.3\", \"licence\": \"zlib\"}");

        assertThat(problems())
                .containsExactly("packages/zlib/package.json: there is no key \"licence\"; known here: pname, version,"
                        + " dependencies, maintainers, features, gpus, unfree, broken, systems, description, fetch");
    }

    @Test
    void what_a_recipe_fetches_is_said_by_version() throws Exception {
        String hash = "ab".repeat(32);
        addPackage("zlib", "{\"version\": \"1.3\", \"fetch\": {\"1.3\": \"%s\"}}".formatted(hash));

        PackageDescription zlib = PackageSet.load(folder).find("zlib").orElseThrow();

        assertThat(zlib.isFetch()).isTrue();
        assertThat(zlib.fetches()).containsOnly(entry("1.3", new Sha256(hash)));
        assertThat(PackageSet.load(folder).describe("zlib")).isEqualTo(zlib);
    }

    @Test
    void a_fetch_without_a_hash_that_could_be_one_or_of_another_version_is_a_problem() throws Exception {
        addPackage(
                "zlib",
                "{\"version\": \"1.3\", \"fetch\": {\"1.4\": \"sha256-x\", \"../5\": \"%s\"}}"
                        .formatted("ab".repeat(32)));

        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("\"../5\" is not a version"),
                        problem -> assertThat(problem).contains("not a SHA-256 in lower-case hexadecimal"),
                        problem -> assertThat(problem)
                                .endsWith("\"fetch\" has no SHA-256 for the version 1.3, which the set has"));
    }

    @Test
    void an_unknown_key_deep_inside_is_named_with_its_path() throws IOException {
        addPackage("zlib", "{\"version\": \"1.3\", \"dependencies\": {\"tests\": []}}");
        write(
                "set.json",
                "{\"set\": \"tiny\", \"kind\": \"command\", \"bumps\": [{\"package\": \"zlib\", \"to\": \"2\", \"by\": \"me\"}]}");

        assertThat(problems())
                .containsExactly(
                        "set.json: there is no key \"bumps[0].by\"; known here: package, to, note",
                        "packages/zlib/package.json: there is no key \"dependencies.tests\"; known here: build, runtime, check");
    }

    @Test
    void every_problem_of_a_set_is_told_at_once() throws IOException {
        write(
                "set.json",
                "{\"set\": \"a b\", \"kind\": \"magic\", \"bumps\": [{\"package\": \"gone\", \"to\": \"../x\"}]}");
        addPackage("zlib", "{\"maintainers\": \"nina\", \"dependencies\": {\"build\": [\"zlib\", \"ghost\"]}}");
        addPackage("bad name", "{\"version\": \"1\"}");
        write("packages/norecipe/package.json", "{\"version\": 3}");
        addPackage("broken", "{\"version\": \"1\",}");

        assertThat(problems())
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("set.json: set \"a b\" is not valid"),
                        problem -> assertThat(problem).contains("there is no kind \"magic\" of set; known: command"),
                        problem ->
                                assertThat(problem).startsWith("packages/bad name: package \"bad name\" is not valid"),
                        problem -> assertThat(problem).startsWith("packages/broken/package.json: not JSON: line 1:"),
                        problem -> assertThat(problem).startsWith("packages/norecipe/build: the recipe is missing"),
                        problem -> assertThat(problem)
                                .isEqualTo("packages/norecipe/package.json: \"version\" must be a text"),
                        problem -> assertThat(problem).isEqualTo("packages/zlib/package.json: \"version\" is missing"),
                        problem -> assertThat(problem)
                                .isEqualTo("packages/zlib/package.json: \"maintainers\" must be an array of texts"),
                        problem -> assertThat(problem)
                                .isEqualTo("packages/zlib/package.json: the package depends on itself"),
                        problem -> assertThat(problem)
                                .isEqualTo(
                                        "packages/zlib/package.json: it depends on \"ghost\", which is not in the set"),
                        problem -> assertThat(problem)
                                .isEqualTo("set.json: it suggests a bump of \"gone\", which is not in the set"),
                        problem -> assertThat(problem).startsWith("set.json: \"../x\" is not a version"));
    }

    @Test
    void a_feature_that_no_agent_could_offer_is_a_problem() throws IOException {
        addPackage("zlib", "{\"version\": \"1\", \"features\": [\"big-parallel\", \"GPU\"]}");

        assertThat(problems())
                .containsExactly(
                        "packages/zlib/package.json: the feature \"GPU\" is not valid: use lower-case letters, digits and _ . + - (at most 100)");
    }

    @Test
    void what_is_asked_of_gpus_is_read_and_asks_for_the_feature_of_one() throws Exception {
        addPackage("zlib", """
                {"version": "1", "features": ["kvm"],
                 "gpus": {"count": 2, "anyArchitectureOf": ["sm-90", "sm-100"], "memoryBytes": 85899345920, "minimumDriver": "550.54"}}""");

        List<String> features = PackageSet.load(folder).packages().getFirst().features();

        assertThat(GpuNeed.plain(features)).containsExactly("gpu", "kvm");
        assertThat(GpuNeed.of(features))
                .contains(new GpuNeed(2, List.of("sm-100", "sm-90"), 85_899_345_920L, "550.54"));
    }

    @Test
    void gpus_that_nobody_can_have_are_a_problem() throws IOException {
        addPackage("a", "{\"version\": \"1\", \"gpus\": 2}");
        addPackage("b", "{\"version\": \"1\", \"gpus\": {\"count\": 0}}");
        addPackage("c", "{\"version\": \"1\", \"gpus\": {\"number\": 2}}");
        addPackage("d", "{\"version\": \"1\", \"gpus\": {\"memoryBytes\": \"40 GiB\"}}");
        addPackage("e", "{\"version\": \"1\", \"gpus\": {\"anyArchitectureOf\": [\"hopper\"]}}");

        assertThat(problems())
                .containsExactly(
                        "packages/a/package.json: \"gpus\": it must be an object with count, anyArchitectureOf, memoryBytes, minimumDriver",
                        "packages/b/package.json: \"gpus\": 0 GPUs cannot be asked for: use 1 to 64",
                        "packages/c/package.json: \"gpus\": there is no key \"number\"; known here: count, anyArchitectureOf, memoryBytes, minimumDriver",
                        "packages/d/package.json: \"gpus\": \"memoryBytes\" must be a whole number",
                        "packages/e/package.json: \"gpus\": \"hopper\" is no architecture of a GPU: use sm- and the compute capability without its point, such as sm-90");
    }

    @Test
    void twenty_problems_are_named_and_the_rest_counted() throws IOException {
        for (int i = 10; i < 33; i++) {
            addPackage("p" + i, "{}");
        }

        InvalidSetException refusal = refusal();

        assertThat(refusal.problems()).hasSize(23);
        assertThat(refusal)
                .hasMessageContaining("has 23 problems:")
                .hasMessageContaining("packages/p29/package.json: \"version\" is missing")
                .hasMessageNotContaining("p30")
                .hasMessageContaining("and 3 more")
                .hasMessageEndingWith("Correct them and try again.");
    }

    @Test
    void a_link_out_of_the_set_is_refused() throws IOException {
        Files.createSymbolicLink(folder.resolve("packages/zlib/passwd"), Path.of("/etc/passwd"));

        assertThat(problems()).containsExactly("packages/zlib/passwd: " + RecipeDigest.LINK);
    }

    @Test
    void packages_that_need_each_other_are_left_to_the_graph() throws Exception {
        addPackage("gcc", "{\"version\": \"1\", \"dependencies\": {\"build\": [\"glibc\"]}}");
        addPackage("glibc", "{\"version\": \"1\", \"dependencies\": {\"build\": [\"gcc\"]}}");

        assertThat(PackageSet.load(folder).packages()).hasSize(3);
    }

    @Test
    void a_version_never_leads_out_of_its_package() throws Exception {
        PackageSet set = PackageSet.load(folder);

        write("packages/zlib/1.3/zlib.c", "");

        assertThat(set.hasSources("zlib", "1.3")).isTrue();
        assertThat(set.hasSources("zlib", "1.3/../../zlib")).isFalse();
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> set.packageFolder("..")))
                .hasMessageContaining("is not valid");
    }

    private List<String> problems() {
        return refusal().problems().stream().map(Problem::toString).toList();
    }

    private InvalidSetException refusal() {
        return catchThrowableOfType(InvalidSetException.class, () -> PackageSet.load(folder));
    }

    private void addPackage(String attribute, String json) throws IOException {
        write("packages/" + attribute + "/package.json", json);
        write("packages/" + attribute + "/build", "true\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
