package dev.tidemark.notifier.courier;

import java.time.Duration;

/**
 * A way to people. Called by several threads at once, but for one key by one after the other, in the records' order. What was delivered
 * and not noted when the process died is delivered again: whatever can tell must not say it twice, and the rest must bear the same name.
 *
 * @param <T> what is delivered
 */
public interface Channel<T> {

    /**
     * Delivers one. Takes no longer than a bound of its own.
     *
     * @return what became of it
     */
    Outcome deliver(T item) throws InterruptedException;

    /**
     * Whether it is from before anybody wanted it this way. It is passed over then, unless somebody had it put back for this courier: who
     * asks for mail today is not sent what they were told in their feed for months.
     */
    default boolean isBeforeTheWish(T item) {
        return false;
    }

    /**
     * How long it may take until what is under way is there or not, and is known to be. Whose partition is taken away waits for that long, and
     * interrupts it then: it ends at once, and begins nothing else.
     */
    default Duration bound() {
        return Duration.ofSeconds(10);
    }
}
