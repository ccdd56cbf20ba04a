package dev.tidemark.planner.kafka;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.streams.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that graphs are made of with one consumer: the revisions first, and the packages from their beginning as soon as
 * there is a revision that was not kept. Until then packages are followed from the newest import on. Used by one thread at a time.
 */
final class GraphReader {

    private static final Logger LOG = LoggerFactory.getLogger(GraphReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** An import is written within seconds. */
    private static final Duration WAITS_AT_MOST = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> from;
    private final WrittenEnds written;
    private final Deserializer<Package> packageReader;
    private final Deserializer<GraphRevision> revisionReader;
    private final GraphRevisions revisions;
    private final DeadLetters deadLetters;
    private final LongWait wait = new LongWait(WAITS_AT_MOST);
    private LeftOut leftOut;
    private List<TopicPartition> packages = List.of();
    private List<TopicPartition> markers = List.of();
    /** Where what is being read for the first time ends; empty once it was. */
    private Map<TopicPartition, Long> ends = Map.of();

    private boolean fromTheBeginning;
    private boolean idle;

    /** Where partitions end with what is in transactions that are still open: what reads committed records does not see so far. */
    interface WrittenEnds {
        Map<TopicPartition, Long> of(List<TopicPartition> partitions);
    }

    GraphReader(
            Consumer<byte[], byte[]> from,
            WrittenEnds written,
            EventSerdes serdes,
            GraphRevisions revisions,
            DeadLetters deadLetters) {
        this.from = from;
        this.written = written;
        this.packageReader = serdes.of(Package.class).deserializer();
        this.revisionReader = serdes.of(GraphRevision.class).deserializer();
        this.revisions = revisions;
        this.deadLetters = deadLetters;
        this.leftOut = new LeftOut(deadLetters);
    }

    /** Begins with the revisions alone. */
    void begin() {
        packages = partitions(Topics.PACKAGE.name());
        markers = partitions(Topics.GRAPH_REVISION.name());
        from.assign(markers);
        from.seekToBeginning(markers);
        ends = from.endOffsets(markers);
    }

    private List<TopicPartition> partitions(String topic) {
        return from.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Whether all was read that was there when this part of reading began. */
    boolean caughtUp() {
        return ends.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue());
    }

    /**
     * Goes on with the packages: with all of them when there are revisions to fold, else with what came after the newest import.
     *
     * @param kept the revisions that need nothing
     */
    void goOnWithPackages(List<GraphRevision> kept) {
        if (revisions.isBehind() || kept.isEmpty()) {
            readFromTheBeginning();
            return;
        }
        assignAll();
        ends = from.endOffsets(packages);
        for (TopicPartition partition : packages) {
            long newest = kept.stream()
                    .map(GraphRevision::getEndOffsets)
                    .filter(offsets -> partition.partition() < offsets.size())
                    .mapToLong(offsets -> offsets.get(partition.partition()))
                    .max()
                    .orElse(0);
            from.seek(partition, Math.min(newest, ends.getOrDefault(partition, newest)));
        }
    }

    private void assignAll() {
        from.assign(Stream.concat(packages.stream(), markers.stream()).toList());
    }

    private void readFromTheBeginning() {
        revisions.forgetPackages();
        fromTheBeginning = true;
        assignAll();
        from.seekToBeginning(packages);
        ends = from.endOffsets(packages);
    }

    /** @throws SerializationException while the registry is away; what could not be read is read again by the next call */
    void read() {
        ConsumerRecords<byte[], byte[]> some = from.poll(POLL);
        idle = some.isEmpty();
        Map<TopicPartition, Long> untaken = new LinkedHashMap<>();
        some.partitions()
                .forEach(partition -> untaken.put(
                        partition, some.records(partition).getFirst().offset()));
        try {
            for (TopicPartition partition : some.partitions()) {
                for (ConsumerRecord<byte[], byte[]> record : some.records(partition)) {
                    untaken.put(partition, record.offset());
                    take(record);
                }
                untaken.remove(partition);
            }
        } catch (SerializationException e) {
            untaken.forEach(from::seek);
            throw e;
        }
    }

    /** From here on every record that is of no use becomes a dead letter, and not only the first few. */
    void tellWhatWasLeftOut() {
        ends = Map.of();
        leftOut.caughtUp().forEach(GraphReader::tell);
    }

    /** What came since becomes graphs, or is refused once it is plain that it cannot. */
    void keepUp() {
        if (!fromTheBeginning && revisions.isBehind()) {
            leftOut = new LeftOut(deadLetters);
            readFromTheBeginning();
        }
        if (fromTheBeginning && !ends.isEmpty() && caughtUp()) {
            tellWhatWasLeftOut();
        }
        revisions.foldWhatIs(this::covers);
        refuseWhatNeverComes();
        if (idle) {
            wait.isLong(revisions.awaited(), System.nanoTime()).ifPresent(GraphReader::tellOfWait);
        }
    }

    private static void tellOfWait(Marker marker) {
        LOG.atWarn()
                .addKeyValue("set", marker.set())
                .addKeyValue("sequence", marker.revision().getSequence())
                .addKeyValue("topic", Topics.PACKAGE.name())
                .log(
                        "a graph revision waits for packages behind a transaction that is still open: if no import is under way, look for it with"
                                + " kafka-transactions.sh --bootstrap-server BROKERS find-hanging, and end it with abort; the former revision stays in force");
    }

    /**
     * A revision and its packages are of one transaction: what lies beyond all that was written will not come. What was written may lie
     * behind a transaction of another's that is still open, and comes when that ends.
     */
    private void refuseWhatNeverComes() {
        if (!idle || !revisions.isBehind()) {
            return;
        }
        Map<TopicPartition, Long> ends;
        try {
            ends = written.of(packages);
        } catch (TimeoutException e) {
            return; // The brokers are away: it is asked again.
        }
        revisions.foldOrRefuse(
                this::covers,
                revision -> packages.stream()
                        .anyMatch(partition ->
                                partition.partition() < revision.getEndOffsets().size()
                                        && revision.getEndOffsets().get(partition.partition())
                                                > ends.getOrDefault(partition, Long.MAX_VALUE)));
    }

    boolean covers(GraphRevision revision) {
        return fromTheBeginning
                && packages.stream()
                        .allMatch(partition -> partition.partition()
                                        >= revision.getEndOffsets().size()
                                || from.position(partition)
                                        >= revision.getEndOffsets().get(partition.partition()));
    }

    /** A package that is left out makes its revision miss its checksum, so that the former one stays in force. */
    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (record.topic().equals(Topics.PACKAGE.name())) {
                Package value = packageReader.deserialize(record.topic(), record.value());
                if (belongs(record, key, value) && key != null) {
                    revisions.take(record.partition(), record.offset(), key, value == null ? null : record.value());
                }
            } else {
                GraphRevision revision = revisionReader.deserialize(record.topic(), record.value());
                if (belongs(record, key, revision) && revision != null) {
                    revisions.take(new Marker(record, revision));
                }
            }
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw e;
            }
            leftOut.add(record, LeftOut.Kind.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    private boolean belongs(
            ConsumerRecord<byte[], byte[]> record, @Nullable String key, @Nullable SpecificRecord value) {
        Routed.Origin origin = new Routed.Origin(record.topic(), record.partition());
        Optional<String> amiss = Routed.misrouting(origin, key, value, packages.size());
        amiss.ifPresent(sentence -> leftOut.add(record, LeftOut.Kind.MISPLACED, sentence));
        return amiss.isEmpty();
    }

    private static void tell(LeftOut.Tally tally) {
        LOG.atError()
                .addKeyValue("records", tally.records())
                .addKeyValue("kind", tally.kind())
                .addKeyValue("first", tally.first().origin())
                .addKeyValue("reason", tally.first().reason())
                .log("the graph lacks records that are of no use; the first of them are dead letters");
    }
}
