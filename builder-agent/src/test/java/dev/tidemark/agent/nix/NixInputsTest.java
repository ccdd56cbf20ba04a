package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.FailureKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NixInputsTest {

    @TempDir
    private Path folder;

    @Test
    void all_inputs_that_nobody_has_built_are_named_as_lost() throws Exception {
        Optional<Failed> unbuilt = NixInputs.unbuilt(
                TestJobs.csv(folder, "lists", "strkit"),
                "/nix/store/csv.drv",
                List.of(
                        "/nix/store/hook.drv",
                        "/nix/store/base.drv",
                        "/nix/store/lists.drv",
                        "/nix/store/strkit.drv",
                        "/nix/store/csv.drv"));

        assertThat(unbuilt).hasValueSatisfying(lost -> {
            assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
            assertThat(lost.lostInputs()).containsExactly("lists", "strkit");
            assertThat(lost.message())
                    .isEqualTo(
                            "the input lists is lost: /nix/store/lists.drv is not in this agent's store, and in no cache that it reads");
        });
    }

    @Test
    void what_is_no_package_of_its_own_may_be_built_on_the_way() throws Exception {
        assertThat(NixInputs.unbuilt(
                        TestJobs.csv(folder, "lists"),
                        "/nix/store/csv.drv",
                        List.of("/nix/store/hook.drv", "/nix/store/csv.drv")))
                .isEmpty();
    }

    @Test
    void a_package_that_the_request_does_not_know_of_is_named_too() throws Exception {
        assertThat(NixInputs.unbuilt(
                        TestJobs.csv(folder, "lists"), "/nix/store/csv.drv", List.of("/nix/store/base.drv")))
                .hasValueSatisfying(lost -> assertThat(lost.lostInputs()).containsExactly("base"));
    }
}
