package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.GpuNeed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuSharesTest {

    private static final List<String> ARCHITECTURES = List.of("sm-80", "sm-90");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void gpus_are_enough_where_some_way_to_hand_them_out_is_found_by_trying_all(long seed) {
        Random random = new Random(seed);
        int enough = 0;
        for (int round = 0; round < 2_000; round++) {
            List<Gpu> gpus = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(i -> new Gpu("a GPU", any(random), 1 + random.nextInt(2), "550"))
                    .toList();
            List<GpuNeed> asked = new ArrayList<>();
            Map<String, Integer> counted = new TreeMap<>();
            Map<GpuNeed, Integer> builds = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                GpuNeed need = new GpuNeed(
                        1 + random.nextInt(2),
                        random.nextBoolean() ? List.of() : List.of(any(random)),
                        random.nextInt(3),
                        "");
                builds.merge(need, 1, Integer::sum);
                for (int each = 0; each < need.count(); each++) {
                    asked.add(need);
                }
                counted.merge(need.toString(), 1, Integer::sum);
            }
            boolean suffice = GpuShares.suffice(gpus, builds);

            assertThat(suffice)
                    .as("seed %d, round %d: %s of %s", seed, round, counted, gpus)
                    .isEqualTo(PriorityOracle.canBeHandedOut(gpus, asked));
            enough += suffice ? 1 : 0;
        }
        assertThat(enough).isBetween(200, 1_800);
    }

    private static String any(Random random) {
        return ARCHITECTURES.get(random.nextInt(ARCHITECTURES.size()));
    }
}
