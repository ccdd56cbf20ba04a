package dev.tidemark.notifier.letter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MarkdownTest {

    private static final String JOINER = "\u2060";

    @Test
    void nothing_is_left_that_could_be_markup() {
        assertThat(Markdown.escaped("a_b *c* `d` [e](f) <g> | & \\ ~ $ ! 1. > -"))
                .doesNotContainPattern("[_*`\\[\\]()<>|\\\\~$!.\\-]")
                .startsWith("a&#95;b &#42;c&#42; ");
        assertThat(Markdown.escaped("https://example.org www.example.org :tada:"))
                .doesNotContainPattern("[:./]");
        assertThat(Markdown.escaped("line\r\nline\u0000")).isEqualTo("line&#13;&#10;line&#0;");
        assertThat(Markdown.escaped("zlib → épée, 1")).isEqualTo("zlib → épée, 1");
    }

    @Test
    void nobody_is_mentioned_and_nothing_referred_to_even_once_escapes_are_undone() {
        assertThat(Markdown.escaped("@ada")).isEqualTo("&#64;" + JOINER + "ada");
        assertThat(Markdown.escaped("fixes #1")).isEqualTo("fixes &#35;" + JOINER + "1");
        assertThat(Markdown.escaped("gh-12, GH-1, a-1"))
                .isEqualTo("gh&#45;%s12, GH&#45;%s1, a&#45;1".formatted(JOINER, JOINER));
        assertThat(Markdown.plain("@ada fixes farm/tracker#1 and GH-2 for a-b"))
                .isEqualTo("@%sada fixes farm/tracker#%s1 and GH-%s2 for a-b".formatted(JOINER, JOINER, JOINER));
        assertThat(Markdown.escaped("-1")).isEqualTo("&#45;1");
    }

    @Test
    void no_character_takes_more_than_twelve() {
        for (char c = 0; c < 0x2100; c++) {
            assertThat(Markdown.escaped(String.valueOf(c))).hasSizeLessThanOrEqualTo(12);
        }
    }
}
