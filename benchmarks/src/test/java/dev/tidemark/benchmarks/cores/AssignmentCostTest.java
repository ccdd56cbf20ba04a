package dev.tidemark.benchmarks.cores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmarks.report.Measurement;
import org.junit.jupiter.api.Test;

class AssignmentCostTest {

    @Test
    void always_as_many_wait_and_every_build_that_ends_makes_room_for_one() {
        AssignmentCost cost = new AssignmentCost(50, 10);

        assertThat(cost.waiting()).isEqualTo(50);
        assertThat(cost.assign()).isEqualTo(100);
        assertThat(cost.assign()).isEqualTo(100);
        assertThat(cost.waiting()).isEqualTo(50);
    }

    @Test
    void many_are_measured_beside_few() throws InterruptedException {
        Measurement measured = AssignmentCost.duel(200, 20, 10).hold(0, 1, 1);

        assertThat(measured.ratios()).extracting(Measurement.Ratio::name).containsExactly(AssignmentCost.RATIO);
        assertThat(measured.millis()).containsOnlyKeys("200 ready, 10 agents", "20 ready, 10 agents");
        assertThat(measured.millis().values()).allMatch(millis -> millis > 0);
    }
}
