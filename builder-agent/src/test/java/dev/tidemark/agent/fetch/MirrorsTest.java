package dev.tidemark.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where else a file lies. */
final class MirrorsTest {

    private static final Mirrors MIRRORS = new Mirrors(new TreeMap<>(Map.of(
            "https://ftp.gnu.org/", List.of("https://near.example/"),
            "https://ftp.gnu.org/gnu/", List.of("https://a.example/", "https://b.example/"),
            "mirror://gnu/", List.of("https://ftp.gnu.org/gnu/"))));

    @Test
    void mirrors_of_the_longest_beginning_come_first_and_the_url_itself_last() {
        assertThat(MIRRORS.of(List.of("https://ftp.gnu.org/gnu/hello.tar.gz")).urls())
                .containsExactly(
                        URI.create("https://a.example/hello.tar.gz"),
                        URI.create("https://b.example/hello.tar.gz"),
                        URI.create("https://near.example/gnu/hello.tar.gz"),
                        URI.create("https://ftp.gnu.org/gnu/hello.tar.gz"));
    }

    @Test
    void what_the_policy_knows_a_place_for_is_left_to_nobody_else() {
        Mirrors.Tried tried = MIRRORS.of(List.of("mirror://gnu/hello.tar.gz"));

        assertThat(tried.urls()).containsExactly(URI.create("https://ftp.gnu.org/gnu/hello.tar.gz"));
        assertThat(tried.others()).isFalse();
        assertThat(new Mirrors(Collections.emptySortedMap())
                        .of(List.of("mirror://gnu/hello.tar.gz"))
                        .others())
                .isTrue();
    }

    @Test
    void a_secret_in_a_url_is_not_shown() {
        assertThat(Mirrors.shown("https://ada:secret@example.org:8443/x?token=secret"))
                .isEqualTo("https://example.org:8443/x");
    }
}
