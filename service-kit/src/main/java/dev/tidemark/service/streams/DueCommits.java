package dev.tidemark.service.streams;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many processors of an application have something that is to be committed soon. As long as one has, a thread that waits for records
 * looks at the clock often; otherwise it need not. Safe for any thread.
 */
final class DueCommits {

    private final AtomicInteger processors = new AtomicInteger();

    /** One more has. */
    void begin() {
        processors.incrementAndGet();
    }

    /** One has no more. */
    void end() {
        processors.decrementAndGet();
    }

    /** Whether any has. */
    boolean areThere() {
        return processors.get() > 0;
    }
}
