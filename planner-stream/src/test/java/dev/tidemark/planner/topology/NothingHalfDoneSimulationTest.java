package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.planner.topology.PlannerSimulation.Ending;
import dev.tidemark.planner.topology.PlannerSimulation.Failures;
import dev.tidemark.planner.topology.PlannerSimulation.Mode;
import dev.tidemark.planner.topology.PlannerSimulation.Outcome;
import dev.tidemark.schemas.event.WaveState;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dfarms=N} plays N farms. */
final class NothingHalfDoneSimulationTest {

    private static final int SEEDS = Integer.getInteger("farms", 10);
    private static final int REOPENED = Math.min(SEEDS, 3);

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
    void a_planner_that_is_closed_and_opens_its_files_again_has_what_it_had_and_goes_on_as_if_nothing_had_been(
            @TempDir Path folder) {
        AtomicInteger inMidBuild = new AtomicInteger();
        Seeds.each(REOPENED, seed -> {
            Ending undisturbed = new PlannerSimulation(seed, Mode.UNDISTURBED).quietly();
            PlannerSimulation reopened = new PlannerSimulation(seed, Mode.UNDISTURBED);

            assertThat(reopened.quietlyReopened(folder.resolve(Long.toString(seed))))
                    .isEqualTo(undisturbed);
            inMidBuild.addAndGet(reopened.reopeningsInMidBuild());
        });
        assertThat(inMidBuild).as("something was being built").hasPositiveValue();
    }

    @Test
    void a_wave_that_halts_over_what_was_lost_ends_as_if_nothing_had_been_once_it_is_resumed() {
        AtomicInteger lost = new AtomicInteger();
        Seeds.each(SEEDS, seed -> {
            Ending undisturbed = new PlannerSimulation(seed, Mode.UNDISTURBED).quietly();
            PlannerSimulation losing = new PlannerSimulation(seed, Mode.UNDISTURBED);

            Ending ending = losing.quietlyAndLose();

            assertThat(ending.waves()).isEqualTo(undisturbed.waves());
            assertThat(ending.jobs()).isEqualTo(undisturbed.jobs());
            assertThat(ending.bumps()).isEqualTo(undisturbed.bumps());
            assertThat(losing.wantedForNothing()).isEmpty();
            lost.addAndGet(losing.lost());
        });
        assertThat(lost).hasPositiveValue();
    }

    @Test
    void whatever_builds_come_to_and_whatever_of_it_is_lost_every_wave_ends_once_it_is_resumed() {
        Seeds.each(SEEDS, seed -> {
            PlannerSimulation losing = new PlannerSimulation(seed, Mode.UNDISTURBED);

            assertThat(losing.runAndLose().values()).isSubsetOf(WaveState.GREEN, WaveState.RED, WaveState.ABANDONED);

            assertThat(losing.wantedForNothing()).isEmpty();
        });
    }

    @Test
    void a_failure_between_any_two_changes_of_a_processor_leaves_what_its_stores_had_and_nothing_half_done() {
        SortedMap<String, Failures> failures = new TreeMap<>();
        TreeSet<String> stores = new TreeSet<>();
        AtomicInteger halts = new AtomicInteger();

        Seeds.each(SEEDS, seed -> {
            Outcome restarted = new PlannerSimulation(seed, Mode.RESTARTED).run();
            Outcome broken = new PlannerSimulation(seed, Mode.BROKEN_AT_EACH_STEP).run();

            assertThat(broken.forwarded()).isEqualTo(restarted.forwarded());
            assertThat(broken.rows()).isEqualTo(restarted.rows());
            halts.addAndGet(broken.halts());
            broken.failures().forEach((store, more) -> failures.merge(store, more, Failures::and));
            broken.rows().forEach((task, rows) -> rows.keySet().forEach(store -> stores.add(task + " " + store)));
        });

        assertThat(Long.getLong("seed") != null || halts.get() > 0)
                .as("a policy halts a wave")
                .isTrue();
        if (Long.getLong("seed") == null) { // One farm alone need not touch everything.
            assertThat(failures).containsOnlyKeys(stores);
            assertThat(failures).allSatisfy((store, count) -> {
                assertThat(count.instead()).as("%s: instead of a change", store).isPositive();
                assertThat(count.after()).as("%s: after a change", store).isPositive();
            });
        }
    }
}
