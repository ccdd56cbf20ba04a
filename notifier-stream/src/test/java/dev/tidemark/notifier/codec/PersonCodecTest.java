package dev.tidemark.notifier.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.people.Heard;
import dev.tidemark.notifier.people.Heard.Waiting;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.InboxKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PersonCodecTest {

    private static final Instant LATER = Told.NOW.plusSeconds(60);

    @Test
    void what_somebody_was_told_is_read_back_as_it_was_wherever_the_rest_waits() {
        Concern concern = Told.entry(
                        "ada", "e-1", InboxKind.MESSAGE, Told.breakage("b-1", BreakageState.GROWN, 2, "csv"))
                .getConcerns()
                .getFirst();
        List<Waiting> places = List.of(
                new Waiting.Gathering("b-1", LATER),
                new Waiting.Day(LATER),
                new Waiting.Week(LATER),
                new Waiting.WaveEnd("demo-1"),
                new Waiting.MuteEnd(),
                new Waiting.Limit(LATER));

        for (Waiting waiting : places) {
            Heard heard = new Heard(
                    ConcernCodec.word(concern).orElseThrow(),
                    Told.NOW,
                    Optional.of(new Heard.Said(1, true, Told.NOW)),
                    Optional.of(waiting));
            assertThat(PersonCodec.heard(PersonCodec.entry(heard, concern))).isEqualTo(heard);
        }
    }
}
