package dev.tidemark.benchmarks.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JudgedWaveTest {

    private static final int PACKAGES = 200;
    private static final int SEEDS = 40;

    @Test
    void the_same_seed_is_judged_in_the_same_way() throws InvalidGraphException {
        assertThat(JudgedWave.of(graph(), List.of("left", "right"), 7))
                .isEqualTo(JudgedWave.of(graph(), List.of("left", "right"), 7));
    }

    @Test
    void nearly_every_alert_is_of_what_a_bump_broke_and_blames_it_and_nothing_is_missed() throws InvalidGraphException {
        int failed = 0;
        int alerts = 0;
        int right = 0;
        int blamed = 0;
        int missed = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            JudgedWave wave = JudgedWave.of(graph(), List.of("left", "right"), seed);
            failed += wave.failed();
            alerts += wave.alerts();
            right += wave.rightAlerts();
            blamed += wave.rightlyBlamed();
            missed += wave.missed();
            assertThat(wave.extra()).isGreaterThanOrEqualTo(wave.failed());
        }
        assertThat(alerts).isGreaterThan(SEEDS);
        assertThat(failed).as("not every failure is a breakage").isGreaterThan(alerts + SEEDS);
        assertThat(right).isGreaterThanOrEqualTo(alerts - 2);
        assertThat(blamed).isEqualTo(right);
        assertThat(missed).isZero();
    }

    /** Two packages that everything else needs. */
    private static PackageGraph graph() throws InvalidGraphException {
        List<PackageNode> nodes = new ArrayList<>(List.of(node("left"), node("right")));
        for (int index = 0; index < PACKAGES; index++) {
            nodes.add(node("p" + index, "left", "right"));
        }
        return PackageGraph.of("small", 1, nodes);
    }

    private static PackageNode node(String name, String... needs) {
        return PackageNode.named(name, "1.0")
                .systems(List.of("x86_64-linux"))
                .dependencies(List.of(needs).stream().map(Dependency::build).toList())
                .build();
    }
}
