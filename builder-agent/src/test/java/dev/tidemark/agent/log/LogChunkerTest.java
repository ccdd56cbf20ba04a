package dev.tidemark.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogChunkerTest {

    private static final long PATIENCE = LogChunker.PATIENCE.toNanos();
    private static final long MUCH = 1L << 30;

    @Test
    void what_is_printed_waits_a_moment_for_more() {
        LogChunker chunker = new LogChunker(MUCH);

        assertThat(print(chunker, "one\n", 0)).isEmpty();
        assertThat(print(chunker, "two\n", PATIENCE - 1)).isEmpty();
        assertThat(chunker.due(PATIENCE - 1)).isEmpty();
        assertThat(chunker.due(PATIENCE))
                .hasValueSatisfying(chunk -> assertThat(text(chunk)).isEqualTo("one\ntwo\n"));
        assertThat(chunker.due(9 * PATIENCE)).isEmpty();
    }

    @Test
    void what_comes_late_goes_at_once_with_what_waits() {
        LogChunker chunker = new LogChunker(MUCH);
        print(chunker, "one\n", 5);

        assertThat(print(chunker, "two\n", 5 + PATIENCE))
                .extracting(LogChunkerTest::text)
                .containsExactly("one\ntwo\n");
        assertThat(print(chunker, "three\n", 6 + PATIENCE)).isEmpty();
    }

    @Test
    void as_much_as_a_chunk_holds_goes_at_once() {
        LogChunker chunker = new LogChunker(MUCH);

        List<LogChunk> chunks = print(chunker, "x".repeat(2 * LogChunker.LONGEST + 10), 0);

        assertThat(chunks).extracting(LogChunk::bytes).containsExactly(LogChunker.LONGEST, LogChunker.LONGEST);
        assertThat(chunks).extracting(LogChunk::sequence).containsExactly(0, 1);
        assertThat(chunks).extracting(LogChunk::offset).containsExactly(0L, (long) LogChunker.LONGEST);
        assertThat(chunker.end())
                .isEqualTo(new LogChunk(
                        2,
                        2L * LogChunker.LONGEST,
                        StandardCharsets.UTF_8.encode("x".repeat(10)),
                        Optional.of(new LogChunk.End(2L * LogChunker.LONGEST + 10, false))));
    }

    @Test
    void a_log_without_a_word_has_an_end() {
        LogChunk end = new LogChunker(MUCH).end();

        assertThat(end.bytes()).isZero();
        assertThat(end.end()).contains(new LogChunk.End(0, false));
    }

    @Test
    void what_is_beyond_the_limit_is_left_out_and_the_end_says_so() {
        LogChunker chunker = new LogChunker(6);
        print(chunker, "one\n", 0);

        assertThat(print(chunker, "two\n", PATIENCE))
                .extracting(LogChunkerTest::text)
                .containsExactly("one\ntw");
        assertThat(print(chunker, "three\n", 5 * PATIENCE)).isEmpty();
        assertThat(chunker.due(9 * PATIENCE)).isEmpty();
        LogChunk end = chunker.end();
        assertThat(end.bytes()).isZero();
        assertThat(end.offset()).isEqualTo(6);
        assertThat(end.end()).contains(new LogChunk.End(14, true));
    }

    @Test
    void a_log_that_just_fits_is_whole() {
        LogChunker chunker = new LogChunker(4);
        print(chunker, "one\n", 0);

        assertThat(chunker.end().end()).contains(new LogChunk.End(4, false));
    }

    @Test
    void however_it_is_printed_the_chunks_together_are_the_log() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        LogChunker chunker = new LogChunker(MUCH);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<LogChunk> chunks = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 100 : 100_000)];
            random.nextBytes(bytes);
            int count = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            now += random.nextLong(PATIENCE);
            chunks.addAll(chunker.take(bytes, count, now));
            printed.write(bytes, 0, count);
            chunker.due(now).ifPresent(chunks::add);
        }
        chunks.add(chunker.end());

        ByteArrayOutputStream told = new ByteArrayOutputStream();
        for (int i = 0; i < chunks.size(); i++) {
            LogChunk chunk = chunks.get(i);
            assertThat(chunk.sequence()).as("seed %d", seed).isEqualTo(i);
            assertThat(chunk.offset()).as("seed %d", seed).isEqualTo(told.size());
            assertThat(chunk.bytes()).isLessThanOrEqualTo(LogChunker.LONGEST);
            byte[] text = new byte[chunk.bytes()];
            chunk.text().duplicate().get(text);
            told.writeBytes(text);
        }
        assertThat(told.toByteArray()).as("seed %d", seed).isEqualTo(printed.toByteArray());
    }

    private static List<LogChunk> print(LogChunker chunker, String text, long nanos) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return chunker.take(bytes, bytes.length, nanos);
    }

    private static String text(LogChunk chunk) {
        return StandardCharsets.UTF_8.decode(chunk.text().duplicate()).toString();
    }
}
