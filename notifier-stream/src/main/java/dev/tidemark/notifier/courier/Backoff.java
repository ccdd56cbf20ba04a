package dev.tidemark.notifier.courier;

import java.time.Duration;

/**
 * How long to wait before another try: twice as long each time.
 *
 * @param first before the second try
 * @param most at most
 * @param giveUpAfter how long it is tried in all
 */
public record Backoff(Duration first, Duration most, Duration giveUpAfter) {

    private static final int MOST_DOUBLINGS = 30;

    /** @throws IllegalArgumentException when a time is less than nothing */
    public Backoff {
        if (first.isNegative() || first.isZero() || most.compareTo(first) < 0 || giveUpAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "retry needs a first above 0s, a most of at least first, and a give-up-after");
        }
    }

    /** @param tries how many there were, at least 1 */
    Duration after(int tries) {
        Duration wait = first.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
        return wait.compareTo(most) < 0 ? wait : most;
    }
}
