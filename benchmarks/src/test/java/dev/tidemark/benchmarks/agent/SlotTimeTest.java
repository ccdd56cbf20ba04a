package dev.tidemark.benchmarks.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.benchmarks.agent.SleepingExecutor.Build;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SlotTimeTest {

    @Test
    void what_lies_between_two_builds_of_a_slot_is_lost() {
        SlotTime time =
                SlotTime.of(List.of(new Build(0, 100), new Build(5, 105), new Build(110, 210), new Build(108, 208)), 2);

        assertThat(time).isEqualTo(new SlotTime(400, 8 + 5));
        assertThat(time.shareLost()).isEqualTo(13.0 / 413);
        assertThat(time.perSecondBuilt()).isEqualTo(413.0 / 400);
    }

    @Test
    void what_begins_late_and_what_ends_early_is_not() {
        assertThat(SlotTime.of(List.of(new Build(0, 100), new Build(90, 190), new Build(100, 200)), 2))
                .isEqualTo(new SlotTime(300, 0));
    }
}
