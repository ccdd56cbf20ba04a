package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.RegistryFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the topics hold of a set, by whomever. All of it up to where the topics end when it is asked, also what lies
 * behind a transaction that another set's import has open: it waits for that to end. Takes the consumers for itself; not
 * thread-safe.
 */
final class FormerGraph {

    private static final Logger LOG = LoggerFactory.getLogger(FormerGraph.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Comparator<TopicPartition> BY_PARTITION = Comparator.comparing(TopicPartition::partition);

    private final Consumer<String, byte[]> committed;
    private final Consumer<String, byte[]> uncommitted;
    private final Deserializer<GraphRevision> revisions;
    private final long idlePolls;

    /**
     * A set's newest marker among those that can be read.
     *
     * @param revision empty when there is none, or a tombstone in its place
     * @param newest false when a newer one could not be read: compaction then takes this one away in time
     */
    record Marker(Optional<GraphRevision> revision, boolean newest) {}

    /**
     * A set's packages as they lie on the topic.
     *
     * @param values SHA-256 of each record's value, by attribute
     * @param behind by partition: the offset behind the set's last record there, tombstones too; 0 when there is none
     * @param ends by partition: the offset up to which was read
     */
    record Present(SortedMap<String, Sha256> values, List<Long> behind, List<Long> ends) {

        boolean holds(String attribute, byte[] value) {
            return digest(value).equals(values.get(attribute));
        }

        List<String> attributes() {
            return List.copyOf(values.keySet());
        }

        /** True when a revision up to these offsets has all of the set, and no reader waits for what never comes. */
        boolean isCoveredBy(List<Long> endOffsets) {
            if (endOffsets.size() != ends.size()) {
                return false;
            }
            for (int partition = 0; partition < ends.size(); partition++) {
                long end = endOffsets.get(partition);
                if (end < behind.get(partition) || end > ends.get(partition)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param committed sees only what was committed
     * @param uncommitted knows where the topics end
     * @param patience how long nothing may arrive before the reading is given up
     */
    FormerGraph(
            Consumer<String, byte[]> committed,
            Consumer<String, byte[]> uncommitted,
            Deserializer<GraphRevision> revisions,
            Duration patience) {
        this.committed = committed;
        this.uncommitted = uncommitted;
        this.revisions = revisions;
        this.idlePolls = Math.max(1, patience.dividedBy(POLL));
    }

    /**
     * The set's latest marker. One that cannot be read no importer of this farm has written: it is told in the log, and the
     * one before it counts.
     *
     * @throws SerializationException while the registry is away, since nothing is known of any marker then
     */
    Marker marker(String set) throws IntakeException {
        Topic topic = Topics.GRAPH_REVISION;
        int belongs = topic.partition(set, null, partitions(topic).size());
        Deque<ConsumerRecord<String, byte[]>> newestFirst = new ArrayDeque<>();
        read(ends(topic, partition -> partition.partition() == belongs), record -> {
            if (set.equals(record.key())) {
                newestFirst.push(record);
            }
        });
        boolean newest = true;
        for (ConsumerRecord<String, byte[]> record : newestFirst) {
            try {
                return new Marker(Optional.ofNullable(revisions.deserialize(topic.name(), record.value())), newest);
            } catch (SerializationException e) {
                if (RegistryFailure.isOutage(e)) {
                    throw e;
                }
                passOver(record, e);
                newest = false;
            }
        }
        return new Marker(Optional.empty(), newest);
    }

    private static void passOver(ConsumerRecord<String, byte[]> unreadable, SerializationException reason) {
        LOG.atWarn()
                .addKeyValue("set", unreadable.key())
                .addKeyValue("topic", unreadable.topic())
                .addKeyValue("partition", unreadable.partition())
                .addKeyValue("offset", unreadable.offset())
                .addKeyValue("reason", reason.getMessage())
                .log("graph revision that cannot be read passed over; the one before it counts");
    }

    /** What lies where it does not belong is left out here, as planners leave it out. */
    Present packages(String set) throws IntakeException {
        Topic topic = Topics.PACKAGE;
        SortedMap<TopicPartition, Long> ends = ends(topic, all -> true);
        String prefix = set + ":";
        SortedMap<String, Sha256> values = new TreeMap<>();
        List<Long> behind = new ArrayList<>(Collections.nCopies(ends.size(), 0L));
        read(ends, record -> {
            if (record.key() == null
                    || !record.key().startsWith(prefix)
                    || topic.partition(record.key(), null, ends.size()) != record.partition()) {
                return;
            }
            String attribute = record.key().substring(prefix.length());
            if (record.value() == null) {
                values.remove(attribute);
            } else {
                values.put(attribute, digest(record.value()));
            }
            behind.set(record.partition(), record.offset() + 1);
        });
        return new Present(values, behind, List.copyOf(ends.values()));
    }

    private static Sha256 digest(byte[] value) {
        return Sha256.builder().add(value).build();
    }

    private List<TopicPartition> partitions(Topic topic) {
        return committed.partitionsFor(topic.name()).stream()
                .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                .sorted(BY_PARTITION)
                .toList();
    }

    private SortedMap<TopicPartition, Long> ends(Topic topic, Predicate<TopicPartition> of) {
        SortedMap<TopicPartition, Long> ends = new TreeMap<>(BY_PARTITION);
        ends.putAll(uncommitted.endOffsets(partitions(topic).stream().filter(of).toList()));
        return ends;
    }

    /** Hands on every record below the given offsets, in each partition's order. */
    private void read(
            SortedMap<TopicPartition, Long> ends, java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader)
            throws IntakeException {
        committed.assign(ends.keySet());
        committed.seekToBeginning(ends.keySet());
        long idle = 0;
        while (ends.entrySet().stream().anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<String, byte[]> records = committed.poll(POLL);
            idle = records.isEmpty() ? idle + 1 : 0;
            if (idle > idlePolls) {
                throw new IntakeException(
                        ("Another import holds up the end of %s with a transaction that is still open; wait until it"
                                        + " is over (if it died, that takes two minutes), and import again.")
                                .formatted(ends.firstKey().topic()));
            }
            for (ConsumerRecord<String, byte[]> read : records) {
                if (read.offset() < ends.getOrDefault(new TopicPartition(read.topic(), read.partition()), 0L)) {
                    reader.accept(read);
                }
            }
        }
    }
}
