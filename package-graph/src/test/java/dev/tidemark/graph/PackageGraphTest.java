package dev.tidemark.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackageGraphTest {

    @Test
    void a_bump_reaches_what_depends_on_it_dependencies_first() throws InvalidGraphException {
        PackageGraph graph = graph(
                node("app", "json", "csv"), node("csv", "text"), node("json", "text"), node("other"), node("text"));

        assertThat(names(graph, graph.affectedBy(indices(graph, "text"))))
                .containsExactly("text", "csv", "json", "app");
        assertThat(names(graph, graph.affectedBy(indices(graph, "csv")))).containsExactly("csv", "app");
        assertThat(names(graph, graph.affectedBy(indices(graph, "other")))).containsExactly("other");
    }

    @Test
    void the_closure_holds_all_that_is_needed() throws InvalidGraphException {
        PackageGraph graph = graph(node("app", "json"), node("json", "text"), node("other"), node("text"));

        assertThat(names(graph, graph.closureOf(indices(graph, "app")))).containsExactly("text", "json", "app");
    }

    @Test
    void what_builds_from_unfree_is_unfree() throws InvalidGraphException {
        PackageGraph graph = graph(node("app", "codec"), unfree("codec", "text"), node("text"));

        assertThat(graph.trust(graph.indexOf("app").orElseThrow())).isEqualTo(TrustDomain.UNFREE);
        assertThat(graph.trust(graph.indexOf("codec").orElseThrow())).isEqualTo(TrustDomain.UNFREE);
        assertThat(graph.trust(graph.indexOf("text").orElseThrow())).isEqualTo(TrustDomain.FREE);
    }

    @Test
    void unfree_passes_over_a_cut_edge_too() throws InvalidGraphException {
        PackageGraph graph = graph(node("a", "b"), node("b", "c"), unfree("c", "a"));

        for (int index = 0; index < graph.size(); index++) {
            assertThat(graph.trust(index)).isEqualTo(TrustDomain.UNFREE);
        }
    }

    @Test
    void what_is_not_included_passes_no_bump_on() throws InvalidGraphException {
        PackageGraph graph = graph(node("app", "json"), node("json", "text"), node("text"));
        int json = graph.indexOf("json").orElseThrow();

        assertThat(names(graph, graph.affectedBy(indices(graph, "text"), index -> index != json)))
                .containsExactly("text");
    }

    @Test
    void a_cycle_is_cut_at_its_first_member_and_a_bump_of_a_member_reaches_them_all() throws InvalidGraphException {
        PackageGraph graph = graph(node("a", "b"), node("b", "c"), node("c", "a"), node("user", "c"));

        assertThat(names(graph, graph.cutEdges(graph.indexOf("a").orElseThrow())))
                .containsExactly("b");
        assertThat(graph.cutEdges()).isEqualTo(1);
        assertThat(names(graph, graph.cycleOf(graph.indexOf("b").orElseThrow())))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(graph.inCycle(graph.indexOf("user").orElseThrow())).isFalse();
        assertThat(names(graph, graph.affectedBy(indices(graph, "b"))))
                .containsExactlyInAnyOrder("a", "b", "c", "user");
    }

    @Test
    void packages_that_make_no_graph_are_refused() {
        assertThatThrownBy(() -> graph(node("a", "nobody")))
                .hasMessage("package a depends on nobody, which is not in the set");
        assertThatThrownBy(() -> graph(node("a", "a"))).hasMessage("package a depends on itself");
        assertThatThrownBy(() -> graph(node("a"), node("a"))).hasMessage("package a is there twice");
    }

    @Test
    void a_chain_as_long_as_the_set_does_not_overflow() throws InvalidGraphException {
        List<PackageNode> chain = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            chain.add(i == 0 ? node("p000000") : node("p%06d".formatted(i), "p%06d".formatted(i - 1)));
        }

        PackageGraph graph = PackageGraph.of("demo", 1, chain);

        assertThat(graph.affectedBy(indices(graph, "p000000"))).hasSize(50_000);
    }

    @Test
    void in_random_graphs_with_cycles_every_kept_edge_respects_the_order() throws InvalidGraphException {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            PackageGraph graph = PackageGraph.of("demo", 1, randomNodes(random));
            int[] all = graph.closureOf(IntStream.range(0, graph.size()).toArray());
            BitSet before = new BitSet();
            for (int index : all) {
                for (int dependency : graph.dependenciesOf(index)) {
                    assertThat(before.get(dependency)).as("seed %d", seed).isTrue();
                }
                before.set(index);
            }
            assertThat(before.cardinality()).isEqualTo(graph.size());
        }
    }

    private static List<PackageNode> randomNodes(Random random) {
        int size = 2 + random.nextInt(30);
        List<PackageNode> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int self = i;
            String[] dependencies = random.ints(random.nextInt(4), 0, size)
                    .filter(target -> target != self)
                    .mapToObj(target -> "p" + target)
                    .toArray(String[]::new);
            nodes.add(node("p" + i, dependencies));
        }
        return nodes;
    }

    private static PackageGraph graph(PackageNode... nodes) throws InvalidGraphException {
        return PackageGraph.of("demo", 1, Arrays.asList(nodes));
    }

    private static PackageNode node(String attribute, String... dependencies) {
        return node(attribute, false, dependencies);
    }

    private static PackageNode unfree(String attribute, String... dependencies) {
        return node(attribute, true, dependencies);
    }

    private static PackageNode node(String attribute, boolean unfree, String... dependencies) {
        return PackageNode.named(attribute, "1.0")
                .systems(List.of("x86_64-linux"))
                .dependencies(Arrays.stream(dependencies)
                        .distinct()
                        .map(Dependency::build)
                        .toList())
                .unfree(unfree)
                .recipeDigest(Sha256.builder().add(attribute).build())
                .build();
    }

    private static int[] indices(PackageGraph graph, String attribute) {
        return new int[] {graph.indexOf(attribute).orElseThrow()};
    }

    private static List<String> names(PackageGraph graph, int[] indices) {
        return Arrays.stream(indices)
                .mapToObj(index -> graph.node(index).attribute())
                .toList();
    }
}
