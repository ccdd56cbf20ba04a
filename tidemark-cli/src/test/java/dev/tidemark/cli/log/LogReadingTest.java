package dev.tidemark.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.log.LogReading.Piece;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogReadingTest {

    private final LogReading reading = new LogReading();

    @Test
    void chunks_one_after_the_other_are_the_whole_log() {
        assertThat(reading.hasBegun()).isFalse();
        assertThat(reading.take(chunk(0, 0, "one\n"))).containsExactly(text("one\n"));
        assertThat(reading.take(chunk(1, 4, "two\n"))).containsExactly(text("two\n"));
        assertThat(reading.hasEnded()).isFalse();
        assertThat(reading.take(end(2, 8, "", 8, false))).isEmpty();

        assertThat(reading.hasEnded()).isTrue();
        assertThat(reading.isWhole()).isTrue();
    }

    @Test
    void what_is_missing_is_told_where_it_is_missing() {
        reading.take(chunk(0, 0, "one\n"));

        assertThat(reading.take(chunk(5, 1004, "two\n"))).containsExactly(new Piece.LeftOut(1000), text("two\n"));
        assertThat(reading.take(end(6, 1008, "", 1508, false))).containsExactly(new Piece.LeftOut(500));
        assertThat(reading.hasEnded()).isTrue();
        assertThat(reading.isWhole()).isFalse();
    }

    @Test
    void a_log_whose_beginning_is_gone_says_so() {
        assertThat(reading.take(chunk(3, 12, "four\n"))).containsExactly(new Piece.LeftOut(12), text("four\n"));
    }

    @Test
    void what_is_beyond_the_limit_is_told_from_what_was_lost() {
        reading.take(chunk(0, 0, "one\n"));

        assertThat(reading.take(end(1, 4, "", 900, true))).containsExactly(new Piece.BeyondLimit(896));
        assertThat(reading.isWhole()).isFalse();
    }

    @Test
    void of_what_is_missing_the_end_is_told_from_what_is_missing_in_between() {
        assertThat(reading.lacksItsEnd()).isTrue();
        assertThat(reading.told()).isZero();
        reading.take(chunk(1, 1000, "two\n"));
        assertThat(reading.lacksItsEnd()).as("nobody says that it is").isTrue();
        assertThat(reading.told()).isEqualTo(1004);

        reading.take(end(2, 1004, "three\n", 1010, false));

        assertThat(reading.isWhole()).isFalse();
        assertThat(reading.lacksItsEnd()).isFalse();
    }

    @Test
    void what_is_beyond_the_limit_begins_where_the_last_text_ended() {
        reading.take(chunk(0, 0, "one\n"));
        reading.take(end(1, 4, "", 900, true));

        assertThat(reading.lacksItsEnd()).isTrue();
        assertThat(reading.told()).isEqualTo(4);
    }

    @Test
    void a_chunk_that_comes_again_changes_nothing() {
        reading.take(chunk(0, 0, "one\n"));

        assertThat(reading.take(chunk(0, 0, "one\n"))).isEmpty();
        assertThat(reading.take(chunk(1, 4, "two\n"))).containsExactly(text("two\n"));
        reading.take(end(2, 8, "", 8, false));
        assertThat(reading.take(end(2, 8, "", 8, false))).isEmpty();
        assertThat(reading.isWhole()).isTrue();
    }

    private static Piece text(String text) {
        return new Piece.Text(bytes(text));
    }

    private static Chunk chunk(int sequence, long offset, String text) {
        return new Chunk(sequence, offset, bytes(text), Optional.empty());
    }

    private static Chunk end(int sequence, long offset, String text, long all, boolean limited) {
        return new Chunk(sequence, offset, bytes(text), Optional.of(new Chunk.End(all, limited)));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
