package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerPatternTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            *,                    default.nix,                  yes
            *,                    pkgs/curl/default.nix,        yes
            *.nix,                pkgs/curl/default.nix,        yes
            *.nix,                pkgs/curl/curl.patch,         no
            curl,                 curl,                         yes
            curl,                 pkgs/net/curl/default.nix,    yes
            curl,                 pkgs/net/curl.nix,            no
            curl,                 pkgs/net/libcurl,             no
            curl/,                pkgs/net/curl/default.nix,    yes
            curl/,                pkgs/net/curl,                no
            /curl,                pkgs/net/curl/default.nix,    no
            /pkgs/curl,           pkgs/curl/default.nix,        yes
            /pkgs/curl,           pkgs/curl-full/default.nix,   no
            /pkgs/curl,           other/pkgs/curl/default.nix,  no
            pkgs/curl,            pkgs/curl/default.nix,        yes
            pkgs/curl,            other/pkgs/curl/default.nix,  no
            /pkgs/curl/,          pkgs/curl/lib/default.nix,    yes
            /pkgs/curl/,          pkgs/curl,                    no
            /pkgs/*,              pkgs/curl.nix,                yes
            /pkgs/*,              pkgs/curl/default.nix,        no
            /*,                   default.nix,                  yes
            /*,                   pkgs/curl.nix,                no
            /pkgs/*/curl,         pkgs/net/curl/default.nix,    yes
            /pkgs/*/curl,         pkgs/curl/default.nix,        no
            /pkgs/android*,       pkgs/android-studio/x.nix,    yes
            /pkgs/by-name/an/a*/, pkgs/by-name/an/a/b.nix,      yes
            /pkgs/**,             pkgs/net/curl/default.nix,    yes
            /pkgs/**,             pkgs,                         no
            /pkgs/**/curl,        pkgs/curl/default.nix,        yes
            /pkgs/**/curl,        pkgs/a/b/curl/default.nix,    yes
            /pkgs/**/curl,        pkgs/a/libcurl/default.nix,   no
            **/curl,              pkgs/net/curl/default.nix,    yes
            **/curl,              curl,                         yes
            **,                   pkgs/net/curl/default.nix,    yes
            pkgs/**.nix,          pkgs/curl.nix,                yes
            pkgs/**.nix,          pkgs/net/curl.nix,            no
            curl?.nix,            pkgs/curl8.nix,               yes
            curl?.nix,            pkgs/curl.nix,                no
            /pkgs/c++.nix,        pkgs/c++.nix,                 yes
            /pkgs/c.nix,          pkgs/cxnix,                   no
            /pkgs/Curl,           pkgs/curl/default.nix,        no
            a\\ b.nix,            pkgs/a b.nix,                 yes
            a\\*.nix,             pkgs/a*.nix,                  yes
            a\\*.nix,             pkgs/ab.nix,                  no
            /pkgs//curl,          pkgs/curl/default.nix,        yes
            /pkgs/a\\ b/c*,       pkgs/a b/curl.nix,            yes
            /,                    default.nix,                  no
            """)
    void a_pattern_matches_the_files_that_github_says(String pattern, String file, String matches) {
        assertThat(OwnerPattern.of(pattern).matches(file)).isEqualTo(matches.equals("yes"));
    }

    @Test
    void what_github_does_not_know_is_no_pattern() {
        assertThatThrownBy(() -> OwnerPattern.of("!pkgs/curl")).hasMessage("a pattern does not begin with !");
        assertThatThrownBy(() -> OwnerPattern.of("\\#curl")).hasMessage("a pattern does not begin with #");
        assertThatThrownBy(() -> OwnerPattern.of("*.[ch]")).hasMessage("a pattern has no [ ]");
    }
}
