package dev.tidemark.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every graph, against the same worked out the slow way over names. */
final class GraphPropertiesTest {

    private static final int GRAPHS = 300;

    private interface Property {
        void holds(List<PackageNode> nodes, PackageGraph graph, Random random) throws InvalidGraphException;
    }

    private static void always(Property property) throws InvalidGraphException {
        long first = Long.getLong("seed", 0);
        for (long seed = first; seed < first + GRAPHS; seed++) {
            Random random = new Random(seed);
            List<PackageNode> nodes = RandomGraphs.nodes(random);
            try {
                property.holds(nodes, PackageGraph.of("demo", 1, nodes), random);
            } catch (AssertionError e) {
                throw new AssertionError("-Dseed=" + seed, e);
            }
        }
    }

    @Test
    void everything_that_is_known_of_a_package_can_be_read_back() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            assertThat(graph.size()).isEqualTo(nodes.size());
            for (PackageNode node : nodes) {
                assertThat(graph.node(graph.indexOf(node.attribute()).orElseThrow()))
                        .isEqualTo(node);
            }
        });
    }

    @Test
    void the_order_of_the_packages_does_not_matter() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            Collections.shuffle(nodes, random);
            PackageGraph shuffled = PackageGraph.of("demo", 1, nodes);
            for (int index = 0; index < graph.size(); index++) {
                assertThat(shuffled.attribute(index)).isEqualTo(graph.attribute(index));
                assertThat(shuffled.cutEdges(index)).isEqualTo(graph.cutEdges(index));
            }
        });
    }

    @Test
    void dependencies_have_smaller_numbers_and_only_edges_within_a_cycle_are_cut() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            for (int index = 0; index < graph.size(); index++) {
                int self = index;
                assertThat(Arrays.stream(graph.dependenciesOf(index)).boxed()).allMatch(needed -> needed < self);
                assertThat(Arrays.stream(graph.cutEdges(index)).boxed()).allMatch(needed -> needed > self);
                Set<Integer> cycle = Arrays.stream(graph.cycleOf(index)).boxed().collect(Collectors.toSet());
                assertThat(Arrays.stream(graph.cutEdges(index)).boxed()).allMatch(cycle::contains);
                assertThat(cycle).isEqualTo(cycleBySearch(nodes, graph, index));
            }
        });
    }

    private static Set<Integer> cycleBySearch(List<PackageNode> nodes, PackageGraph graph, int index) {
        String self = graph.attribute(index);
        Set<String> down = reachedBySearch(nodes, Set.of(self), edge -> true, Integer.MAX_VALUE);
        return down.stream()
                .filter(other -> reachedBySearch(nodes, Set.of(other), edge -> true, Integer.MAX_VALUE)
                        .contains(self))
                .map(other -> graph.indexOf(other).orElseThrow())
                .collect(Collectors.toSet());
    }

    @Test
    void a_bump_reaches_what_a_search_by_name_finds_under_every_policy() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            Set<String> bumped =
                    random.ints(2, 0, nodes.size()).mapToObj(i -> "p" + i).collect(Collectors.toSet());
            int[] indices = bumped.stream()
                    .mapToInt(name -> graph.indexOf(name).orElseThrow())
                    .toArray();
            assertThat(names(graph, Reached.of(graph, indices, EdgePolicy.ALL).packages()))
                    .isEqualTo(reachedBySearch(nodes, bumped, edge -> true, Integer.MAX_VALUE));
            Set<EdgeKind> kinds = EnumSet.of(List.of(EdgeKind.values()).get(random.nextInt(3)));
            Predicate<Dependency> counts = edge -> !Collections.disjoint(edge.kinds(), kinds);
            for (EdgePolicy.Reach reach : List.of(EdgePolicy.Reach.DIRECT, EdgePolicy.Reach.TRANSITIVE)) {
                assertThat(names(
                                graph,
                                Reached.of(graph, indices, new EdgePolicy(reach, kinds))
                                        .packages()))
                        .as("%s %s", reach, kinds)
                        .isEqualTo(reachedBySearch(
                                nodes, bumped, counts, reach == EdgePolicy.Reach.DIRECT ? 1 : Integer.MAX_VALUE));
            }
            EdgePolicy link = new EdgePolicy(EdgePolicy.Reach.LINK, EdgePolicy.ALL.kinds());
            assertThat(names(graph, Reached.of(graph, indices, link).packages()))
                    .isEqualTo(reachedBySearch(
                            nodes,
                            bumped,
                            edge -> edge.kinds().containsAll(Set.of(EdgeKind.BUILD, EdgeKind.RUNTIME)),
                            Integer.MAX_VALUE));
            Set<String> within = nodes.stream()
                    .map(PackageNode::attribute)
                    .filter(name -> random.nextInt(5) > 0)
                    .collect(Collectors.toSet());
            List<PackageNode> included = nodes.stream()
                    .filter(node -> within.contains(node.attribute()))
                    .toList();
            Set<String> origins = new TreeSet<>(bumped);
            origins.retainAll(within);
            assertThat(names(graph, graph.affectedBy(indices, index -> within.contains(graph.attribute(index)))))
                    .isEqualTo(reachedBySearch(included, origins, edge -> true, Integer.MAX_VALUE));
        });
    }

    private static Set<String> names(PackageGraph graph, int[] indices) {
        assertThat(indices).isSorted().doesNotHaveDuplicates();
        return Arrays.stream(indices).mapToObj(graph::attribute).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> reachedBySearch(
            List<PackageNode> nodes, Set<String> from, Predicate<Dependency> counts, int steps) {
        Map<String, Integer> distance = new HashMap<>();
        Deque<String> queue = new ArrayDeque<>(from);
        from.forEach(name -> distance.put(name, 0));
        while (!queue.isEmpty()) {
            String next = queue.remove();
            for (PackageNode node : nodes) {
                boolean needs = node.dependencies().stream()
                        .anyMatch(edge -> edge.attribute().equals(next) && counts.test(edge));
                if (needs && distance.getOrDefault(next, 0) < steps && !distance.containsKey(node.attribute())) {
                    distance.put(node.attribute(), distance.getOrDefault(next, 0) + 1);
                    queue.add(node.attribute());
                }
            }
        }
        return new TreeSet<>(distance.keySet());
    }

    @Test
    void levels_and_the_longest_way_are_those_of_the_edges_that_remain() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            float[] seconds = new float[graph.size()];
            for (int index = 0; index < seconds.length; index++) {
                seconds[index] = random.nextInt(9);
            }
            int[] bumped = {random.nextInt(graph.size())};
            Reached reached = Reached.of(graph, bumped, EdgePolicy.ALL, seconds);
            Set<Integer> within = Arrays.stream(reached.packages()).boxed().collect(Collectors.toSet());
            int[] level = new int[graph.size()];
            float[] end = new float[graph.size()];
            float longest = 0;
            for (int index : reached.packages()) {
                int[] needs = Arrays.stream(graph.dependenciesOf(index))
                        .filter(within::contains)
                        .toArray();
                float begin = 0;
                for (int need : needs) {
                    level[index] = Math.max(level[index], level[need] + 1);
                    begin = Math.max(begin, end[need]);
                }
                assertThat(reached.begin(index)).isEqualTo(begin);
                end[index] = begin + seconds[index];
                longest = Math.max(longest, end[index]);
            }
            int[] levels = reached.levels();
            assertThat(IntStream.range(0, levels.length)
                            .mapToObj(l -> within.stream()
                                    .filter(index -> level[index] == l)
                                    .count()))
                    .containsExactly(
                            Arrays.stream(levels).mapToObj(Long::valueOf).toArray(Long[]::new));
            List<Integer> path = reached.criticalPath(seconds);
            assertThat(path.stream().mapToDouble(index -> seconds[index]).sum()).isEqualTo(longest);
            for (int step = 1; step < path.size(); step++) {
                assertThat(graph.dependenciesOf(path.get(step))).contains(path.get(step - 1));
            }
        });
    }

    @Test
    void a_package_is_unfree_when_anything_is_that_it_is_built_from() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            Set<String> unfree = nodes.stream()
                    .filter(PackageNode::unfree)
                    .map(PackageNode::attribute)
                    .collect(Collectors.toSet());
            Set<String> strict = reachedBySearch(nodes, unfree, edge -> true, Integer.MAX_VALUE);
            for (int index = 0; index < graph.size(); index++) {
                assertThat(graph.trust(index) == TrustDomain.UNFREE)
                        .as(graph.attribute(index))
                        .isEqualTo(strict.contains(graph.attribute(index)));
            }
            PackageGraph filtered = graph.withKinds(EnumSet.of(EdgeKind.CHECK));
            for (int index = 0; index < filtered.size(); index++) {
                assertThat(filtered.trust(index) == TrustDomain.UNFREE)
                        .as("whichever kinds count")
                        .isEqualTo(strict.contains(filtered.attribute(index)));
            }
            strict.removeAll(unfree);
            assertThat(graph.movedByTrust()).containsExactlyElementsOf(strict);
        });
    }

    @Test
    void a_path_is_a_shortest_one() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            int from = random.nextInt(graph.size());
            int to = random.nextInt(graph.size());
            List<Integer> path = graph.path(from, to);
            Set<String> reached =
                    reachedBySearch(nodes, Set.of(graph.attribute(from)), edge -> true, Integer.MAX_VALUE);
            assertThat(!path.isEmpty()).isEqualTo(reached.contains(graph.attribute(to)));
            if (!path.isEmpty()) {
                assertThat(path.getFirst()).isEqualTo(from);
                assertThat(path.getLast()).isEqualTo(to);
                assertThat(reachedBySearch(nodes, Set.of(graph.attribute(from)), edge -> true, path.size() - 1))
                        .contains(graph.attribute(to));
                assertThat(path.size() > 1
                                && reachedBySearch(nodes, Set.of(graph.attribute(from)), edge -> true, path.size() - 2)
                                        .contains(graph.attribute(to)))
                        .isFalse();
            }
        });
    }

    @Test
    void a_graph_that_was_written_is_read_back_whole() throws InvalidGraphException {
        always((nodes, graph, random) -> {
            PackageGraph read = PreparedGraph.read(PreparedGraph.write(graph));
            assertThat(read.set()).isEqualTo("demo");
            assertThat(read.sequence()).isEqualTo(1);
            for (int index = 0; index < graph.size(); index++) {
                assertThat(read.node(index)).isEqualTo(graph.node(index));
                assertThat(read.dependentsOf(index)).isEqualTo(graph.dependentsOf(index));
                assertThat(read.cutEdges(index)).isEqualTo(graph.cutEdges(index));
                assertThat(read.cycleOf(index)).isEqualTo(graph.cycleOf(index));
                assertThat(read.trust(index)).isEqualTo(graph.trust(index));
            }
        });
    }

    @Test
    void bytes_that_were_cut_or_changed_are_refused() throws InvalidGraphException {
        PackageGraph graph = PackageGraph.of("demo", 1, RandomGraphs.nodes(new Random(1)));
        ByteBuffer bytes = PreparedGraph.write(graph);
        for (int length = 0; length < bytes.remaining(); length++) {
            ByteBuffer cut = bytes.slice(0, length);
            assertThatThrownBy(() -> PreparedGraph.read(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int at = 0; at < bytes.remaining(); at++) {
            ByteBuffer changed = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
            changed.put(at, (byte) (changed.get(at) ^ 1));
            assertThatThrownBy(() -> PreparedGraph.read(changed)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void with_fewer_kinds_there_are_fewer_edges_and_no_cycle_of_others() throws InvalidGraphException {
        PackageGraph graph = PackageGraph.of(
                "demo",
                1,
                List.of(
                        PackageNode.named("a", "1")
                                .dependencies(List.of(Dependency.build("b")))
                                .build(),
                        PackageNode.named("b", "1")
                                .dependencies(List.of(new Dependency("a", EnumSet.of(EdgeKind.CHECK))))
                                .build()));
        assertThat(graph.cutEdges()).isEqualTo(1);
        assertThat(graph.cutEdges(graph.indexOf("b").orElseThrow()))
                .as("what only tests need is cut, not what the build needs")
                .containsExactly(graph.indexOf("a").orElseThrow());

        PackageGraph builds = graph.withKinds(EnumSet.of(EdgeKind.BUILD));

        assertThat(builds.cutEdges()).isZero();
        assertThat(builds.edges()).isEqualTo(1);
        assertThat(builds.inCycle(0)).isFalse();
    }
}
