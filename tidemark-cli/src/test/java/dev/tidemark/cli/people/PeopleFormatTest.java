package dev.tidemark.cli.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Maintainer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people write of people is taken row by row, and what is wrong is named without an address in it. */
final class PeopleFormatTest {

    private static final String ADDRESS = "ada@example.org";

    private static List<Row> read(String name, String text) {
        return PeopleFormat.guess(name, text).read(text);
    }

    private static Maintainer person(String handle, String name, Optional<String> email, Optional<String> github) {
        return Maintainer.newBuilder()
                .setHandle(handle)
                .setName(name)
                .setEmail(email.orElse(null))
                .setGithub(github.orElse(null))
                .build();
    }

    private static Maintainer team(String name, String... members) {
        return Maintainer.newBuilder()
                .setHandle("team:" + name)
                .setMembers(List.of(members))
                .build();
    }

    private static Row known(String place, Maintainer record) {
        return new Row.Known(place, record, Optional.empty());
    }

    @Test
    void a_line_is_a_person_or_a_team() {
        assertThat(read("people", """
                        {"handle": "ada", "name": "Ada L.", "email": "ada@example.org", "github": "ada-l", "teams": ["qt"]}

                        {"handle": "team:qt", "members": ["ada", "ben"]}
                        """))
                .containsExactly(
                        new Row.Known(
                                "line 1",
                                person("ada", "Ada L.", Optional.of(ADDRESS), Optional.of("ada-l")),
                                Optional.of(List.of("qt"))),
                        known("line 3", team("qt", "ada", "ben")));
    }

    @Test
    void yaml_says_the_same() {
        assertThat(read("people.yaml", """
                        # who we are
                        - handle: ada
                          email: ada@example.org
                          teams: [qt]
                        - handle: "team:qt"
                          members: [ada, ben]
                        """))
                .containsExactly(
                        new Row.Known(
                                "line 2",
                                person("ada", "", Optional.of(ADDRESS), Optional.empty()),
                                Optional.of(List.of("qt"))),
                        known("line 5", team("qt", "ada", "ben")));
        assertThat(read("people", "[{\"handle\": \"ada\"}]"))
                .containsExactly(known("line 1", person("ada", "", Optional.empty(), Optional.empty())));
        assertThat(read("people.yaml", "# nobody yet\n")).isEmpty();
    }

    @Test
    void who_is_in_nixpkgs_is_called_as_its_packages_call_them() {
        assertThat(read("standard input", """
                        {"ada":{"email":"ada@example.org","github":"ada-l","githubId":7,"matrix":"@ada:example.org","name":"Ada L."},
                        "ben":{"handle":"benny","name":"Ben"},"cas":{"name":"Cas O."},
                        "qt":{"members":[{"github":"ada-l","name":"Ada L."},{"name":"Cas O."}],"scope":"Qt","shortName":"Qt"}}
                        """))
                .containsExactly(
                        known("line 1, ada", person("ada-l", "Ada L.", Optional.of(ADDRESS), Optional.of("ada-l"))),
                        known("line 2, ben", person("benny", "Ben", Optional.empty(), Optional.empty())),
                        known("line 2, cas", person("Cas O.", "Cas O.", Optional.empty(), Optional.empty())),
                        known("line 3, qt", team("Qt", "ada-l", "Cas O.")));
    }

    @Test
    void nobody_in_nixpkgs_is_called_what_the_farm_calls_a_team_or_operators() {
        assertThat(read("standard input", """
                        {"ada":{"email":"ada@example.org","name":"team:security"},"ben":{"github":"operators"},
                        "qt":{"members":[{"github":"operators"}],"shortName":"Qt"}}
                        """))
                .containsExactly(
                        new Row.Wrong("line 1, ada", "its handle is a name that the farm has for itself"),
                        new Row.Wrong("line 1, ben", "its handle is a name that the farm has for itself"),
                        new Row.Wrong("line 2, qt", "its member is a name that the farm has for itself"));
    }

    @Test
    void a_byte_order_mark_makes_no_other_format() {
        assertThat(PeopleFormat.guess("people", "\uFEFF{\"handle\": \"ada\"}\n"))
                .isEqualTo(PeopleFormat.JSONL);
    }

    @Test
    void who_was_in_nixpkgs_as_a_text_is_called_by_the_attribute() {
        assertThat(read("maintainers.json", "{\"ada\": \"Ada L. <ada@example.org>\", \"ben\": \"Ben\"}"))
                .containsExactly(
                        known("line 1, ada", person("ada", "Ada L.", Optional.of(ADDRESS), Optional.empty())),
                        new Row.Wrong("line 1, ben", "it is not of the form \"Name <address>\""));
    }

    @Test
    void what_is_wrong_is_named_by_line_and_the_rest_is_taken() {
        List<Row> rows = read("people.jsonl", """
                {"handle": "ada"}
                {"handle": "bea",}
                {"handle": "cas", "e-mail": "cas@example.org"}
                {"handle": "dan", "email": "dan@example.org, eve@example.org"}
                {"handle": "dan@example.org"}
                {"name": "Fay"}
                {"handle": "gus", "github": "@gus"}
                {"handle": "hal", "teams": "qt"}
                {"handle": "ivy", "members": ["ada"]}
                {"handle": "team:qt", "teams": ["kde"]}
                {"handle": 7}
                {"handle": "a/b"}
                {"handle": "jo", "name": "Jo\\u001b[31m"}
                {"handle": "ada", "email": "ada@example.org"}
                ["ada"]
                """);

        assertThat(rows.getFirst()).isEqualTo(known("line 1", person("ada", "", Optional.empty(), Optional.empty())));
        assertThat(rows.subList(1, rows.size()))
                .containsExactly(
                        new Row.Wrong("line 2", "it is not JSON, as column 18 shows"),
                        new Row.Wrong(
                                "line 3",
                                "\"e-mail\" is no field of it: use handle, name, email, github, teams, members"),
                        new Row.Wrong("line 4", "its email is no address: write one alone, such as ada@example.org"),
                        new Row.Wrong(
                                "line 5",
                                "its handle has an @ in it: a handle is as sets name somebody, and no address"),
                        new Row.Wrong("line 6", "its handle is empty"),
                        new Row.Wrong("line 7", "its github is no account: write the login, without @"),
                        new Row.Wrong("line 8", "its teams are no list"),
                        new Row.Wrong("line 9", "only a team has members: its handle is then team:NAME"),
                        new Row.Wrong("line 10", "a team is in no team: it has members"),
                        new Row.Wrong("line 11", "its handle is no text: put it into quotes"),
                        new Row.Wrong("line 12", "its handle has a slash in it"),
                        new Row.Wrong("line 13", "its name has a control character in it"),
                        new Row.Wrong("line 14", "ada has been there already, at line 1"),
                        new Row.Wrong("line 15", "it is no object with a handle"));
    }

    @Test
    void where_yaml_breaks_off_what_was_before_is_taken() {
        assertThat(read("people.yml", "- handle: ada\n- handle: [\n- handle: cas\n"))
                .satisfiesExactly(
                        first -> assertThat(first.place()).isEqualTo("line 1"),
                        broken -> assertThat(broken)
                                .isInstanceOfSatisfying(
                                        Row.Wrong.class,
                                        wrong -> assertThat(wrong.reason())
                                                .isEqualTo(
                                                        "it cannot be read from here on, and what follows was not looked at")));
        assertThat(read("people.yml", "handle: ada\n"))
                .containsExactly(new Row.Wrong("line 1", "it begins with no list: write \"- handle: …\" for each"));
    }

    @Test
    void no_reason_has_an_address_in_it() {
        assertThat(List.of(
                        "{\"handle\": \"zoe@example.net\"}",
                        "{\"handle\": \"ada\", \"zoe@example.net\": 1}",
                        "{\"handle\": \"ada\", \"email\": \"<zoe@example.net>\"}",
                        "{\"handle\": zoe@example.net}",
                        "{\"zoe@example.net\": {\"email\": \" zoe@example.net\"}}",
                        "- zoe@example.net"))
                .flatExtracting(text -> read("people", text))
                .hasSize(6)
                .allSatisfy(row -> assertThat(row).isInstanceOf(Row.Wrong.class))
                .allSatisfy(row -> assertThat(row.toString()).doesNotContain("zoe@"));
    }

    @Test
    void an_address_is_shown_so_that_its_owner_alone_knows_it_again() {
        assertThat(HiddenAddress.of("ada@example.org")).isEqualTo("a…@e….org");
        assertThat(HiddenAddress.of("ada@localhost")).isEqualTo("a…@l…");
        assertThat(HiddenAddress.of("none")).isEqualTo("…");
    }
}
