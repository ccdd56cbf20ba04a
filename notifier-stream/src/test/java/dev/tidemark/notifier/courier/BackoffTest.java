package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void each_wait_is_twice_the_one_before_up_to_the_most() {
        Backoff backoff = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofHours(1));

        assertThat(List.of(1, 2, 3, 5, 6, 90))
                .map(backoff::after)
                .map(Duration::toSeconds)
                .containsExactly(2L, 4L, 8L, 32L, 60L, 60L);
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void so_many_a_minute_and_so_many_an_hour_are_both_kept() {
        RateLimit limit = new RateLimit(List.of(
                new RateLimit.Allowed(3, Duration.ofMinutes(1)), new RateLimit.Allowed(5, Duration.ofHours(1))));
        Instant now = NOW;
        int done = 0;
        for (int second = 0; second < 3_600; second++) {
            now = NOW.plusSeconds(second);
            while (limit.wait(now).isZero()) {
                limit.take(now);
                done++;
            }
            if (second == 30) {
                assertThat(done).isEqualTo(3);
                assertThat(limit.wait(now)).isEqualTo(Duration.ofSeconds(30));
            }
        }

        assertThat(done).isEqualTo(5);
        assertThat(limit.wait(NOW.plus(Duration.ofHours(1)))).isZero();
    }
}
