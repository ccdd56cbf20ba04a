package dev.tidemark.notifier.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.InputChange;
import dev.tidemark.schemas.event.RegressedJob;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChangedInputsTest {

    private static final String OUTPUT = "1".repeat(64);

    @Test
    void each_says_in_words_what_it_was_and_what_it_is() {
        assertThat(ChangedInputs.of(with(
                        5,
                        new InputChange("lexer", "1.0", "2.0", OUTPUT, OUTPUT),
                        new InputChange("ports", "1.0", "1.0", OUTPUT, OUTPUT),
                        new InputChange("shapes", null, "0.3", null, OUTPUT),
                        new InputChange("tables", "4", null, OUTPUT, null))))
                .containsExactly(
                        "lexer 1.0 → 2.0",
                        "ports 1.0, built anew",
                        "shapes 0.3, which is new",
                        "tables 4, which is an input no more",
                        "1 more");
    }

    @Test
    void those_that_are_not_named_are_counted() {
        assertThat(ChangedInputs.of(with(0))).isEmpty();
        assertThat(ChangedInputs.of(with(3))).containsExactly("3 of its inputs");
    }

    private static RegressedJob with(int count, InputChange... changes) {
        return RegressedJob.newBuilder(Told.breakage("b-1", BreakageState.RAISED, 1, "csv")
                        .getRegressed()
                        .getFirst())
                .setChangedInputs(List.of(changes))
                .setChangedInputsCount(count)
                .build();
    }
}
