package dev.tidemark.schemas.catalogue;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as the catalogue wants it.
 *
 * @param fact what it tells, in one word: {@code version-bump}
 * @param kept for how long, or as what
 * @param stampedByBroker true when records bear the broker's time and not the sender's
 */
public record Topic(String fact, Kept kept, boolean stampedByBroker) {

    /** How long a topic keeps its records. */
    public sealed interface Kept {
        /** The newest record of each key, for ever. */
        record Compacted() implements Kept {}

        /** Every record, for a time. */
        record For(Duration time) implements Kept {}
    }

    static Topic compacted(String fact) {
        return new Topic(fact, new Kept.Compacted(), false);
    }

    static Topic keptFor(String fact, Duration time) {
        return new Topic(fact, new Kept.For(time), false);
    }

    Topic stamped() {
        return new Topic(fact, kept, true);
    }

    /** The name on the broker: {@code tidemark.version-bump.v1}. */
    public String name() {
        return "tidemark." + fact + ".v1";
    }

    /** Its settings on the broker, ordered by name. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        switch (kept) {
            case Kept.Compacted() -> settings.put("cleanup.policy", "compact");
            case Kept.For(Duration time) -> {
                settings.put("cleanup.policy", "delete");
                settings.put("retention.ms", Long.toString(time.toMillis()));
            }
        }
        if (stampedByBroker) {
            settings.put("message.timestamp.type", "LogAppendTime");
        }
        return settings;
    }
}
