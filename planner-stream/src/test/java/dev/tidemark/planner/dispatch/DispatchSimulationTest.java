package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.testing.Seeds;
import org.junit.jupiter.api.Test;

final class DispatchSimulationTest {

    @Test
    void whoever_dies_and_whatever_comes_twice_everybody_is_told_once() {
        Seeds.each(1000, seed -> new DispatchSimulation(seed).run());
    }
}
