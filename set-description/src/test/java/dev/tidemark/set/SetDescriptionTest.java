package dev.tidemark.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tidemark.set.InvalidSetException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SetDescriptionTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path SCHEMA = Path.of("../docs/formats/set.schema.json");
    private static final Path RECIPE_SCHEMA = Path.of("../docs/formats/recipe.schema.json");
    private static final Path DEMO = Path.of("../tidemark-cli/src/main/set/demo");

    @TempDir
    Path folder;

    @Test
    void a_command_set_needs_a_name_and_a_kind_and_is_not_prepared() throws Exception {
        SetDescription set = read("{\"set\": \"tiny\", \"kind\": \"command\"}");

        assertThat(set)
                .isEqualTo(new SetDescription(
                        "tiny",
                        SetKind.COMMAND,
                        "",
                        folder,
                        new SetSource.Folder(folder),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        List.of()));
        assertThat(set.isPrepared()).isFalse();
    }

    @Test
    void who_may_have_a_sets_files_is_said_of_nix_sets_alone() throws Exception {
        String nix = "{\"set\": \"tiny\", \"kind\": \"nix\", \"apply\": {\"by\": \"overlay\"}, \"public\": %s}";

        assertThat(read(nix.formatted("true")).isPublic()).isTrue();
        assertThat(read(nix.formatted("false")).isPublic()).isFalse();
        assertThatThrownBy(() -> read("{\"set\": \"tiny\", \"kind\": \"command\", \"public\": true}"))
                .hasMessageContaining("\"public\" is for sets of the kind nix");
    }

    @Test
    void a_nix_set_says_what_evaluates_to_it_and_how_bumps_reach_it() throws Exception {
        SetDescription set = read("""
                {"set": "nixpkgs", "kind": "nix",
                 "source": {"git": "https://example.org/nixpkgs.git", "revision": "release-17.09", "folder": "pkgs"},
                 "nix": {"file": "top.nix", "arguments": {"config": "{ allowAliases = false; }"}},
                 "apply": {"by": "argument", "versions": "bumps", "changes": "patches"},
                 "bumps": [{"package": "openssl", "to": "3.0", "note": "big"}]}
                """);

        assertThat(set.source())
                .isEqualTo(new SetSource.Git("https://example.org/nixpkgs.git", "release-17.09", "pkgs"));
        assertThat(set.nix())
                .contains(new NixExpression("top.nix", new TreeMap<>(Map.of("config", "{ allowAliases = false; }"))));
        assertThat(set.applied()).contains(new BumpsBy.Argument("bumps", Optional.of("patches")));
        assertThat(set.bumps()).containsExactly(new SuggestedBump("openssl", "3.0", "big"));
        assertThat(set.isPrepared()).isTrue();
    }

    @Test
    void what_is_left_out_of_a_nix_set_is_the_usual() throws Exception {
        SetDescription set = read("{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"overlay\"}}");

        assertThat(set.nix()).contains(new NixExpression(".", new TreeMap<>()));
        assertThat(set.applied()).contains(new BumpsBy.Overlay("overlays"));
    }

    @Test
    void paths_are_meant_from_the_description_and_addresses_are_left_alone() throws Exception {
        assertThat(source("{\"folder\": \"../sets/a\"}"))
                .isEqualTo(new SetSource.Folder(folder.resolve("../sets/a").normalize()));
        assertThat(source("{\"git\": \"../a.git\", \"revision\": \"main\"}"))
                .isEqualTo(
                        new SetSource.Git(folder.resolve("../a.git").normalize().toString(), "main", ""));
        assertThat(source("{\"git\": \"git@example.org:a.git\", \"revision\": \"main\"}"))
                .isEqualTo(new SetSource.Git("git@example.org:a.git", "main", ""));
    }

    private SetSource source(String source) throws Exception {
        return read("{\"set\": \"s\", \"kind\": \"command\", \"source\": %s}".formatted(source))
                .source();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"by\": \"argument\"}",
                "{\"by\": \"overlay\", \"argument\": \"layers\"}",
                "{\"by\": \"script\", \"command\": [\"sh\", \"update.sh\", \"sh\"]}",
            })
    void every_way_of_applying_bumps_that_is_read_is_in_the_schema(String by) throws Exception {
        String text = "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": %s}".formatted(by);

        assertThat(read(text).applied()).isPresent();
        assertThat(saidBySchema(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"set\": \"s\", \"kind\": \"flake\"}",
                "{\"set\": \"s\", \"kind\": \"nix\"}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"environment\"}}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"magic\"}}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"merge\"}}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"argument\", \"versions\": \"a b\"}}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"argument\", \"command\": [\"x\"]}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"apply\": {\"by\": \"argument\"}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"apply\": {\"by\": \"script\"}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"nix\": {}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"source\": {\"revision\": \"main\"}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"source\": {\"git\": \"a\"}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"source\": {\"git\": \"--upload-pack=x\", \"revision\": \"main\"}}",
                "{\"set\": \"s\", \"kind\": \"command\", \"sauce\": {}}",
                "{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"overlay\"}, \"nix\": {\"arguments\": {\"a\": 1}}}",
            })
    void what_the_schema_refuses_is_refused_with_a_reason(String text) {
        assertThat(saidBySchema(text)).isNotEmpty();
        assertThat(problems(text))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.reason()).isNotBlank());
    }

    @Test
    void a_path_out_of_the_sources_is_refused() {
        assertThat(problems("""
                        {"set": "s", "kind": "nix", "apply": {"by": "overlay"}, "nix": {"file": "../../etc"},
                         "source": {"git": "a", "revision": "main", "folder": "/etc"}}
                        """))
                .extracting(Problem::reason)
                .containsExactly(
                        "\"source.folder\" must lie in the repository, and /etc does not",
                        "\"nix.file\" must lie in the set's sources, and ../../etc does not");
    }

    @Test
    void the_bundled_set_agrees_with_the_schema() throws Exception {
        assertThat(saidBySchema(Files.readString(DEMO.resolve(SetDescription.FILE))))
                .isEmpty();
        assertThat(SetDescription.load(DEMO).name()).isEqualTo("demo");
    }

    @Test
    void a_nix_set_has_no_recipes_in_folders() throws Exception {
        Files.createDirectories(folder.resolve("packages/a"));
        Files.writeString(folder.resolve("packages/a/build"), "");
        Files.writeString(folder.resolve("packages/a/package.json"), "{\"version\": \"1\"}");
        write("{\"set\": \"s\", \"kind\": \"nix\", \"apply\": {\"by\": \"overlay\"}}");

        assertThat(catchThrowableOfType(InvalidSetException.class, () -> PackageSet.load(folder))
                        .problems())
                .containsExactly(
                        new Problem("set.json", "the set is of the kind nix, which has no recipes in folders"));
    }

    private SetDescription read(String text) throws Exception {
        write(text);
        return SetDescription.load(folder);
    }

    private List<Problem> problems(String text) {
        return catchThrowableOfType(InvalidSetException.class, () -> read(text)).problems();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve(SetDescription.FILE), text);
    }

    @Test
    void the_schema_of_a_package_takes_what_is_read_and_refuses_what_is_not() throws Exception {
        for (String attribute : List.of("checks", "codec-blob", "render-gpu", "report")) {
            assertThat(saidBySchema(
                            RECIPE_SCHEMA,
                            Files.readString(DEMO.resolve("packages/%s/package.json".formatted(attribute)))))
                    .isEmpty();
        }
        assertThat(saidBySchema(
                        RECIPE_SCHEMA, "{\"version\": \"1\", \"fetch\": {\"1\": \"%s\"}}".formatted("ab".repeat(32))))
                .isEmpty();
        for (String other : List.of(
                "{}",
                "{\"version\": \"../1\"}",
                "{\"version\": \"1\", \"licence\": \"zlib\"}",
                "{\"version\": \"1\", \"fetch\": {\"1\": \"sha256-x\"}}")) {
            assertThat(saidBySchema(RECIPE_SCHEMA, other)).as(other).isNotEmpty();
        }
    }

    private static List<String> saidBySchema(String text) {
        return saidBySchema(SCHEMA, text);
    }

    private static List<String> saidBySchema(Path of, String text) {
        try {
            JsonSchema schema =
                    JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(of));
            return schema.validate(JSON.readTree(text)).stream()
                    .map(Object::toString)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
