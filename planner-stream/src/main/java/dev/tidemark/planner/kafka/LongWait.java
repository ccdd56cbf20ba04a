package dev.tidemark.planner.kafka;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Notices that the same revision is waited for too long: once of each. Not thread-safe. */
final class LongWait {

    private final Duration atMost;
    private @Nullable Marker awaited;
    private long sinceNanos;
    private boolean told;

    LongWait(Duration atMost) {
        this.atMost = atMost;
    }

    /**
     * @param first what is waited for now
     * @param nowNanos a clock that only goes forward
     * @return that, when it has just been waited for too long
     */
    Optional<Marker> isLong(Optional<Marker> first, long nowNanos) {
        Marker now = first.orElse(null);
        if (now == null || !now.equals(awaited)) {
            awaited = now;
            sinceNanos = nowNanos;
            told = false;
            return Optional.empty();
        }
        if (told || nowNanos - sinceNanos < atMost.toNanos()) {
            return Optional.empty();
        }
        told = true;
        return first;
    }
}
