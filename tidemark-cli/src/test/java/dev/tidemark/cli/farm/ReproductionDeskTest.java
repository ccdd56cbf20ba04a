package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.ReproductionDesk.Outcome;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReproductionDeskTest {

    private static final String BEGINS = "mkdir -p \"$1\"; folder=$1; : >\"$folder/begun\"\n";

    @TempDir
    private Path folder;

    @Test
    void what_fails_before_its_recipe_began_says_nothing_of_the_package() throws Exception {
        assertThat(run("exit 22\n" + BEGINS)).isEqualTo(Outcome.REFUSED);
        assertThat(run("{ echo it is not free; exit 1; }\n")).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void what_fails_in_its_recipe_fails_here_too() throws Exception {
        assertThat(run(BEGINS + "exit 1\n")).isEqualTo(Outcome.FAILED);
        assertThat(run(BEGINS)).isEqualTo(Outcome.BUILT);
    }

    @Test
    void a_script_of_a_release_that_does_not_say_when_its_recipe_began_is_believed() throws Exception {
        assertThat(run("exit 1\n")).isEqualTo(Outcome.FAILED);
    }

    private Outcome run(String script) throws Exception {
        return ReproductionDesk.run(script, Optional.of(folder.resolve("build")));
    }
}
