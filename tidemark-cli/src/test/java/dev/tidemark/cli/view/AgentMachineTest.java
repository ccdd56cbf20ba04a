package dev.tidemark.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Gpu;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.event.Pressure;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AgentMachineTest {

    private static final Gpu H200 = new Gpu("NVIDIA H200", "sm-90", 143_771L << 20, "550.54.15");
    private static final Gpu A100 = new Gpu("NVIDIA A100-SXM4-40GB", "sm-80", 40_960L << 20, "550.54.15");

    @Test
    void equal_gpus_are_counted_and_who_has_none_says_so() {
        assertThat(AgentMachine.gpus(agent().build())).isEqualTo("none");
        assertThat(AgentMachine.gpus(agent().setGpus(List.of(H200, A100, H200)).build()))
                .isEqualTo("2 NVIDIA H200 (sm-90, 140.4 GiB, driver 550.54.15);"
                        + " 1 NVIDIA A100-SXM4-40GB (sm-80, 40.0 GiB, driver 550.54.15)");
    }

    @Test
    void what_an_agent_does_not_say_of_its_machine_is_left_open() {
        Agent silent = agent().build();
        Agent pressed = agent().setDiskBytes(3L << 30)
                .setPressure(new Pressure(0.4, 0.0, 0.125))
                .build();

        assertThat(List.of(
                        AgentMachine.cpus(silent),
                        AgentMachine.memory(silent),
                        AgentMachine.disk(silent),
                        AgentMachine.pressure(silent)))
                .containsOnly("-");
        assertThat(AgentMachine.disk(pressed)).isEqualTo("3.0 GiB");
        assertThat(AgentMachine.pressure(pressed)).isEqualTo("cpu 40 %, memory 0 %, io 13 %");
    }

    @Test
    void one_that_is_held_says_for_want_of_what() {
        EnrolledAgents enrolled = new EnrolledAgents(() -> List.of(Enrolment.newBuilder()
                .setPool("x86_64-linux.free")
                .setAgent("north")
                .setKey("")
                .setBy("ada")
                .setAt(Instant.EPOCH)
                .build()));

        assertThat(enrolled.state(
                        agent().setState(AgentState.HELD).setHold(Hold.DISK).build()))
                .isEqualTo("HELD for want of disk");
        assertThat(enrolled.state(agent().setState(AgentState.LEFT).build())).isEqualTo("LEFT");
    }

    private static Agent.Builder agent() {
        return Agent.newBuilder()
                .setPool("x86_64-linux.free")
                .setAgent("north")
                .setIncarnation("life-1")
                .setState(AgentState.FREE)
                .setAt(Instant.EPOCH)
                .setFeatures(List.of())
                .setSlots(1)
                .setBusy(0)
                .setCpus(0)
                .setMemoryBytes(0);
    }
}
