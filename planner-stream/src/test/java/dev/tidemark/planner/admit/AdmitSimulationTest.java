package dev.tidemark.planner.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.Seeds;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class AdmitSimulationTest {

    private static final int SEEDS = 1_000;

    @Test
    void whatever_comes_in_whatever_order_no_bump_is_lost_and_none_is_taken_up_out_of_turn() {
        AtomicInteger waves = new AtomicInteger();
        AtomicInteger shared = new AtomicInteger();
        Seeds.each(SEEDS, seed -> {
            var opened = new AdmitSimulation(seed).run();
            waves.addAndGet(opened.size());
            shared.addAndGet((int) opened.values().stream()
                    .filter(wave -> wave.bumps().size() > 1)
                    .count());
        });
        if (System.getProperty("seed") == null) {
            assertThat(waves.get()).as("waves in all").isGreaterThan(5 * SEEDS);
            assertThat(shared.get()).as("waves of several bumps").isGreaterThan(SEEDS / 10);
        }
    }
}
