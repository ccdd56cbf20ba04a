package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.planner.topology.PlannerSimulation.Mode;
import dev.tidemark.planner.topology.PlannerSimulation.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code -Drounds=N} plays N farms. */
final class NothingHalfDoneSimulationTest {

    private static final int SEEDS = Integer.getInteger("rounds", 10);

    @Test
    void a_failure_between_any_two_changes_of_a_processor_leaves_what_its_stores_had_and_nothing_half_done() {
        AtomicInteger failures = new AtomicInteger();
        AtomicInteger farms = new AtomicInteger();

        Seeds.each(SEEDS, seed -> {
            Outcome restarted = new PlannerSimulation(seed, Mode.RESTARTED).run();
            Outcome broken = new PlannerSimulation(seed, Mode.BROKEN_AT_EACH_STEP).run();

            assertThat(broken.forwarded()).isEqualTo(restarted.forwarded());
            assertThat(broken.rows()).isEqualTo(restarted.rows());
            failures.addAndGet(broken.failures());
            farms.incrementAndGet();
        });

        assertThat(failures).hasValueGreaterThan(500 * farms.get());
    }
}
