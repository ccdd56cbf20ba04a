package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.Urgency;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of one kind waits for an agent.
 *
 * @param urgency the kind
 * @param waiting how many builds
 * @param since since when the one waits that waits longest; empty when none waits
 */
public record Queue(Urgency urgency, int waiting, Optional<Instant> since) {

    /** Both of one kind. */
    Queue and(Queue more) {
        Optional<Instant> first =
                Stream.concat(since.stream(), more.since.stream()).min(Comparator.naturalOrder());
        return new Queue(urgency, waiting + more.waiting, first);
    }
}
