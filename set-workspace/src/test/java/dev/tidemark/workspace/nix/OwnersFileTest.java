package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.workspace.nix.OwnersFile.Owners;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnersFileTest {

    @Test
    void the_last_line_that_matches_says_who_owns_a_file() {
        OwnersFile owners = OwnersFile.parse("""
                # Who owns what.

                *            @everybody
                /pkgs/curl   @bob @farm/net-team @alice   # since 2024
                /pkgs/curl/tests  @carol
                """);

        assertThat(owners.of("default.nix")).isEqualTo(new Owners(List.of("everybody"), List.of()));
        assertThat(owners.of("pkgs/curl/default.nix"))
                .isEqualTo(new Owners(List.of("bob", "alice"), List.of("net-team")));
        assertThat(owners.of("pkgs/curl/tests/tls.nix")).isEqualTo(new Owners(List.of("carol"), List.of()));
        assertThat(owners.unread()).isEmpty();
    }

    @Test
    void a_pattern_without_owners_takes_them_away() {
        OwnersFile owners = OwnersFile.parse("/pkgs @bob\n/pkgs/curl\n/pkgs/perl # nobody\n");

        assertThat(owners.of("pkgs/libz.nix").maintainers()).containsExactly("bob");
        assertThat(owners.of("pkgs/curl/default.nix")).isEqualTo(Owners.NOBODY);
        assertThat(owners.of("pkgs/perl/default.nix")).isEqualTo(Owners.NOBODY);
        assertThat(owners.of("elsewhere.nix")).isEqualTo(Owners.NOBODY);
    }

    @Test
    void addresses_are_counted_and_name_nobody() {
        OwnersFile owners = OwnersFile.parse("* @bob\n/a eve@example.invalid @dan\n/b eve@example.invalid\n");

        assertThat(owners.of("a/x.nix").maintainers()).containsExactly("dan");
        assertThat(owners.of("b/x.nix")).isEqualTo(Owners.NOBODY);
        assertThat(owners.addresses()).isEqualTo(2);
        assertThat(owners.unread()).isEmpty();
    }

    @Test
    void a_line_that_cannot_be_read_is_passed_over_whole_and_said() {
        OwnersFile owners =
                OwnersFile.parse("* @bob\r\n!/a @dan\r\n/b @dan eve\n/c @d@n.example\n/e[0-9] @dan\n/f @\n");

        assertThat(owners.of("b/x.nix").maintainers()).containsExactly("bob");
        assertThat(owners.unread())
                .containsExactly(
                        "2: a pattern does not begin with !",
                        "3: an owner is @handle, @organisation/team or an address",
                        "4: an owner is @handle, @organisation/team or an address",
                        "5: a pattern has no [ ]",
                        "6: an owner is @handle, @organisation/team or an address");
    }

    @Test
    void a_space_in_a_pattern_has_a_backslash_before_it() {
        OwnersFile owners = OwnersFile.parse("\t/two\\ words/\t@bob\n");

        assertThat(owners.of("two words/x.nix").maintainers()).containsExactly("bob");
    }
}
