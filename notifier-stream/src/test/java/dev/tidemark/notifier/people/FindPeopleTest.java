package dev.tidemark.notifier.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.breakage.Publications;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Reason.Kind;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FindPeopleTest {

    private static final WaveId WAVE = new WaveId("demo-1");
    private final People people = new People();

    @Test
    void who_is_nearest_can_act_and_is_found_once_with_every_reason() {
        Map<String, List<Reason>> found = find(
                List.of(regressed("csv", "carol", "tim"), regressed("json", "carol")), List.of(blocked("docs", "tim")));

        assertThat(found).containsOnlyKeys("carol", "tim", "watcher");
        assertThat(found.get("carol"))
                .containsExactly(new Reason(Kind.MAINTAINS, "csv"), new Reason(Kind.MAINTAINS, "json"));
        assertThat(found.get("tim"))
                .containsExactly(
                        new Reason(Kind.MAINTAINS, "csv"),
                        new Reason(Kind.BUMPED, "textkit 2.0"),
                        new Reason(Kind.BLOCKED, "docs"));
        assertThat(found.get("watcher")).containsExactly(new Reason(Kind.PUBLISHED, "textkit 2.0"));
    }

    @Test
    void a_team_answers_for_what_nobody_maintains_and_each_of_its_members_does() {
        people.teams.put("csv", List.of("data"));
        people.members.put("data", List.of("grace", "tim"));

        Map<String, List<Reason>> found = find(List.of(regressed("csv")), List.of());

        assertThat(found).containsOnlyKeys("team:data", "grace", "tim", "watcher");
        assertThat(found.get("grace")).containsExactly(new Reason(Kind.ANSWERS, "data"));
    }

    @Test
    void operators_answer_where_nobody_else_does() {
        assertThat(find(List.of(regressed("csv")), List.of()).get("operators"))
                .containsExactly(new Reason(Kind.ANSWERS, "csv"));
    }

    @Test
    void who_maintains_what_is_blocked_only_knows() {
        assertThat(find(List.of(regressed("csv", "carol")), List.of(blocked("docs", "dora")))
                        .get("dora"))
                .allSatisfy(reason -> assertThat(reason.kind().canAct()).isFalse());
    }

    @Test
    void followers_are_found_by_pattern_team_and_wave() {
        people.teams.put("json", List.of("data"));
        people.follows.add(new Follow("pat", "p", new Follow.Target.Packages(Scope.Pattern.parse("demo:c*"))));
        people.follows.add(new Follow("bob", "b", new Follow.Target.Packages(Scope.Pattern.parse("demo:d*"))));
        people.follows.add(new Follow("una", "u", new Follow.Target.Packages(Scope.Pattern.parse("nixpkgs:*"))));
        people.follows.add(new Follow("tea", "t", new Follow.Target.Team("data")));
        people.follows.add(new Follow("wes", "w", new Follow.Target.Wave("demo-1")));
        people.follows.add(new Follow("xav", "x", new Follow.Target.Wave("demo-2")));

        Map<String, List<Reason>> found =
                find(List.of(regressed("csv", "carol")), List.of(blocked("docs"), blocked("json")));

        assertThat(found.get("pat")).containsExactly(new Reason(Kind.FOLLOWS, "p"));
        assertThat(found.get("bob")).containsExactly(new Reason(Kind.FOLLOWS_BLOCKED, "b"));
        assertThat(found.get("tea")).containsExactly(new Reason(Kind.FOLLOWS_BLOCKED, "t"));
        assertThat(found.get("wes")).containsExactly(new Reason(Kind.FOLLOWS, "w"));
        assertThat(found).doesNotContainKeys("una", "xav");
    }

    private Map<String, List<Reason>> find(List<Finding> regressed, List<BlockedJob> blocked) {
        Publication publication = Publications.raised(regressed, blocked);
        return FindPeople.concernedBy("demo", publication, people);
    }

    private static JobId job(String attribute) {
        return new JobId(attribute, "x86_64-linux", Variant.WAVE);
    }

    private static Finding regressed(String attribute, String... maintainers) {
        return new Finding(
                WAVE,
                job(attribute),
                "cause",
                List.of(new Bump("textkit", "2.0", false, "watcher")),
                new Finding.People(List.of(maintainers), List.of("tim")),
                "proof",
                Optional.empty());
    }

    private static BlockedJob blocked(String attribute, String... maintainers) {
        return new BlockedJob(WAVE, job(attribute), List.of(job("csv")), List.of(maintainers));
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
            return follows;
        }
    }
}
