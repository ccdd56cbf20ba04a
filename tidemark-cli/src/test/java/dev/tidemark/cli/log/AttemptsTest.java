package dev.tidemark.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.log.Attempts.Attempt;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AttemptsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Sha256 LOG = new Sha256("a".repeat(64));

    private final Attempts attempts = new Attempts();

    @Test
    void attempts_are_numbered_as_they_begin_and_one_that_is_told_again_is_the_same() {
        started(1, "k-1", "north");
        started(1, "k-1", "north");
        started(2, "k-2", "south");

        assertThat(attempts.count()).isEqualTo(2);
        assertThat(attempts.numbered(2)).contains(new Attempt(2, 2, "k-2", "south", NOON));
        assertThat(attempts.numbered(0)).isEmpty();
        assertThat(attempts.numbered(3)).isEmpty();
    }

    @Test
    void an_attempt_is_over_once_its_try_has_a_result() {
        Attempt first = started(1, "k-1", "north");
        assertThat(attempts.isOver(first)).isFalse();

        attempts.ended(1, Optional.of(LOG));

        assertThat(attempts.isOver(first)).isTrue();
        assertThat(attempts.wholeLog(first)).contains(LOG);
        assertThat(attempts.wasReplaced(first)).isFalse();
    }

    @Test
    void one_that_is_lost_is_over_when_another_takes_its_place_and_has_no_log_of_the_others() {
        Attempt lost = started(1, "k-1", "north");
        Attempt next = started(1, "k-2", "south");
        attempts.ended(1, Optional.of(LOG));

        assertThat(attempts.isOver(lost)).isTrue();
        assertThat(attempts.wasReplaced(lost)).isTrue();
        assertThat(attempts.wholeLog(lost)).isEmpty();
        assertThat(attempts.wholeLog(next)).contains(LOG);
    }

    @Test
    void one_that_failed_and_is_tried_again_was_not_lost() {
        Attempt first = started(1, "k-1", "north");
        attempts.ended(1, Optional.of(LOG));
        Attempt second = started(2, "k-2", "north");

        assertThat(attempts.wasReplaced(first)).isFalse();
        assertThat(attempts.wholeLog(first)).contains(LOG);
        assertThat(attempts.isOver(second)).isFalse();
        assertThat(attempts.wholeLog(second)).isEmpty();
    }

    @Test
    void one_that_the_farm_failed_has_a_log_of_its_own_and_was_not_lost() {
        Attempt failed = started(1, "k-1", "north");
        attempts.failedByFarm("k-1", Optional.of(LOG));
        assertThat(attempts.isOver(failed)).isTrue();
        Attempt next = started(1, "k-2", "south");
        attempts.ended(1, Optional.empty());

        assertThat(attempts.wasReplaced(failed)).isFalse();
        assertThat(attempts.wholeLog(failed)).contains(LOG);
        assertThat(attempts.wholeLog(next)).isEmpty();
        assertThat(attempts.isOver(next)).isTrue();
    }

    private Attempt started(int tries, String id, String agent) {
        attempts.started(tries, id, agent, NOON);
        return attempts.latest().orElseThrow();
    }
}
