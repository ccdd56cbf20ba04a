package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what earlier imports of a set have published. Takes the consumer for itself; not thread-safe. */
final class FormerGraph {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<String, byte[]> consumer;
    private final Deserializer<GraphRevision> revisions;
    private final long idlePolls;

    /** @param patience how long nothing may arrive before the brokers are given up */
    FormerGraph(Consumer<String, byte[]> consumer, Deserializer<GraphRevision> revisions, Duration patience) {
        this.consumer = consumer;
        this.revisions = revisions;
        this.idlePolls = Math.max(1, patience.dividedBy(POLL));
    }

    /** The set's latest marker. */
    Optional<GraphRevision> revision(String set) throws IntakeException {
        String topic = Topics.GRAPH_REVISION.name();
        int partitions = consumer.partitionsFor(topic).size();
        TopicPartition partition = new TopicPartition(topic, Topics.GRAPH_REVISION.partition(set, null, partitions));
        Map<String, byte[]> latest = fold(consumer.endOffsets(List.of(partition)));
        return Optional.ofNullable(latest.get(set)).map(marker -> revisions.deserialize(topic, marker));
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
        for (String key : fold(ends).keySet()) {
            if (key.startsWith(prefix)) {
                attributes.add(key.substring(prefix.length()));
            }
        }
        return attributes;
    }

    /** The newest value of each key below the given offsets; a tombstone takes its key away. */
    private Map<String, byte[]> fold(Map<TopicPartition, Long> ends) throws IntakeException {
        Map<String, byte[]> newest = new TreeMap<>();
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
                    keep(newest, read);
                }
            }
        }
        return newest;
    }

    private static void keep(Map<String, byte[]> newest, ConsumerRecord<String, byte[]> read) {
        if (read.key() == null) {
            return;
        }
        if (read.value() == null) {
            newest.remove(read.key());
        } else {
            newest.put(read.key(), read.value());
        }
    }

    private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }
}
