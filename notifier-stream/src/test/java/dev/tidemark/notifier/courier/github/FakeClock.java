package dev.tidemark.notifier.courier.github;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still but when a test moves it. Safe for any thread. */
final class FakeClock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
