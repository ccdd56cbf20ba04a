package dev.tidemark.planner.kafka;

import dev.tidemark.schemas.wire.DeadLetter;
import dev.tidemark.service.DeadLetters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the graph feed met and could not use. It meets everything again with each start of each planner, and all of it
 * where the registry is the wrong one: so until it has caught up only the first of a kind become dead letters, and the
 * others are counted. From then on each does. Not thread-safe.
 */
final class LeftOut {

    /** How many records of one kind a start makes dead letters of. */
    static final int LETTERS_OF_A_KIND = 10;

    private final DeadLetters deadLetters;
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private boolean caughtUp;

    /** Why a record is of no use. */
    enum Kind {
        UNREADABLE,
        MISPLACED
    }

    /**
     * What of one kind a start met.
     *
     * @param first the first one, with its reason
     * @param records how many in all, at least 1
     */
    record Tally(Kind kind, DeadLetter first, long records) {
        private Tally oneMore() {
            return new Tally(kind, first, records + 1);
        }
    }

    LeftOut(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    /** @param reason as a sentence with the next step */
    void add(ConsumerRecord<byte[], byte[]> record, Kind kind, String reason) {
        if (caughtUp || counted(record, kind, reason).records() <= LETTERS_OF_A_KIND) {
            deadLetters.send(record, reason);
        }
    }

    private Tally counted(ConsumerRecord<byte[], byte[]> record, Kind kind, String reason) {
        Tally before = tallies.get(kind);
        Tally now = before == null
                ? new Tally(kind, new DeadLetter(record.topic(), record.partition(), record.offset(), reason), 1)
                : before.oneMore();
        tallies.put(kind, now);
        return now;
    }

    /** From now on each becomes a dead letter. Returns what there was until now, ordered by kind. */
    List<Tally> caughtUp() {
        caughtUp = true;
        return List.copyOf(tallies.values());
    }
}
