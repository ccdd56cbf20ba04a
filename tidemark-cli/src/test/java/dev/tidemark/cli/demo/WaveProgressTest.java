package dev.tidemark.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WaveProgressTest {

    private Instant now = Instant.EPOCH;
    private final WaveProgress progress = new WaveProgress(() -> now);
    private final Screen narrow =
            new Screen(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), true, false, 40);

    @Test
    void it_says_how_much_is_settled_what_stands_and_what_is_built_where_since_when() {
        progress.take(Told.job("base", JobState.SUCCEEDED));
        progress.take(Told.job("left", JobState.REGRESSED));
        progress.take(Told.job("top", JobState.BLOCKED));
        progress.take(Told.job("right", JobState.CONFIRMING));
        progress.take(Told.start("right", Variant.WAVE, 2, "south"));
        now = now.plusSeconds(7);

        assertThat(progress.lines(narrow))
                .containsExactly(
                        " █████████░░░░  3 of 4 settled · 1 regressed · 1 blocked",
                        "      7 s  right 1 on south, try 2");
    }

    @Test
    void what_has_ended_is_built_no_more_and_what_nobody_knows_is_not_settled() {
        progress.take(Told.job("left", JobState.RUNNING));
        progress.take(Told.start("left", Variant.WAVE, 1, "north"));
        progress.take(Told.job("left", JobState.SUCCEEDED));
        progress.take(Told.job("other", JobState.UNKNOWN));

        assertThat(progress.lines(narrow)).containsExactly(" ██████░░░░░░░  1 of 2 settled");
    }

    @Test
    void before_anything_is_known_it_says_so() {
        assertThat(progress.lines(narrow)).containsExactly(" waiting for the wave …");
        progress.take(Told.wave(WaveState.PREPARING));
        progress.take(Told.start("@workspace", Variant.WAVE, 1, "north"));
        assertThat(progress.lines(narrow)).containsExactly(" preparing the wave …");
        progress.take(Told.job("left", JobState.READY));
        assertThat(progress.lines(narrow)).containsExactly(" ░░░░░░░░░░░░░  0 of 1 settled");
    }
}
