package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SetFoldersTest {

    private static final String PROPERTY = "tidemark.sets";
    private static final Path SETS = Path.of("src/main/set");

    @BeforeEach
    void the_sets_of_the_program_are_there() {
        System.setProperty(PROPERTY, SETS.toString());
    }

    @AfterEach
    void the_property_is_as_it_was() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void a_set_of_the_program_goes_by_its_name_and_any_other_by_its_folder() {
        assertThat(SetFolders.named(Path.of("nix"))).isEqualTo(SETS.resolve("nix"));
        assertThat(SetFolders.named(Path.of("demo"))).isEqualTo(SETS.resolve("demo"));
        for (String other : new String[] {"./nix", "/srv/nix", "nixpkgs", "some/nix"}) {
            assertThat(SetFolders.named(Path.of(other))).isEqualTo(Path.of(other));
        }
    }

    @Test
    void both_sets_of_the_program_are_described_and_suggest_a_bump() {
        for (String name : new String[] {SetFolders.DEMO, SetFolders.NIX}) {
            assertThat(SetFolders.described(SetFolders.named(Path.of(name))).bumps())
                    .as(name)
                    .isNotEmpty();
        }
        assertThat(SetFolders.isBundled(SETS.resolve("nix").toAbsolutePath(), SetFolders.NIX))
                .isTrue();
        assertThat(SetFolders.isBundled(SETS.resolve("demo"), SetFolders.NIX)).isFalse();
    }
}
