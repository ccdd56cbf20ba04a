package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NixConfigTest {

    @Test
    void sets_are_trusted_by_name_or_pattern_and_none_unless_it_is_said() {
        NixConfig some = config(List.of("shop", "own-*"));

        assertThat(some.trusts("shop")).isTrue();
        assertThat(some.trusts("own-tools")).isTrue();
        assertThat(some.trusts("shopping")).isFalse();
        assertThat(NixConfig.DEFAULT.trusts("shop")).isFalse();
        assertThatThrownBy(() -> config(List.of("a set")))
                .hasMessageContaining("\"a set\" is no package and no pattern");
    }

    private static NixConfig config(List<String> trusted) {
        return new NixConfig(
                "",
                true,
                List.of(),
                List.of(),
                List.of(),
                trusted,
                "",
                NixConfig.DEFAULT.evaluation(),
                NixConfig.DEFAULT.room());
    }

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
