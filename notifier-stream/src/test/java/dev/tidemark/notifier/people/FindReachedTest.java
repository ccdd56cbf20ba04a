package dev.tidemark.notifier.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.FindReached.Stake;
import dev.tidemark.notifier.people.Reason.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FindReachedTest {

    private final People people = new People();

    private SortedMap<String, Stake> find(Reached... reached) {
        FindReached find = new FindReached("demo", "demo-1", people);
        List.of(reached).forEach(find::add);
        return find.found();
    }

    private static Reached reached(String attribute, String... maintainers) {
        return new Reached(attribute, List.of(maintainers), false);
    }

    private static Reached likely(String attribute, String... maintainers) {
        return new Reached(attribute, List.of(maintainers), true);
    }

    @Test
    void everybody_is_found_once_with_what_is_theirs() {
        SortedMap<String, Stake> found = find(reached("csv", "carol", "tim"), reached("docs", "tim"));

        assertThat(found).containsOnlyKeys("carol", "tim");
        assertThat(of(found, "tim").named()).extracting(Reached::attribute).containsExactly("csv", "docs");
        assertThat(of(found, "tim").count()).isEqualTo(2);
        assertThat(of(found, "tim").reasons()).containsExactly(new Reason(Kind.REACHED, "csv"));
    }

    @Test
    void what_is_likely_to_break_comes_first_and_is_only_theirs_whose_it_is() {
        SortedMap<String, Stake> found = find(reached("csv", "carol", "tim"), likely("docs", "tim"));

        assertThat(of(found, "tim").named()).extracting(Reached::attribute).containsExactly("docs", "csv");
        assertThat(of(found, "tim").hasLikelyBreak()).isTrue();
        assertThat(of(found, "carol").hasLikelyBreak()).isFalse();
    }

    @Test
    void of_many_the_first_are_named_and_all_are_counted() {
        Reached[] many = new Reached[1_000];
        for (int each = 0; each < many.length; each++) {
            many[each] = each == 999 ? likely("p999", "ada") : reached("p%03d".formatted(each), "ada");
        }

        Stake stake = of(find(many), "ada");

        assertThat(stake.count()).isEqualTo(1_000);
        assertThat(stake.named()).hasSize(FindReached.NAMED);
        assertThat(stake.named().getFirst().attribute()).isEqualTo("p999");
    }

    @Test
    void a_team_and_its_members_answer_for_what_nobody_maintains_and_operators_are_not_bothered() {
        people.teams.put("csv", List.of("data"));
        people.members.put("data", List.of("grace"));

        SortedMap<String, Stake> found = find(reached("csv"), reached("docs"));

        assertThat(found).containsOnlyKeys("team:data", "grace");
        assertThat(of(found, "grace").reasons()).containsExactly(new Reason(Kind.ANSWERS_REACHED, "data"));
    }

    @Test
    void followers_are_found_by_pattern_team_and_wave() {
        people.teams.put("json", List.of("data"));
        people.follows.add(new Follow("pat", "p", new Follow.Target.Packages(Scope.Pattern.parse("demo:c*"))));
        people.follows.add(new Follow("tea", "t", new Follow.Target.Team("data")));
        people.follows.add(new Follow("wanda", "w", new Follow.Target.Wave("demo-1")));
        people.follows.add(new Follow("nobody", "n", new Follow.Target.Wave("demo-2")));

        SortedMap<String, Stake> found = find(reached("csv", "carol"), reached("json", "carol"));

        assertThat(found).containsOnlyKeys("carol", "pat", "tea", "wanda");
        assertThat(of(found, "pat").count()).isEqualTo(1);
        assertThat(of(found, "tea").named()).extracting(Reached::attribute).containsExactly("json");
        assertThat(of(found, "wanda").count()).isEqualTo(2);
        assertThat(of(found, "wanda").reasons()).containsExactly(new Reason(Kind.FOLLOWS_REACHED, "w"));
    }

    @Test
    void who_follows_the_wave_and_maintains_some_of_it_has_all_of_it_for_both_reasons() {
        people.follows.add(new Follow("carol", "w", new Follow.Target.Wave("demo-1")));

        SortedMap<String, Stake> found = find(reached("csv", "carol"), likely("json", "tim"));

        assertThat(of(found, "carol").named()).extracting(Reached::attribute).containsExactly("json", "csv");
        assertThat(of(found, "carol").count()).isEqualTo(2);
        assertThat(of(found, "carol").reasons())
                .containsExactly(new Reason(Kind.REACHED, "csv"), new Reason(Kind.FOLLOWS_REACHED, "w"));
    }

    @Test
    void what_is_followed_by_its_name_or_in_another_set_concerns_nobody_else() {
        people.follows.add(new Follow("exact", "e", new Follow.Target.Packages(Scope.Pattern.parse("demo:csv"))));
        people.follows.add(new Follow("other", "o", new Follow.Target.Packages(Scope.Pattern.parse("elsewhere:*"))));
        people.follows.add(new Follow("named", "n", new Follow.Target.Packages(Scope.Pattern.parse("elsewhere:csv"))));

        SortedMap<String, Stake> found = find(reached("csv", "carol"), reached("csv2", "carol"));

        assertThat(found).containsOnlyKeys("carol", "exact");
        assertThat(of(found, "exact").named()).extracting(Reached::attribute).containsExactly("csv");
    }

    @Test
    void nobody_who_follows_a_wave_is_told_of_one_that_reaches_nothing() {
        people.follows.add(new Follow("wanda", "w", new Follow.Target.Wave("demo-1")));

        assertThat(find()).isEmpty();
    }

    private static Stake of(SortedMap<String, Stake> found, String person) {
        return Objects.requireNonNull(found.get(person), person);
    }

    private static final class People implements Directory {
        private final TreeMap<String, List<String>> teams = new TreeMap<>();
        private final TreeMap<String, List<String>> members = new TreeMap<>();
        private final List<Follow> follows = new ArrayList<>();

        @Override
        public List<String> teams(String set, String attribute) {
            return teams.getOrDefault(attribute, List.of());
        }

        @Override
        public List<String> members(String team) {
            return members.getOrDefault(team, List.of());
        }

        @Override
        public List<Follow> follows() {
            return List.copyOf(follows);
        }
    }
}
