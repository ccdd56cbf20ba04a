package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlternativesTest {

    @Test
    void the_one_that_is_set_is_taken_whichever_it_is() {
        assertThat(Alternatives.<Object>exactlyOne("a kind of thing", Optional.of("text"), Optional.empty()))
                .isEqualTo("text");
        assertThat(Alternatives.<Object>exactlyOne("a kind of thing", Optional.empty(), Optional.of(7)))
                .isEqualTo(7);
    }

    @Test
    void when_none_is_set_the_reader_is_too_old() {
        assertThatThrownBy(() -> Alternatives.exactlyOne("a kind of thing", Optional.empty(), Optional.empty()))
                .isInstanceOf(NewerEventException.class)
                .hasMessage("a kind of thing that is newer than this program: upgrade it");
    }

    @Test
    void when_several_are_set_the_writer_is_wrong() {
        assertThatThrownBy(
                        () -> Alternatives.<Object>exactlyOne("a kind of thing", Optional.of("text"), Optional.of(7)))
                .isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(NewerEventException.class)
                .hasMessage("a kind of thing that is 2 at once: correct the program that wrote it");
    }
}
