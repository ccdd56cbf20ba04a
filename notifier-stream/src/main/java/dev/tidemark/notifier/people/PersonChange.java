package dev.tidemark.notifier.people;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** A row of what is kept of a person becomes another. */
public sealed interface PersonChange {

    /** What they were told of a breakage, and are to be told. */
    record HeardKept(Heard heard) implements PersonChange {}

    /** Nothing of it matters any more. */
    record HeardDropped(String about) implements PersonChange {}

    /**
     * What was sent to them.
     *
     * @param sent when the messages of the last hour were written, oldest first
     * @param groups when the last message of each group was written, as long as that matters
     * @param notices when the messages of the last seven days that had notices were written, oldest first
     */
    record DeskKept(List<Instant> sent, SortedMap<String, Instant> groups, List<Instant> notices)
            implements PersonChange {
        public DeskKept {
            sent = List.copyOf(sent);
            notices = List.copyOf(notices);
        }
    }
}
