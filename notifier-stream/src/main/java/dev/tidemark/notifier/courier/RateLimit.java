package dev.tidemark.notifier.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** So many within any such time, for several times at once. Belongs to one thread at a time. */
final class RateLimit {

    private final List<Allowed> allowed;
    private final ArrayDeque<Instant> taken = new ArrayDeque<>();

    /**
     * So many within such a time.
     *
     * @param number how many
     * @param within in which time
     */
    record Allowed(int number, Duration within) {}

    RateLimit(List<Allowed> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** How long to wait before one more; zero when it may be now. Takes nothing. */
    Duration wait(Instant now) {
        Duration wait = Duration.ZERO;
        Instant[] times = taken.toArray(Instant[]::new);
        for (Allowed each : allowed) {
            if (times.length >= each.number()) {
                Instant free = times[times.length - each.number()].plus(each.within());
                Duration until = Duration.between(now, free);
                wait = until.compareTo(wait) > 0 ? until : wait;
            }
        }
        return wait;
    }

    /** One more was done. */
    void take(Instant now) {
        taken.addLast(now);
        Duration longest =
                allowed.stream().map(Allowed::within).max(Duration::compareTo).orElse(Duration.ZERO);
        while (!taken.isEmpty() && taken.getFirst().plus(longest).isBefore(now)) {
            taken.removeFirst();
        }
    }
}
