package dev.tidemark.notifier.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** So many within any such time, for several times at once. Belongs to one thread at a time. */
public final class RateLimit {

    private final List<Allowed> allowed;
    private final ArrayDeque<Instant> taken = new ArrayDeque<>();

    /**
     * So many within such a time.
     *
     * @param number how many
     * @param within in which time
     */
    public record Allowed(int number, Duration within) {}

    public RateLimit(List<Allowed> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** How long to wait before one more; zero when it may be now. Takes nothing. */
    public Duration wait(Instant now) {
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

    /** Whether nothing that was done counts any more. */
    boolean isIdle(Instant now) {
        return taken.isEmpty() || !taken.getLast().plus(longest()).isAfter(now);
    }

    private Duration longest() {
        return allowed.stream().map(Allowed::within).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** One more was done. */
    public void take(Instant now) {
        taken.addLast(now);
        Duration longest = longest();
        while (!taken.isEmpty() && taken.getFirst().plus(longest).isBefore(now)) {
            taken.removeFirst();
        }
    }

    /** When each was done that may still count, the oldest first. */
    public List<Instant> taken() {
        return List.copyOf(taken);
    }
}
