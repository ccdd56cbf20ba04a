package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.process.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NixProgramsTest {

    @TempDir
    private Path folder;

    @Test
    void a_program_has_a_tag_by_which_the_agents_next_life_finds_it() throws Exception {
        try (Workshop workshop = Workshop.take(folder)) {
            NixPrograms programs = new NixPrograms(Supervisor.in(folder), folder, Map.of(), workshop::newProgramTag);

            NixPrograms.Ended ended = programs.run(new CancelSignal(), List.of("sh", "-c", "env"));

            assertThat(ended.said().printed())
                    .anyMatch(line -> line.startsWith(
                            "TIDEMARK_ATTEMPT=" + workshop.folder().resolve("program-")));
        }
    }
}
