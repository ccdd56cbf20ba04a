package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.machine.Condition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeedTest {

    @Test
    void an_agent_that_is_turned_away_knows_why_as_long_as_it_is_told() {
        Heed heed = new Heed("north", Duration.ofHours(1));
        assertThat(heed.turnedAway()).isEmpty();

        heed.heard(new AgentEvent.TurnedAway("enrol it"));
        heed.heard(new AgentEvent.BeatDue(Condition.UNKNOWN));

        assertThat(heed.turnedAway()).contains("enrol it");
    }

    @Test
    void what_was_said_long_ago_does_not_hold_any_more() {
        Heed heed = new Heed("north", Duration.ofNanos(1));

        heed.heard(new AgentEvent.TurnedAway("enrol it"));

        assertThat(heed.turnedAway()).isEmpty();
    }
}
