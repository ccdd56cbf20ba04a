package dev.tidemark.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Farms of chance, in which everything that always must hold holds after every step. {@code -Dseed=42} runs one of them,
 * {@code -Dseeds=100000} so many.
 */
final class FarmSimulationTest {

    private static final int SEEDS = 6000;
    private static final int LARGE = 200;
    /** How often each row of the tables must have met each fault. */
    private static final int OFTEN = 20;

    @Test
    void whatever_goes_wrong_every_wave_ends_and_nothing_is_lost_or_done_twice() {
        SortedMap<Long, List<String>> violated = new ConcurrentSkipListMap<>();
        AtomicInteger large = new AtomicInteger();
        Coverage coverage = new Coverage();
        long[] seeds = seeds();
        LongStream.of(seeds).parallel().forEach(seed -> {
            Coverage.OfFarm covered = new Coverage.OfFarm();
            RandomFarm farm = new RandomFarm(seed, Cores.REAL, covered);
            farm.run();
            coverage.add(covered, farm.faults().happened());
            if (!farm.violations().isEmpty()) {
                violated.put(seed, farm.violations());
            }
            if (farm.jobs() >= LARGE && farm.waves() >= 2) {
                large.incrementAndGet();
            }
        });
        System.out.printf(
                "%d farms, %d of them with %d jobs and two waves or more; %s",
                seeds.length, large.get(), LARGE, coverage);

        assertThat(violated).isEmpty();
        if (seeds.length >= SEEDS) {
            assertThat(large.get()).as("large farms").isGreaterThanOrEqualTo(seeds.length * 3 / 10);
            assertThat(coverage.rarerThan(OFTEN))
                    .as("rows that some fault hardly met")
                    .isEmpty();
        }
    }

    private static long[] seeds() {
        Long one = Long.getLong("seed");
        return one != null
                ? new long[] {one}
                : LongStream.range(0, Integer.getInteger("seeds", SEEDS)).toArray();
    }
}
