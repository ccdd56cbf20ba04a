package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.workspace.Inherited;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real Nix, and whatever is in the environment of the test. */
class SecretsIT {

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test, unless Nix is missing.
    private TestStore store;

    @BeforeEach
    void nix_is_there() throws Exception {
        TestStore.missing().ifPresent(Assumptions::abort);
        store = TestStore.create();
    }

    @AfterEach
    void delete_the_store() throws Exception {
        if (store != null) {
            store.delete();
        }
    }

    @Test
    void a_set_sees_nothing_of_the_environment_but_what_nix_needs() throws Exception {
        Map<String, String> needed = Inherited.byNix(System.getenv());
        List<String> others = System.getenv().keySet().stream()
                .filter(name -> !needed.containsKey(name) && !name.startsWith("NIXPKGS_"))
                .toList();
        assertThat(others).as("variables of this test that Nix has no need of").isNotEmpty();
        Path set = Files.writeString(
                folder.resolve("default.nix"),
                "_: throw (\"<\" + builtins.concatStringsSep \"\" (map builtins.getEnv [ %s ]) + \">\")"
                        .formatted(String.join(
                                " ", others.stream().map("\"%s\""::formatted).toList())));

        assertThatThrownBy(() ->
                        new SetEvaluator(store.settings()).picture("tiny", new NixSource.Expression(set, List.of())))
                .isInstanceOfSatisfying(
                        SetNotEvaluatedException.class,
                        failed -> assertThat(failed.said()).contains("<>"));
    }
}
