package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeIndexTest {

    @Test
    void the_shortest_attribute_names_the_package_and_the_first_of_equals() {
        NodeIndex nodes = index("python3", "/p.drv", "python", "/p.drv", "pythoo", "/p.drv", "libz", "/z.drv");

        assertThat(nodes.nodes()).extracting(NodeIndex.Node::attribute).containsExactly("libz", "python");
        assertThat(nodes.nodes().get(1).aliases()).containsExactly("python3", "pythoo");
        assertThat(nodes.attribute(nodes.ofAttribute("pythoo"))).isEqualTo("python");
        assertThat(nodes.attribute(nodes.of("/p.drv"))).isEqualTo("python");
        assertThat(nodes.of("/unknown.drv")).isEqualTo(NodeIndex.NONE);
    }

    @Test
    void a_test_gives_its_name_only_to_what_has_no_other() {
        List<EvaluatedAttribute> evaluated = evaluated(
                "a", "/a.drv", "a.tests.x", "/long.drv", "longerThanATest", "/long.drv", "a.tests.y", "/y.drv");
        NodeIndex nodes = new NodeIndex(evaluated);

        assertThat(nodes.nodes())
                .extracting(NodeIndex.Node::attribute)
                .containsExactly("a", "a.tests.y", "longerThanATest");
        assertThat(nodes.nodes().get(2).aliases()).isEmpty();
        assertThat(nodes.sentinels(evaluated)).containsOnlyKeys(0);
        assertThat(nodes.sentinels(evaluated).get(0)).containsExactly(1, 2);
    }

    @Test
    void one_attribute_on_two_systems_is_one_package() {
        NodeIndex nodes = new NodeIndex(List.of(
                Evaluated.attribute("libz", "/one.drv", "x86_64-linux"),
                Evaluated.attribute("libz", "/two.drv", "aarch64-linux")));

        assertThat(nodes.nodes()).hasSize(1);
        assertThat(nodes.nodes().getFirst().variants()).hasSize(2);
        assertThat(nodes.systems()).containsExactly("aarch64-linux", "x86_64-linux");
        assertThat(List.of(nodes.of("/one.drv"), nodes.of("/two.drv"))).containsExactly(0, 0);
    }

    @Test
    void what_is_an_alias_on_one_system_only_is_a_package() {
        NodeIndex nodes = new NodeIndex(List.of(
                Evaluated.attribute("a", "/linux.drv", "x86_64-linux"),
                Evaluated.attribute("bb", "/linux.drv", "x86_64-linux"),
                Evaluated.attribute("a", "/mac.drv", "aarch64-darwin"),
                Evaluated.attribute("bb", "/other.drv", "aarch64-darwin")));

        assertThat(nodes.nodes()).extracting(NodeIndex.Node::attribute).containsExactly("a", "bb");
        assertThat(nodes.nodes().getFirst().aliases()).isEmpty();
    }

    private static NodeIndex index(String... attributesAndPaths) {
        return new NodeIndex(evaluated(attributesAndPaths));
    }

    private static List<EvaluatedAttribute> evaluated(String... attributesAndPaths) {
        return IntStream.range(0, attributesAndPaths.length / 2)
                .mapToObj(pair -> Map.entry(attributesAndPaths[pair * 2], attributesAndPaths[pair * 2 + 1]))
                .map(pair -> Evaluated.attribute(pair.getKey(), pair.getValue(), "x86_64-linux"))
                .toList();
    }
}
