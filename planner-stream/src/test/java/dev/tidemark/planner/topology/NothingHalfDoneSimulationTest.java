package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.planner.topology.PlannerSimulation.Ending;
import dev.tidemark.planner.topology.PlannerSimulation.Failures;
import dev.tidemark.planner.topology.PlannerSimulation.Mode;
import dev.tidemark.planner.topology.PlannerSimulation.Outcome;
import dev.tidemark.schemas.event.WaveState;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code -Dfarms=N} plays N farms. */
final class NothingHalfDoneSimulationTest {

    private static final int SEEDS = Integer.getInteger("farms", 10);

    @Test
    void it_ends_as_it_does_when_nothing_fails() {
        Seeds.each(SEEDS, seed -> {
            Ending undisturbed = new PlannerSimulation(seed, Mode.UNDISTURBED).quietly();

            assertThat(undisturbed.waves()).isNotEmpty();
            assertThat(undisturbed.waves().values()).containsOnly(WaveState.GREEN);
            assertThat(undisturbed.built()).isNotEmpty();
            for (Mode mode : List.of(Mode.RESTARTED, Mode.BROKEN_AT_EACH_STEP)) {
                assertThat(new PlannerSimulation(seed, mode).quietly())
                        .as("%s", mode)
                        .isEqualTo(undisturbed);
            }
        });
    }

    @Test
    void a_failure_between_any_two_changes_of_a_processor_leaves_what_its_stores_had_and_nothing_half_done() {
        SortedMap<String, Failures> failures = new TreeMap<>();
        TreeSet<String> stores = new TreeSet<>();

        Seeds.each(SEEDS, seed -> {
            Outcome restarted = new PlannerSimulation(seed, Mode.RESTARTED).run();
            Outcome broken = new PlannerSimulation(seed, Mode.BROKEN_AT_EACH_STEP).run();

            assertThat(broken.forwarded()).isEqualTo(restarted.forwarded());
            assertThat(broken.rows()).isEqualTo(restarted.rows());
            broken.failures().forEach((store, more) -> failures.merge(store, more, Failures::and));
            broken.rows().forEach((task, rows) -> rows.keySet().forEach(store -> stores.add(task + " " + store)));
        });

        if (Long.getLong("seed") == null) { // One farm alone need not touch everything.
            assertThat(failures).containsOnlyKeys(stores);
            assertThat(failures).allSatisfy((store, count) -> {
                assertThat(count.instead()).as("%s: instead of a change", store).isPositive();
                assertThat(count.after()).as("%s: after a change", store).isPositive();
            });
        }
    }
}
