package dev.tidemark.agent.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.agent.attempt.HoldBack.Hold;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.agent.machine.Pressure;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class HoldBackTest {

    private final HoldBack rule = new HoldBack(new HoldBack.Limits(0.2, 1_000));

    @Test
    void pressure_of_memory_holds_a_busy_agent_until_it_has_halved() {
        assertThat(rule.on(pressed(0.19), 2)).isEqualTo(Hold.NONE);
        assertThat(rule.on(pressed(0.2), 2)).isEqualTo(Hold.MEMORY);
        assertThat(rule.on(pressed(0.11), 2)).isEqualTo(Hold.MEMORY);
        assertThat(rule.on(pressed(0.09), 2)).isEqualTo(Hold.NONE);
        assertThat(rule.on(pressed(0.11), 2)).isEqualTo(Hold.NONE);
    }

    @Test
    void an_agent_that_builds_nothing_is_not_held_by_memory() {
        assertThat(rule.on(pressed(0.9), 0)).isEqualTo(Hold.NONE);
        assertThat(rule.on(pressed(0.9), 1)).isEqualTo(Hold.MEMORY);
        assertThat(rule.on(pressed(0.9), 0)).isEqualTo(Hold.NONE);
    }

    @Test
    void a_disk_without_room_holds_every_agent_until_there_is_a_quarter_more() {
        assertThat(rule.on(room(1_000), 0)).isEqualTo(Hold.NONE);
        assertThat(rule.on(room(999), 0)).isEqualTo(Hold.DISK);
        assertThat(rule.on(room(1_249), 0)).isEqualTo(Hold.DISK);
        assertThat(rule.on(room(1_250), 0)).isEqualTo(Hold.NONE);
        assertThat(rule.on(room(1_100), 0)).isEqualTo(Hold.NONE);
    }

    @Test
    void a_disk_without_a_byte_of_room_holds_an_agent_as_before() {
        assertThat(rule.on(room(1), 0)).isEqualTo(Hold.DISK);
        assertThat(rule.on(room(0), 0)).isEqualTo(Hold.DISK);
    }

    @Test
    void what_a_machine_does_not_say_holds_nobody() {
        assertThat(rule.on(Condition.UNKNOWN, 3)).isEqualTo(Hold.NONE);
    }

    @Test
    void limits_that_would_hold_for_ever_are_refused() {
        assertThatThrownBy(() -> new HoldBack.Limits(0, 0)).hasMessageContaining("memory-pressure");
        assertThatThrownBy(() -> new HoldBack.Limits(0.5, -1)).hasMessageContaining("disk-bytes");
    }

    private static Condition pressed(double memory) {
        return new Condition(Optional.of(new Pressure(1, memory, 1)), OptionalLong.of(1_000_000));
    }

    private static Condition room(long bytes) {
        return new Condition(Optional.of(new Pressure(0, 0, 0)), OptionalLong.of(bytes));
    }
}
