package dev.tidemark.notifier.courier;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Partitions of which nothing says how far a courier was: it is new, or has been away for longer than brokers keep that. What is so old
 * there that it would have been given up by now is passed over, since it was sent long ago, or nobody wanted it. Until all of that was
 * read nothing may be noted of such a partition: who went on behind what was noted would deliver the rest of it. Belongs to one thread.
 */
final class FirstSight {

    private final Duration giveUpAfter;
    private final Map<TopicPartition, Beginning> begun = new HashMap<>();
    private final Set<TopicPartition> reading = new HashSet<>();
    private long passedOver;
    private boolean someAreOver;

    /**
     * How a partition was found.
     *
     * @param since what was written before is old, in milliseconds since 1970
     * @param end the first offset that was not there yet
     */
    private record Beginning(long since, long end) {}

    FirstSight(Duration giveUpAfter) {
        this.giveUpAfter = giveUpAfter;
    }

    /** It was found so. */
    void found(TopicPartition partition, Instant now, long end) {
        begun.put(partition, new Beginning(now.minus(giveUpAfter).toEpochMilli(), end));
        reading.add(partition);
    }

    /** It is another's from now on. */
    void lost(TopicPartition partition) {
        begun.remove(partition);
        reading.remove(partition);
    }

    /** Whether a record of a partition is passed over; counts it then. */
    boolean passesOver(TopicPartition partition, long writtenAt) {
        Beginning beginning = begun.get(partition);
        boolean isOld = beginning != null && writtenAt < beginning.since();
        if (isOld) {
            passedOver++;
        } else {
            over(partition);
        }
        return isOld;
    }

    /** Everything before this was read, whatever it was. */
    void read(TopicPartition partition, long position) {
        Beginning beginning = begun.get(partition);
        if (beginning != null && position >= beginning.end()) {
            over(partition);
        }
    }

    private void over(TopicPartition partition) {
        someAreOver |= reading.remove(partition);
    }

    /** Whether that of some partition has come to its end since this was last asked: how far the courier is there is to be noted then. */
    boolean someAreOver() {
        boolean were = someAreOver;
        someAreOver = false;
        return were;
    }

    /** Whether it may be noted how far the courier is. */
    boolean isOver(TopicPartition partition) {
        return !reading.contains(partition);
    }

    /** How many were passed over, once that is known; empty when none was, or it was said before. */
    OptionalLong passedOver() {
        if (passedOver == 0 || !reading.isEmpty()) {
            return OptionalLong.empty();
        }
        long all = passedOver;
        passedOver = 0;
        return OptionalLong.of(all);
    }
}
