package dev.tidemark.github.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds back an answer, until a test lets it go. Safe for any thread. */
public final class Hold {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Who is about to answer waits here. */
    public void arrive() {
        arrived.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until somebody waits for the answer. */
    public void await() throws InterruptedException {
        if (!arrived.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nothing has come within " + PATIENCE);
        }
    }

    /** Lets it go. */
    public void release() {
        released.countDown();
    }
}
