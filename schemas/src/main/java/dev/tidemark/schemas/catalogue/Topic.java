package dev.tidemark.schemas.catalogue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic as the catalogue wants it.
 *
 * @param fact what it tells, in one word: {@code version-bump}
 * @param value the schema of its values; empty where they are bytes of any kind
 * @param key what its records are keyed by
 * @param routing what decides the partition
 * @param kept for how long, or as what
 * @param stamp whose time its records bear
 * @param audience who may read and write it
 * @param writtenBy who does write to it
 * @param headers that its records bear, by the farm's doing
 */
public record Topic(
        String fact,
        Optional<Schema> value,
        TopicKey key,
        Routing routing,
        Kept kept,
        Stamp stamp,
        Audience audience,
        WrittenBy writtenBy,
        List<RecordHeader> headers) {

    /** Which generation of topics this is: a change that old programs could not live with would need another. */
    public static final int GENERATION = 1;

    /** The largest batch that a topic must take at the least: what a broker takes unless it is told otherwise. */
    private static final String MAX_MESSAGE_BYTES = "1048588";

    public Topic {
        headers = List.copyOf(headers);
    }

    /** How long a topic keeps its records. */
    public sealed interface Kept {
        /** The newest record of each key, for ever. */
        record Compacted() implements Kept {}

        /** Every record, for a time. */
        record For(Duration time) implements Kept {}
    }

    /** Whose time a topic's records bear. */
    public enum Stamp {
        SENDER("CreateTime"),
        BROKER("LogAppendTime");

        private final String timestampType;

        Stamp(String timestampType) {
            this.timestampType = timestampType;
        }
    }

    /** A public, compacted topic, routed by its key, whose records bear no headers. */
    static Topic of(String fact, Schema value, TopicKey key, WrittenBy writtenBy) {
        return new Topic(
                fact,
                Optional.of(value),
                key,
                Routing.KEY,
                new Kept.Compacted(),
                Stamp.SENDER,
                Audience.PUBLIC,
                writtenBy,
                List.of());
    }

    /** A topic of whatever bytes there were. */
    static Topic ofBytes(String fact, TopicKey key, WrittenBy writtenBy) {
        return new Topic(
                fact,
                Optional.empty(),
                key,
                Routing.KEY,
                new Kept.Compacted(),
                Stamp.SENDER,
                Audience.PUBLIC,
                writtenBy,
                List.of());
    }

    /** The same, that tells something else, or tells it to others. */
    Topic called(String other) {
        return new Topic(other, value, key, routing, kept, stamp, audience, writtenBy, headers);
    }

    Topic routedBy(Routing by) {
        return new Topic(fact, value, key, by, kept, stamp, audience, writtenBy, headers);
    }

    Topic keptFor(Duration time) {
        return new Topic(fact, value, key, routing, new Kept.For(time), stamp, audience, writtenBy, headers);
    }

    Topic stamped() {
        return new Topic(fact, value, key, routing, kept, Stamp.BROKER, audience, writtenBy, headers);
    }

    Topic internal() {
        return new Topic(fact, value, key, routing, kept, stamp, Audience.INTERNAL, writtenBy, headers);
    }

    Topic confidential() {
        return new Topic(fact, value, key, routing, kept, stamp, Audience.PRIVATE, writtenBy, headers);
    }

    Topic bearing(RecordHeader... borne) {
        return new Topic(fact, value, key, routing, kept, stamp, audience, writtenBy, List.of(borne));
    }

    /** Whether its records bear the broker's time and not their sender's. */
    public boolean stampedByBroker() {
        return stamp == Stamp.BROKER;
    }

    /**
     * Whether a record may be published again later than it was meant to: it tells something by itself. A compacted topic
     * tells how things stand, and an old record would undo a newer one; what the broker stamps counts by when it came.
     */
    public boolean mayBeReplayed() {
        return kept instanceof Kept.For && !stampedByBroker();
    }

    /** The name on the broker: {@code tidemark.version-bump.v1}. */
    public String name() {
        return "tidemark." + fact + ".v" + GENERATION;
    }

    /** Its name, since the schema would fill a page. */
    @Override
    public String toString() {
        return name();
    }

    /**
     * The partition that a record belongs to.
     *
     * @param of the record's value; null for a tombstone
     * @param partitions how many the topic has, at least 1
     * @throws IllegalArgumentException when the value lacks the field that decides
     */
    public int partition(String recordKey, @Nullable IndexedRecord of, int partitions) {
        return partitionOf(routing.of(recordKey, of), partitions);
    }

    /**
     * The partition of all records that stay together, for who has none of them at hand.
     *
     * @param together what {@link #routing} takes of each: the whole key, a set, a wave or a pool
     * @param partitions how many the topic has, at least 1
     */
    public int partitionOf(String together, int partitions) {
        return Routing.partition(together, partitions);
    }

    /**
     * What its settings on the broker must come up to, by their names and ordered by them.
     *
     * @param replication how many brokers keep each record: of three, any one may be lost without a loss
     */
    public SortedMap<String, String> settings(int replication) {
        SortedMap<String, String> settings = new TreeMap<>();
        wanted(replication).forEach((setting, value) -> settings.put(setting.label(), value));
        return settings;
    }

    /** The same, by setting. */
    SortedMap<TopicSetting, String> wanted(int replication) {
        SortedMap<TopicSetting, String> wanted = new TreeMap<>();
        switch (kept) {
            case Kept.Compacted() -> wanted.put(TopicSetting.CLEANUP_POLICY, "compact");
            case Kept.For(Duration time) -> {
                wanted.put(TopicSetting.CLEANUP_POLICY, "delete");
                wanted.put(TopicSetting.RETENTION_BYTES, "-1");
                wanted.put(TopicSetting.RETENTION_MS, Long.toString(time.toMillis()));
            }
        }
        wanted.put(TopicSetting.MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES);
        wanted.put(TopicSetting.MESSAGE_TIMESTAMP_TYPE, stamp.timestampType);
        wanted.put(TopicSetting.MIN_INSYNC_REPLICAS, replication >= 3 ? "2" : "1");
        return wanted;
    }
}
