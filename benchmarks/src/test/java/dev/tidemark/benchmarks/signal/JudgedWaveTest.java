package dev.tidemark.benchmarks.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JudgedWaveTest {

    private static final int PACKAGES = 200;
    private static final int SEEDS = 20;

    private final FailureLogs logs =
            FailureLogs.in(Path.of("..").toAbsolutePath().normalize());

    private JudgedWave judged(long seed) throws InvalidGraphException {
        return JudgedWave.of(graph(), List.of("left", "right"), logs, SignalBenchmark.usual(), seed);
    }

    @Test
    void the_same_seed_is_judged_and_told_in_the_same_way() throws InvalidGraphException {
        assertThat(judged(7)).isEqualTo(judged(7));
    }

    @Test
    void nearly_every_alert_is_of_what_a_bump_broke_and_blames_it_and_nothing_is_missed_or_told_twice()
            throws InvalidGraphException {
        List<JudgedWave> waves = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            waves.add(judged(seed));
        }
        Judgements all = new Judgements(waves);
        int alerts = waves.stream().mapToInt(wave -> wave.judged().alerts()).sum();
        int failed = waves.stream().mapToInt(wave -> wave.judged().failed()).sum();

        assertThat(alerts).isGreaterThan(SEEDS);
        assertThat(failed).as("not every failure is a breakage").isGreaterThan(alerts + SEEDS / 2);
        assertThat(all.precision()).isGreaterThan(0.97);
        assertThat(all.rightlyBlamed()).isGreaterThan(0.97);
        assertThat(all.precisionOfBreakages()).isGreaterThan(0.97);
        assertThat(all.recall()).isEqualTo(1);
        assertThat(all.causesFound()).isEqualTo(1);
        assertThat(all.mostTellings()).isEqualTo(1);
        assertThat(waves.stream().mapToInt(wave -> wave.builds().deaths())).anyMatch(deaths -> deaths > 0);
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
