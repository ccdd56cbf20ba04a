package dev.tidemark.workspace.broken;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetaTextTest {

    private static final String WHY = "since openssl 3.0";

    private static String marked(String text, int line, int column) {
        return MetaText.marked(text, line, column, WHY).orElseThrow();
    }

    @Test
    void a_binding_on_a_line_of_its_own_gets_a_line_before_it_with_the_reason() {
        assertThat(marked("meta = {\n  description = \"It\";\n};\n", 2, 3))
                .isEqualTo("meta = {\n  broken = true; # since openssl 3.0\n  description = \"It\";\n};\n");
    }

    @Test
    void a_binding_within_a_line_is_preceded_on_it() {
        assertThat(marked("meta = { license = mit; };", 1, 10)).isEqualTo("meta = { broken = true; license = mit; };");
    }

    @Test
    void a_path_to_meta_is_kept() {
        assertThat(marked("{\n  meta.license = mit;\n}", 2, 3))
                .isEqualTo("{\n  meta.broken = true; # since openssl 3.0\n  meta.license = mit;\n}");
        assertThat(marked("{ passthru.meta.license = mit; }", 1, 3))
                .isEqualTo("{ passthru.meta.broken = true; passthru.meta.license = mit; }");
    }

    @Test
    void what_is_inherited_is_preceded_as_a_whole() {
        assertThat(marked("meta = {\n  inherit (curl.meta) homepage\n    license;\n};", 3, 5))
                .isEqualTo(
                        "meta = {\n  broken = true; # since openssl 3.0\n  inherit (curl.meta) homepage\n    license;\n};");
        assertThat(marked("meta = { inherit maintainers; };", 1, 18))
                .isEqualTo("meta = { broken = true; inherit maintainers; };");
    }

    @Test
    void where_there_is_nothing_nothing_is_marked() {
        assertThat(MetaText.marked("a\nb", 3, 1, WHY)).isEmpty();
        assertThat(MetaText.marked("a\nb", 2, 9, WHY)).isEmpty();
    }
}
