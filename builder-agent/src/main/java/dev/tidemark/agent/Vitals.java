package dev.tidemark.agent;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The edge of an agent's threads: what kills one of them is logged and kept, for who asks how the agent is. Thread-safe. */
final class Vitals {

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

    private final AtomicReference<@Nullable String> first = new AtomicReference<>();

    /**
     * Works, and returns however the work ends.
     *
     * @param what the agent can no longer do when it breaks: "hear its requests"
     * @return whether it ended in order
     */
    boolean guard(String what, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("the agent broke: it could not {}", what);
            first.compareAndSet(null, "it could not %s (%s)".formatted(what, e));
            return false;
        }
    }

    /** What broke first; empty while nothing did. */
    Optional<String> failure() {
        return Optional.ofNullable(first.get());
    }
}
