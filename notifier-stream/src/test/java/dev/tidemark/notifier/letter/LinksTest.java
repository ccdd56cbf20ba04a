package dev.tidemark.notifier.letter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LinksTest {

    @Test
    void what_broke_for_two_systems_is_built_again_from_two_places() {
        Links links = new Links("https://t.example.org/");

        assertThat(links.reproduce("b-1", "x86_64-linux", "csv"))
                .isEqualTo("https://t.example.org/breakages/b-1/reproduce/x86_64-linux/csv")
                .isNotEqualTo(links.reproduce("b-1", "aarch64-linux", "csv"));
        assertThat(links.reproduce("b-1", "a/b", "c d"))
                .isEqualTo("https://t.example.org/breakages/b-1/reproduce/a%2Fb/c%20d");
    }
}
