package dev.tidemark.planner.wave;

import dev.tidemark.planner.testing.Seeds;
import org.junit.jupiter.api.Test;

final class WaveSimulationTest {

    @Test
    void whatever_comes_in_whatever_order_every_job_ends_where_it_belongs() {
        Seeds.each(1500, seed -> new WaveSimulation(seed).run());
    }
}
