package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OffsetBookTest {

    @Test
    void what_is_committed_is_the_first_that_is_not_done_with() {
        OffsetBook book = new OffsetBook(10, "");
        for (long offset = 10; offset < 15; offset++) {
            book.opened(offset);
        }
        book.closed(11);
        book.closed(13);

        assertThat(book.committable()).isEqualTo(10);
        assertThat(book.note()).isEqualTo("1,3");
        book.closed(10);
        assertThat(book.committable()).isEqualTo(12);
        assertThat(book.note()).isEqualTo("1");
        book.closed(12);
        book.closed(14);
        assertThat(book.committable()).isEqualTo(15);
        assertThat(book.note()).isEmpty();
    }

    @Test
    void the_end_of_a_transaction_is_no_record_and_done_with() {
        OffsetBook book = new OffsetBook(0, "");
        book.opened(0);
        book.read(3);
        book.closed(0);

        assertThat(book.committable()).isEqualTo(3);
    }

    @Test
    void a_restart_hands_out_nothing_that_was_done_with_and_forgets_none_of_it_before_it_is_read() {
        OffsetBook again = new OffsetBook(10, "1,3-5");

        assertThat(again.isNew(10)).isTrue();
        assertThat(again.isNew(11)).isFalse();
        assertThat(again.isNew(14)).isFalse();
        assertThat(again.isNew(9)).isFalse();
        assertThat(again.note()).isEqualTo("1,3-5");
    }

    @Test
    void whatever_is_done_in_whatever_order_a_restart_hands_out_exactly_the_rest() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            TreeSet<Long> done = new TreeSet<>();
            OffsetBook book = new OffsetBook(5, "");
            long read = 5;
            for (int life = 0; life < 6; life++) {
                List<Long> open = new ArrayList<>();
                for (long offset = book.committable(); offset < read + 20; offset++) {
                    boolean isRecord = offset % 7 != 6; // The others are ends of transactions.
                    if (isRecord && book.isNew(offset)) {
                        assertThat(done).as("seed %d", seed).doesNotContain(offset);
                        book.opened(offset);
                        open.add(offset);
                    } else if (isRecord) {
                        assertThat(done).as("seed %d", seed).contains(offset);
                    }
                }
                read += 20;
                book.read(read);
                for (long offset : open) {
                    if (random.nextBoolean()) {
                        book.closed(offset);
                        done.add(offset);
                    }
                }
                book = new OffsetBook(book.committable(), book.note());
            }
        }
    }

    @Test
    void no_more_is_read_when_it_could_not_be_noted() {
        OffsetBook book = new OffsetBook(0, "");
        for (long offset = 0; offset < 4_000; offset++) {
            book.opened(offset);
        }
        assertThat(book.isFull(5_000)).isFalse();
        assertThat(book.isFull(4_000)).isTrue();
        for (long offset = 1; offset < 4_000; offset += 2) {
            book.closed(offset);
        }

        assertThat(book.isFull(5_000)).isTrue();
    }
}
