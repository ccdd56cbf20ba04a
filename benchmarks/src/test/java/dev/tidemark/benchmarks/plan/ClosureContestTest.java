package dev.tidemark.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Reached;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosureContestTest {

    @Test
    void ours_and_what_is_written_by_hand_say_the_same_of_every_package() {
        for (long seed = 0; seed < 50; seed++) {
            PackageGraph graph = SmallGraphs.of(seed, 60);
            ClosureContest contest = new ClosureContest(graph);
            for (int index = 0; index < graph.size(); index++) {
                contest.requireTheSame(index);
            }
        }
    }

    @Test
    void whatever_else_answers_reaches_as_much() {
        PackageGraph graph = SmallGraphs.of(1, 80);
        for (int index = 0; index < graph.size(); index++) {
            int count = Reached.of(graph, new int[] {index}, EdgePolicy.ALL).count();
            assertThat(GraphView.of(graph).reached(graph.attribute(index))).isEqualTo(count);
            assertThat(NamedLists.of(graph).reached(graph.attribute(index))).isEqualTo(count);
        }
    }

    @Test
    void the_order_by_hand_has_dependencies_before_their_dependents() {
        PackageGraph graph = SmallGraphs.of(2, 80);
        int most = ClosureContest.mostNeeded(graph);
        int[] byName = graph.alphabetical();
        int bumped = 0;
        while (byName[bumped] != most) {
            bumped++;
        }
        HandWritten.Answer answer = HandWritten.of(graph).reached(bumped);

        boolean[] before = new boolean[graph.size()];
        for (int i = 0; i < answer.count(); i++) {
            int index = byName[answer.at(i)];
            for (int dependent : graph.dependentsOf(index)) {
                assertThat(before[dependent]).isFalse();
            }
            before[index] = true;
        }
        assertThat(answer.count()).isGreaterThan(10);
    }

    @Test
    void a_graph_with_a_cycle_is_refused() throws InvalidGraphException {
        PackageGraph cyclic = PackageGraph.of(
                "small",
                1,
                List.of(
                        PackageNode.named("a", "1")
                                .dependencies(List.of(Dependency.build("b")))
                                .build(),
                        PackageNode.named("b", "1")
                                .dependencies(List.of(Dependency.build("a")))
                                .build()));
        assertThatThrownBy(() -> new ClosureContest(cyclic)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_contest_names_ours_the_baseline_and_the_others() throws InterruptedException {
        PackageGraph graph = SmallGraphs.of(3, 80);
        Measurement measured = new ClosureContest(graph).hold("a / b", "it", 0, true, new PlanBenchmark.Rounds(0, 1));

        assertThat(measured.ratios()).singleElement().satisfies(ratio -> {
            assertThat(ratio.name()).isEqualTo("a / b");
            assertThat(ratio.value()).isPositive();
        });
        assertThat(measured.aa()).containsOnlyKeys("it: Tidemark", "it: by hand");
        assertThat(measured.millis())
                .containsOnlyKeys(
                        "it: Tidemark", "it: by hand", "it: JGraphT's views", "it: HashMap<String, List<String>>");
    }
}
