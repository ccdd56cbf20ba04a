package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NixConfigTest {

    @Test
    void whoever_builds_is_told_of_a_sandbox_and_not_to_do_without_one() {
        assertThat(settings(NixSamples.config(true, List.of())))
                .contains("sandbox = true", "sandbox-fallback = false", "require-sigs = true");
        assertThat(settings(NixConfig.DEFAULT)).contains("sandbox = true", "sandbox-fallback = false");
    }

    @Test
    void only_who_says_so_builds_without() {
        assertThat(settings(NixSamples.config(false, List.of())))
                .contains("sandbox = false", "sandbox-fallback = false")
                .doesNotContain("sandbox = true");
    }

    private static List<String> settings(NixConfig config) {
        String said = config.building(List.of("file:///cache"), List.of("north-1:key"))
                .get("NIX_CONFIG");
        assertThat(said).isNotNull();
        return said.lines().toList();
    }
}
