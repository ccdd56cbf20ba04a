package dev.tidemark.notifier.courier;

import java.time.Instant;
import java.util.Optional;

/** How people are reached, as they and their operators have it now. Safe for any thread. */
public interface Addresses {

    /** Where mail reaches somebody who wants it; empty when nobody knows an address, or they want none. */
    Optional<String> mail(String person);

    /** Since when they have wanted mail without a break; empty when they want none. */
    Optional<Instant> mailSince(String person);

    /** Where somebody wants to be called. */
    Optional<Hook> webhook(String person);

    /** Since when they have wanted to be called without a break, wherever that was; empty when they do not. */
    Optional<Instant> webhookSince(String person);

    /** Their account on GitHub, without {@code @}. */
    Optional<String> github(String person);

    /** What people call somebody; the handle where nothing else is known. */
    String name(String person);

    /**
     * Where to call.
     *
     * @param url where
     * @param secret what signs
     */
    record Hook(String url, String secret) {}

    /** Takes note that a way to somebody has ended, so that no courier takes it again. */
    interface Endings {

        /** Mail comes back, for the reason given. */
        void mailEnded(String person, String reason);

        /** The receiver wants no calls any more, for the reason given. */
        void webhookEnded(String person, String reason);
    }
}
