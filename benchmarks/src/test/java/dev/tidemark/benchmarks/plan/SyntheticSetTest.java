package dev.tidemark.benchmarks.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class SyntheticSetTest {

    private static final int PACKAGES = 4_000;
    private final PackageGraph real = SmallGraphs.of(4, 1_000);

    @Test
    void every_package_needs_only_those_before_it() {
        SyntheticSet set = SyntheticSet.of(real, PACKAGES, 1);
        Set<String> before = new HashSet<>();
        for (int place = 0; place < set.size(); place++) {
            PackageNode node = set.node(place);
            assertThat(node.dependencies())
                    .allSatisfy(needed -> assertThat(before).contains(needed.attribute()));
            assertThat(before.add(node.attribute())).isTrue();
        }
        assertThat(set.graph().cutEdges()).isZero();
    }

    @Test
    void the_same_seed_gives_the_same_set_and_another_another() {
        PackageGraph one = SyntheticSet.of(real, PACKAGES, 1).graph();
        PackageGraph same = SyntheticSet.of(real, PACKAGES, 1).graph();
        PackageGraph other = SyntheticSet.of(real, PACKAGES, 2).graph();
        for (int index = 0; index < PACKAGES; index++) {
            assertThat(same.node(index)).isEqualTo(one.node(index));
        }
        assertThat(IntStream.range(0, PACKAGES)
                        .filter(index -> !other.node(index).equals(one.node(index))))
                .isNotEmpty();
    }

    @Test
    void degrees_are_distributed_as_those_of_its_model() {
        PackageGraph graph = SyntheticSet.of(real, PACKAGES, 1).graph();
        assertThat((double) graph.edges() / graph.size())
                .isCloseTo((double) real.edges() / real.size(), Percentage.withPercentage(3));
        for (double fraction : new double[] {0.25, 0.5, 0.75, 0.95}) {
            assertThat(quantile(graph, fraction, index -> graph.dependenciesOf(index).length))
                    .isCloseTo(quantile(real, fraction, index -> real.dependenciesOf(index).length), Offset.offset(1));
        }
        for (double share : new double[] {0.01, 0.1}) {
            assertThat(share(graph, share))
                    .as("of the %s most needed", share)
                    .isCloseTo(share(real, share), Offset.offset(0.1));
        }
    }

    private static int quantile(PackageGraph graph, double fraction, IntUnaryOperator degree) {
        return IntStream.range(0, graph.size()).map(degree).sorted().toArray()[(int) (fraction * graph.size())];
    }

    /** What share of the edges leads to the packages that are needed most. */
    private static double share(PackageGraph graph, double fraction) {
        int[] needed = IntStream.range(0, graph.size())
                .map(index -> graph.dependentsOf(index).length)
                .sorted()
                .toArray();
        int from = (int) ((1 - fraction) * needed.length);
        return (double) Arrays.stream(needed, from, needed.length).sum() / graph.edges();
    }

    @Test
    void it_has_about_as_many_edges_as_were_asked_for() {
        PackageGraph graph = SyntheticSet.of(real, PACKAGES, 10_000, 1).graph();
        assertThat(graph.edges()).isCloseTo(10_000, Percentage.withPercentage(3));
    }
}
