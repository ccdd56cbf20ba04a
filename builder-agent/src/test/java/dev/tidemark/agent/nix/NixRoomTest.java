package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.sandbox.Allowance;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import dev.tidemark.agent.sandbox.Limiter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NixRoomTest {

    @TempDir
    private Path folder;

    @Test
    void what_is_ended_on_the_machine_is_no_builders_where_all_of_them_are_in_the_agents_groups() throws Exception {
        assertThat(memory(Excess.Memory.NO, Optional.empty())).isEqualTo(Excess.Memory.NO);
        assertThat(memory(Excess.Memory.YES, Optional.empty())).isEqualTo(Excess.Memory.YES);
    }

    @Test
    void where_a_daemon_builds_it_may_be() throws Exception {
        assertThat(memory(Excess.Memory.NO, Optional.of(Excess.Memory.PERHAPS))).isEqualTo(Excess.Memory.PERHAPS);
        assertThat(memory(Excess.Memory.NO, Optional.of(Excess.Memory.NO))).isEqualTo(Excess.Memory.NO);
        assertThat(memory(Excess.Memory.YES, Optional.of(Excess.Memory.PERHAPS)))
                .isEqualTo(Excess.Memory.YES);
    }

    private Excess.Memory memory(Excess.Memory own, Optional<Excess.Memory> others) throws Exception {
        NixRoom.Limiters limiters = new NixRoom.Limiters(new Counted(own), others.map(each -> new Counted(each)));
        try (NixRoom room = NixRoom.open(folder, folder, limiters, Limits.DEFAULT)) {
            return room.memory();
        }
    }

    private record Counted(Excess.Memory memory) implements Limiter {

        @Override
        public String label() {
            return "counted";
        }

        @Override
        public Enclosure enclose(String name, Allowance allowance) {
            return new Enclosure() {
                @Override
                public boolean keptOut() {
                    return false;
                }

                @Override
                public List<String> around(List<String> words) {
                    return words;
                }

                @Override
                public List<String> within(List<String> words) {
                    return words;
                }

                @Override
                public Excess excess() {
                    return new Excess(memory, false);
                }

                @Override
                public void close() {}
            };
        }
    }
}
