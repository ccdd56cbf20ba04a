package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.wire.RegistryFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what earlier imports of a set have published. Takes the consumer for itself; not thread-safe. */
final class FormerGraph {

    private static final Logger LOG = LoggerFactory.getLogger(FormerGraph.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final Deserializer<GraphRevision> revisions;
    private final long idlePolls;

    /**
     * A set's newest marker among those that can be read.
     *
     * @param revision empty when there is none, or a tombstone in its place
     * @param newest false when a newer one could not be read: compaction then takes this one away in time
     */
    record Marker(Optional<GraphRevision> revision, boolean newest) {}

    /** @param patience how long nothing may arrive before the brokers are given up */
    FormerGraph(Consumer<String, byte[]> consumer, Deserializer<GraphRevision> revisions, Duration patience) {
        this.consumer = consumer;
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
        String topic = Topics.GRAPH_REVISION.name();
        int partitions = consumer.partitionsFor(topic).size();
        TopicPartition partition = new TopicPartition(topic, Topics.GRAPH_REVISION.partition(set, null, partitions));
        Deque<ConsumerRecord<String, byte[]>> newestFirst = new ArrayDeque<>();
        read(consumer.endOffsets(List.of(partition)), record -> {
            if (set.equals(record.key())) {
                newestFirst.push(record);
            }
        });
        boolean newest = true;
        for (ConsumerRecord<String, byte[]> record : newestFirst) {
            try {
                return new Marker(Optional.ofNullable(revisions.deserialize(topic, record.value())), newest);
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

    /** Attributes of every package that belongs to the revision. */
    SortedSet<String> attributes(GraphRevision revision) throws IntakeException {
        Map<TopicPartition, Long> ends = new TreeMap<>(Comparator.comparing(TopicPartition::partition));
        List<Long> offsets = revision.getEndOffsets();
        for (int partition = 0; partition < offsets.size(); partition++) {
            ends.put(new TopicPartition(Topics.PACKAGE.name(), partition), offsets.get(partition));
        }
        String prefix = revision.getSet() + ":";
        SortedSet<String> attributes = new TreeSet<>();
        read(ends, record -> {
            if (record.key() != null && record.key().startsWith(prefix)) {
                String attribute = record.key().substring(prefix.length());
                if (record.value() == null) {
                    attributes.remove(attribute);
                } else {
                    attributes.add(attribute);
                }
            }
        });
        return attributes;
    }

    /** Hands on every record below the given offsets, in each partition's order. */
    private void read(
            Map<TopicPartition, Long> ends, java.util.function.Consumer<ConsumerRecord<String, byte[]>> reader)
            throws IntakeException {
        List<TopicPartition> partitions = new ArrayList<>(ends.keySet());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long idle = 0;
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < end(ends, partition))) {
            var records = consumer.poll(POLL);
            idle = records.isEmpty() ? idle + 1 : 0;
            if (idle > idlePolls) {
                throw new IntakeException(
                        ("%s ends before the offsets that the latest import has noted; if the topic was"
                                        + " emptied, empty graph-revision too, and import again.")
                                .formatted(partitions.getFirst().topic()));
            }
            for (ConsumerRecord<String, byte[]> read : records) {
                if (read.offset() < end(ends, new TopicPartition(read.topic(), read.partition()))) {
                    reader.accept(read);
                }
            }
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
