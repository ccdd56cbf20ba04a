package dev.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
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

    @Test
    void a_build_is_told_once_with_its_agent_its_try_and_whether_it_is_without_the_bump() {
        printer.tell(Told.job("left", JobState.READY));
        printer.tell(Told.start("left", Variant.WAVE, 1, "north"));
        printer.tell(Told.job("left", JobState.RUNNING));
        printer.tell(Told.start("left", Variant.WAVE, 1, "north"));
        printer.tell(Told.start("left", Variant.WAVE, 2, "south"));
        printer.tell(Told.start("left", Variant.BASELINE, 1, "north"));
        printer.tell(Told.job("other", JobState.RUNNING));

        assertThat(bytes.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceAll("\\s+", " ").strip()))
                .containsExactly(
                        "0.0s building left 1 on north",
                        "0.0s building left 1 on south, try 2",
                        "0.0s building left on north, without the bump",
                        "0.0s building other 1");
    }

    @Test
    void a_wave_that_is_prepared_opens_when_its_jobs_are_known() {
        printer.tell(Told.wave(WaveState.PREPARING));
        printer.tell(Told.start("@workspace", Variant.WAVE, 1, "north"));
        printer.tell(Told.wave(WaveState.OPEN, Told.count(JobState.PENDING, 2)));
        printer.tell(Told.wave(WaveState.PAUSED, Told.count(JobState.PENDING, 2)));
        printer.tell(Told.wave(WaveState.OPEN, Told.count(JobState.PENDING, 2)));

        assertThat(bytes.toString(StandardCharsets.UTF_8)
                        .replaceAll("\n {20}", " ")
                        .lines()
                        .map(line -> line.replaceAll("\\s+", " ").strip()))
                .containsExactly(
                        "0.0s wave w is prepared: its bumps are applied, and the set is evaluated with them",
                        "0.0s preparing the wave on north",
                        "0.0s wave w opens: 2 jobs in 3 levels",
                        "0.0s PAUSED w",
                        "0.0s wave w is open again");
    }

    @Test
    void of_what_is_known_only_changes_are_told() {
        printer.know(((FarmNews.OfJob) Told.job("left", JobState.SUCCEEDED)).job());
        printer.tell(Told.job("left", JobState.SUCCEEDED));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
