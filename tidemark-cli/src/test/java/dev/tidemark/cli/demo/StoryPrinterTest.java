package dev.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.WaveState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class StoryPrinterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StoryPrinter printer = new StoryPrinter(
            new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, false), () -> Instant.EPOCH);

    @Test
    void what_is_in_a_state_that_is_newer_than_this_program_is_shown_as_unknown() {
        printer.tell(Told.bump(BumpState.UNKNOWN));
        printer.tell(Told.wave(WaveState.OPEN));
        printer.tell(Told.wave(WaveState.UNKNOWN));
        printer.tell(Told.job("left", JobState.UNKNOWN));

        assertThat(bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains("UNKNOWN base 1 → 2 in a state that is newer than this program")
                .contains("UNKNOWN w in a state that is newer than this program")
                .contains("UNKNOWN left 1 in a state that is newer than this program");
    }
}
