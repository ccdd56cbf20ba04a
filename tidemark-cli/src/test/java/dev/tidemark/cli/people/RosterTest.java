package dev.tidemark.cli.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Maintainer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A file changes whom it names, and nobody else. */
final class RosterTest {

    private static final Roster NOBODY = new Roster(new TreeMap<>());

    private static Row person(String handle, String name, String... teams) {
        return new Row.Known(
                "line",
                Maintainer.newBuilder().setHandle(handle).setName(name).build(),
                Optional.of(Arrays.asList(teams)));
    }

    private static Row person(String handle) {
        return new Row.Known("line", Maintainer.newBuilder().setHandle(handle).build(), Optional.empty());
    }

    private static Row team(String name, String... members) {
        return new Row.Known(
                "line",
                Maintainer.newBuilder()
                        .setHandle("team:" + name)
                        .setMembers(Arrays.asList(members))
                        .build(),
                Optional.empty());
    }

    private static List<String> members(Roster roster, String team) {
        return Objects.requireNonNull(roster.all().get("team:" + team)).getMembers();
    }

    @Test
    void the_same_rows_again_change_nothing() {
        List<Row> rows = List.of(person("ada", "Ada", "qt"), team("kde", "ben"), person("ben", "Ben", "kde", "qt"));
        Roster once = NOBODY.with(rows);

        assertThat(once.since(NOBODY)).containsOnlyKeys("ada", "ben", "team:kde", "team:qt");
        assertThat(once.with(rows).since(once)).isEmpty();
    }

    @Test
    void a_row_with_teams_puts_a_person_into_those_and_no_others() {
        Roster before = NOBODY.with(List.of(team("kde", "ada", "ben"), team("qt", "ben")));

        Roster after = before.with(List.of(person("ada", "Ada", "qt", "gnome")));

        assertThat(members(after, "kde")).containsExactly("ben");
        assertThat(members(after, "qt")).containsExactly("ben", "ada");
        assertThat(members(after, "gnome")).containsExactly("ada");
        assertThat(after.teamsOf("ada")).containsExactly("gnome", "qt");
        assertThat(after.since(before)).containsOnlyKeys("ada", "team:gnome", "team:kde", "team:qt");
    }

    @Test
    void a_row_without_teams_leaves_them_as_they_are() {
        Roster before = NOBODY.with(List.of(person("ada", "Ada", "qt")));

        assertThat(before.with(List.of(person("ada"))).since(before)).containsOnlyKeys("ada");
        assertThat(before.with(List.of(person("ada", "Ada"))).teamsOf("ada")).isEmpty();
    }

    @Test
    void whom_no_row_names_stays_and_what_is_wrong_changes_nothing() {
        Roster before = NOBODY.with(List.of(person("ada", "Ada", "qt")));

        Roster after = before.with(List.of(new Row.Wrong("line 1", "it is nobody"), person("ben")));

        assertThat(after.since(before)).containsOnlyKeys("ben");
        assertThat(after.all()).containsKeys("ada", "team:qt");
    }

    @Test
    void who_is_removed_is_in_no_team() {
        Roster before = NOBODY.with(List.of(person("ada", "Ada", "qt", "kde"), person("ben", "Ben", "qt")));

        Roster after = before.without("ada");

        assertThat(after.all()).doesNotContainKey("ada");
        assertThat(members(after, "qt")).containsExactly("ben");
        assertThat(members(after, "kde")).isEmpty();
        assertThat(after.since(before)).containsOnlyKeys("team:kde", "team:qt");
    }
}
