package dev.tidemark.planner.admit;

import static dev.tidemark.planner.testing.TestGraphs.graph;
import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AdmitBumpTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final FakeSet set = new FakeSet();

    @Test
    void a_newer_version_opens_a_wave_that_is_planned_from_this_graph_or_a_newer_one() {
        set.graph = Optional.of(graph(7, List.of(node("textkit"))));

        Decision decision = set.tell(published("textkit", "2.0"));

        assertThat(decision.waves()).isEqualTo(1);
        assertThat(decision.opened()).singleElement().satisfies(opened -> {
            assertThat(opened.wave().value()).startsWith("demo-1-");
            assertThat(opened.minimumSequence()).isEqualTo(7);
            assertThat(opened.bump().bump()).isEqualTo(new Bump("textkit", "1.0", "2.0", Urgency.ROUTINE, "watcher"));
            assertThat(opened.bump().traceparent()).isEqualTo(TRACE);
            assertThat(opened.bump().standing()).isEqualTo(new Standing.InWave(opened.wave()));
            assertThat(decision.bumps()).containsExactly(opened.bump());
        });
    }

    @Test
    void the_same_bump_twice_is_one_bump() {
        set.graph = Optional.of(graph(node("textkit")));
        set.tell(published("textkit", "2.0"));

        assertThat(set.tell(published("textkit", "2.0"))).isEqualTo(new Decision(List.of(), List.of(), 1));
    }

    @Test
    void what_is_decided_again_has_the_same_name() {
        set.graph = Optional.of(graph(node("textkit")));
        WaveId one = AdmitBump.decide(set, published("textkit", "2.0"))
                .opened()
                .getFirst()
                .wave();
        WaveId again = AdmitBump.decide(set, published("textkit", "2.0"))
                .opened()
                .getFirst()
                .wave();
        WaveId other = AdmitBump.decide(set, published("textkit", "2.1"))
                .opened()
                .getFirst()
                .wave();

        assertThat(again).isEqualTo(one).isNotEqualTo(other);
    }

    @Test
    void a_version_that_is_not_newer_is_held_and_said_so_once() {
        set.graph = Optional.of(graph(node("textkit")));

        assertThat(reason(set.tell(published("textkit", "1.0"))))
                .isEqualTo("1.0 is not newer than 1.0, which the graph has;"
                        + " it is judged again with the next graph revision");
        assertThat(set.tell(published("textkit", "1.0")).bumps()).isEmpty();
        assertThat(set.tell(published("textkit", "0.9")).opened()).isEmpty();
    }

    @Test
    void a_bump_of_an_unknown_package_is_held_until_a_revision_has_it() {
        set.graph = Optional.of(graph(1, List.of(node("textkit"))));
        assertThat(reason(set.tell(published("json", "2.0")))).contains("set demo has no package json");

        set.graph = Optional.of(graph(2, List.of(node("json"), node("textkit"))));
        Decision decision = set.tell(new SetEvent.GraphRevised());

        assertThat(decision.opened()).singleElement().satisfies(opened -> {
            assertThat(opened.bump().bump().from()).isEqualTo("1.0");
            assertThat(opened.minimumSequence()).isEqualTo(2);
        });
        assertThat(set.held()).isEmpty();
    }

    @Test
    void a_bump_of_a_set_without_a_graph_is_held_with_the_next_step() {
        assertThat(reason(set.tell(published("textkit", "2.0"))))
                .contains("set demo has no graph yet")
                .endsWith("tidemark graph import");
    }

    @Test
    void a_revision_opens_all_that_were_held_for_it_each_in_a_wave_of_its_own() {
        set.tell(published("json", "2.0"));
        set.tell(published("csv", "2.0"));
        set.tell(published("nobody", "2.0"));
        set.graph = Optional.of(graph(node("csv"), node("json")));

        Decision decision = set.tell(new SetEvent.GraphRevised());

        assertThat(decision.opened())
                .extracting(opened -> opened.bump().bump().attribute())
                .containsExactly("csv", "json");
        assertThat(decision.waves()).isEqualTo(2);
        assertThat(set.held()).extracting(BumpStatus::id).containsExactly("demo:nobody@2.0");
    }

    @Test
    void a_bump_that_is_held_for_another_reason_says_the_new_one() {
        set.tell(published("json", "2.0"));
        set.graph = Optional.of(graph(node("csv")));

        assertThat(reason(set.tell(new SetEvent.GraphRevised()))).contains("no package json");
        assertThat(set.tell(new SetEvent.GraphRevised()).bumps()).isEmpty();
    }

    private static SetEvent published(String attribute, String to) {
        Bump bump = new Bump(attribute, "", to, Urgency.ROUTINE, "watcher");
        return new SetEvent.BumpPublished(new BumpStatus("demo", bump, new Standing.Held("not judged yet"), TRACE));
    }

    private static String reason(Decision decision) {
        assertThat(decision.opened()).isEmpty();
        return decision.bumps().getFirst().standing() instanceof Standing.Held(String reason) ? reason : "";
    }

    private static final class FakeSet implements AdmitBump.SetView {
        private final TreeMap<String, BumpStatus> bumps = new TreeMap<>();
        private Optional<PackageGraph> graph = Optional.empty();
        private long waves;

        Decision tell(SetEvent event) {
            Decision decision = AdmitBump.decide(this, event);
            decision.bumps().forEach(bump -> bumps.put(bump.id(), bump));
            waves = decision.waves();
            return decision;
        }

        @Override
        public String set() {
            return "demo";
        }

        @Override
        public Optional<PackageGraph> graph() {
            return graph;
        }

        @Override
        public long waves() {
            return waves;
        }

        @Override
        public Optional<BumpStatus> bump(String id) {
            return Optional.ofNullable(bumps.get(id));
        }

        @Override
        public List<BumpStatus> held() {
            return bumps.values().stream()
                    .filter(bump -> bump.standing() instanceof Standing.Held)
                    .toList();
        }
    }
}
