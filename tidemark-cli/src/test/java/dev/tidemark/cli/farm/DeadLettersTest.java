package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.DeadLetters.Letter;
import dev.tidemark.cli.farm.DeadLetters.Standing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.schemas.wire.MeantFor;
import java.time.Instant;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** A record that several could not read or deliver is one dead letter, and is put back for those alone who could not. */
final class DeadLettersTest {

    private static final MeantFor ALL = new MeantFor(new TreeSet<>());
    private static final MeantFor MAIL = MeantFor.only("mail-courier");
    private static final MeantFor WEBHOOK = MeantFor.only("webhook-courier");

    @Test
    void what_two_couriers_could_not_deliver_is_for_both() {
        Letter both = letter(WEBHOOK, Standing.OPEN).after(letter(MAIL, Standing.OPEN));

        assertThat(MeantFor.from(both.headers())).isEqualTo(MAIL.and(WEBHOOK));
        assertThat(both.standing()).isEqualTo(Standing.OPEN);
        assertThat(both.times()).isEqualTo(2);
    }

    @Test
    void what_was_put_back_for_one_is_open_again_when_another_cannot_deliver_it_and_for_that_one_alone() {
        Letter later = letter(WEBHOOK, Standing.OPEN).after(letter(MAIL, Standing.REPLAYED));

        assertThat(later.standing()).isEqualTo(Standing.OPEN);
        assertThat(MeantFor.from(later.headers())).isEqualTo(WEBHOOK);
    }

    @Test
    void what_is_reported_again_by_the_same_stays_what_became_of_it() {
        Letter again = letter(MAIL, Standing.OPEN).after(letter(MAIL.and(WEBHOOK), Standing.DISMISSED));
        assertThat(again.standing()).isEqualTo(Standing.DISMISSED);
        assertThat(MeantFor.from(again.headers())).isEqualTo(MAIL.and(WEBHOOK));

        assertThat(letter(ALL, Standing.OPEN)
                        .after(letter(ALL, Standing.REPLAYED))
                        .standing())
                .isEqualTo(Standing.REPLAYED);
    }

    private static Letter letter(MeantFor meant, Standing standing) {
        Headers headers = new RecordHeaders();
        meant.into(headers);
        return new Letter(
                new DeadLetter(Topics.INBOX.name(), 0, 7, "never"), null, null, headers, Instant.EPOCH, 1, standing);
    }
}
