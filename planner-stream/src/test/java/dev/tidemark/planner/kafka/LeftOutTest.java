package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.kafka.LeftOut.Kind;
import dev.tidemark.planner.kafka.LeftOut.Tally;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.service.DeadLetters;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class LeftOutTest {

    private final List<String> letters = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut(new DeadLetters() {
        @Override
        public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
            letters.add(record.offset() + ": " + reason);
        }

        @Override
        public void close() {}
    });

    @Test
    void a_start_makes_letters_of_the_first_of_each_kind_and_counts_all() {
        for (int offset = 0; offset < 100_000; offset++) {
            leftOut.add(record(offset), Kind.UNREADABLE, "wrong registry");
        }
        leftOut.add(record(100_000), Kind.MISPLACED, "belongs elsewhere");

        assertThat(letters)
                .hasSize(LeftOut.LETTERS_OF_A_KIND + 1)
                .startsWith("0: wrong registry", "1: wrong registry")
                .endsWith("100000: belongs elsewhere");
        assertThat(leftOut.caughtUp())
                .containsExactly(
                        new Tally(Kind.UNREADABLE, new DeadLetter("packages", 2, 0, "wrong registry"), 100_000),
                        new Tally(Kind.MISPLACED, new DeadLetter("packages", 2, 100_000, "belongs elsewhere"), 1));
    }

    @Test
    void what_is_met_after_the_start_is_a_letter_each() {
        for (int offset = 0; offset < 50; offset++) {
            leftOut.add(record(offset), Kind.UNREADABLE, "before");
        }
        leftOut.caughtUp();
        letters.clear();

        for (int offset = 50; offset < 100; offset++) {
            leftOut.add(record(offset), Kind.UNREADABLE, "after");
        }

        assertThat(letters).hasSize(50).startsWith("50: after").endsWith("99: after");
    }

    @Test
    void a_start_that_met_nothing_of_the_kind_has_nothing_to_tell() {
        assertThat(leftOut.caughtUp()).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>("packages", 2, offset, null, null);
    }
}
