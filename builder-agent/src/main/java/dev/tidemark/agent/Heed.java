package dev.tidemark.agent;

import dev.tidemark.agent.attempt.AgentEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the dispatcher heeds what an agent says. It says that it does not with every beat, and nothing when it does: so its word
 * holds for as long as three beats. Thread-safe.
 */
final class Heed {

    private static final Logger LOG = LoggerFactory.getLogger(Heed.class);
    private static final int BEATS = 3;

    private final String agent;
    private final Duration holds;
    private final AtomicReference<@Nullable Word> last = new AtomicReference<>();

    private record Word(String reason, long saidAt) {}

    /** @param beat how often the agent says that it lives */
    Heed(String agent, Duration beat) {
        this.agent = agent;
        this.holds = beat.multipliedBy(BEATS);
    }

    void heard(AgentEvent event) {
        if (event instanceof AgentEvent.TurnedAway(String reason)) {
            Word before = last.getAndSet(new Word(reason, System.nanoTime()));
            if (before == null || !before.reason().equals(reason)) {
                LOG.atError()
                        .addKeyValue("agent", agent)
                        .addKeyValue("reason", reason)
                        .log(
                                "the dispatcher does not heed this agent; it goes on, and is heeded as soon as that is mended");
            }
        }
    }

    /** Why not; empty while it does, as far as is known. */
    Optional<String> turnedAway() {
        Word word = last.get();
        return word == null || System.nanoTime() - word.saidAt() > holds.toNanos()
                ? Optional.empty()
                : Optional.of(word.reason());
    }
}
