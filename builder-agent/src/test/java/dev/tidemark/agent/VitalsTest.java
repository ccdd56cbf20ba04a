package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.Health;
import dev.tidemark.service.ServiceException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VitalsTest {

    private final Vitals vitals = new Vitals();

    @Test
    void work_that_ends_in_order_is_no_failure() {
        vitals.guard("work", () -> {});

        assertThat(vitals.failure()).isEmpty();
    }

    @Test
    void what_broke_first_is_kept() {
        vitals.guard("work", () -> {
            throw new IllegalStateException("the book is torn");
        });
        vitals.guard("end", () -> {
            throw new AssertionError("and so it does not end");
        });

        assertThat(vitals.failure()).contains("it could not work (java.lang.IllegalStateException: the book is torn)");
    }

    @Test
    void an_error_is_a_failure_too() {
        vitals.guard("work", () -> {
            throw new AssertionError("cannot be");
        });

        assertThat(vitals.failure()).contains("it could not work (java.lang.AssertionError: cannot be)");
    }

    @Test
    void an_agent_that_broke_is_dead_and_says_what_to_do() {
        assertThat(AgentService.health(Optional.empty(), Optional.of("it could not work"), Optional.empty(), false))
                .isEqualTo(new Health.Dead("the agent broke: it could not work: restart the agent"));
    }

    @Test
    void an_agent_whose_names_of_files_are_not_utf_8_does_not_start() {
        AgentService.requireUtf8("UTF-8");

        assertThatThrownBy(() -> AgentService.requireUtf8("ANSI_X3.4-1968"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("ANSI_X3.4-1968")
                .hasMessageContaining("start it with LC_ALL=C.UTF-8");
    }

    @Test
    void an_agent_that_was_fenced_is_dead_for_the_reason_given() {
        assertThat(AgentService.health(
                        Optional.of("there is another"), Optional.of("later"), Optional.of("enrol it"), false))
                .isEqualTo(new Health.Dead("there is another"));
    }

    @Test
    void an_agent_that_is_whole_is_ready_or_starting() {
        assertThat(AgentService.health(Optional.empty(), Optional.empty(), Optional.empty(), true))
                .isEqualTo(Health.READY);
        assertThat(AgentService.health(Optional.empty(), Optional.empty(), Optional.empty(), false))
                .isInstanceOf(Health.Starting.class);
        assertThat(AgentService.health(Optional.empty(), Optional.empty(), Optional.of("enrol it"), false))
                .isEqualTo(new Health.Starting("enrol it"));
    }
}
