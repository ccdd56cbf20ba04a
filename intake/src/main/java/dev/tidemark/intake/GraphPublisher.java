package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a set's graph as one revision: every package, a tombstone for each that is gone, and the marker, in one
 * transaction. A reader of committed records sees all of it or nothing. Two imports of one set fence each other: the
 * later one wins. Each call opens clients of its own and closes them; thread-safe.
 */
public final class GraphPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(GraphPublisher.class);
    private static final int PROGRESS_EVERY = 500;

    private final BrokerSettings brokers;
    private final Function<String, Producer<String, byte[]>> producers;
    private final Function<String, Consumer<String, byte[]>> consumers;
    private final Serde<Package> packages;
    private final Serde<GraphRevision> revisions;
    private final Clock clock;

    /** @param clock says when a revision was imported; nothing is decided by it */
    public GraphPublisher(BrokerSettings brokers, EventSerdes serdes, Clock clock) {
        this(brokers, serdes, clock, set -> producer(brokers, set), set -> consumer(brokers));
    }

    /** @param producers make a transactional producer for a set, its transactions not yet initialised */
    GraphPublisher(
            BrokerSettings brokers,
            EventSerdes serdes,
            Clock clock,
            Function<String, Producer<String, byte[]>> producers,
            Function<String, Consumer<String, byte[]>> consumers) {
        this.brokers = brokers;
        this.producers = producers;
        this.consumers = consumers;
        this.packages = serdes.of(Package.class);
        this.revisions = serdes.of(GraphRevision.class);
        this.clock = clock;
    }

    /**
     * Publishes the graph unless it is the latest revision already. Blocks until the transaction is committed.
     *
     * @throws IntakeException when no broker answers, topics are missing, or another import of the set began; nothing
     *     was published then
     */
    public ImportResult publish(SetGraph graph, ImportProgress progress) throws IntakeException {
        Producer<String, byte[]> producer = opened(producers, graph.set());
        try (Consumer<String, byte[]> consumer = opened(consumers, graph.set())) {
            begin(producer);
            FormerGraph formerGraph = new FormerGraph(consumer, revisions.deserializer(), brokers.patience());
            FormerGraph.Marker marker = formerGraph.marker(graph.set());
            Optional<GraphRevision> former = marker.revision();
            if (marker.newest() && former.isPresent() && ImportPlan.isUnchanged(former, graph)) {
                return unchanged(former.get());
            }
            SortedSet<String> attributes = former.isPresent() ? formerGraph.attributes(former.get()) : new TreeSet<>();
            ImportPlan plan = ImportPlan.of(former, attributes, graph);
            write(producer, graph, plan, former, progress);
            return published(graph, plan);
        } catch (KafkaException e) {
            throw explained(graph.set(), e);
        } finally {
            // Without a bound it would wait for a transaction to end at a broker that is gone.
            producer.close(brokers.patience());
        }
    }

    private <T> T opened(Function<String, T> clients, String set) throws IntakeException {
        try {
            return clients.apply(set);
        } catch (KafkaException e) {
            throw brokers.unusable(e);
        }
    }

    /** From here on no other import of the set can commit, and what a dead one left open is undone. */
    private void begin(Producer<String, byte[]> producer) throws IntakeException {
        try {
            producer.initTransactions();
        } catch (TimeoutException e) {
            throw brokers.unreachable(e);
        }
    }

    private void write(
            Producer<String, byte[]> producer,
            SetGraph graph,
            ImportPlan plan,
            Optional<GraphRevision> former,
            ImportProgress progress) {
        producer.beginTransaction();
        try {
            int partitions = producer.partitionsFor(Topics.PACKAGE.name()).size();
            Map<Integer, Long> ends = writePackages(producer, partitions, graph, plan, progress);
            GraphRevision marker = GraphRevision.newBuilder()
                    .setSet(graph.set())
                    .setSequence(plan.sequence())
                    .setRevision(graph.revision())
                    .setPackages(graph.packages().size())
                    .setChecksum(plan.checksum())
                    .setEndOffsets(endOffsets(partitions, ends, former))
                    .setImportedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                    .build();
            String topic = Topics.GRAPH_REVISION.name();
            int partition = Topics.GRAPH_REVISION.partition(
                    graph.set(), marker, producer.partitionsFor(topic).size());
            acknowledged(producer.send(new ProducerRecord<>(
                    topic, partition, graph.set(), revisions.serializer().serialize(topic, marker))));
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(producer, e);
            throw e;
        }
    }

    /** The offset after the last record, by partition; only of partitions that got one. */
    private Map<Integer, Long> writePackages(
            Producer<String, byte[]> producer,
            int partitions,
            SetGraph graph,
            ImportPlan plan,
            ImportProgress progress) {
        String topic = Topics.PACKAGE.name();
        int total = graph.packages().size() + plan.removed().size();
        List<Future<RecordMetadata>> sent = new ArrayList<>(total);
        for (Package node : graph.packages()) {
            byte[] value = packages.serializer().serialize(topic, node);
            sent.add(producer.send(packageRecord(key(graph, node.getAttribute()), value, partitions)));
            report(progress, sent.size(), total);
        }
        for (String attribute : plan.removed()) {
            sent.add(producer.send(packageRecord(key(graph, attribute), null, partitions)));
            report(progress, sent.size(), total);
        }
        producer.flush();
        Map<Integer, Long> ends = new TreeMap<>();
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata written = acknowledged(future);
            ends.merge(written.partition(), written.offset() + 1, Math::max);
        }
        return ends;
    }

    private static ProducerRecord<String, byte[]> packageRecord(String key, byte @Nullable [] value, int partitions) {
        return new ProducerRecord<>(Topics.PACKAGE.name(), Topics.PACKAGE.partition(key, null, partitions), key, value);
    }

    private static List<Long> endOffsets(int partitions, Map<Integer, Long> ends, Optional<GraphRevision> former) {
        List<Long> before = former.map(GraphRevision::getEndOffsets).orElse(List.of());
        List<Long> offsets = new ArrayList<>(partitions);
        for (int partition = 0; partition < partitions; partition++) {
            long unwritten = partition < before.size() ? before.get(partition) : 0;
            offsets.add(ends.getOrDefault(partition, unwritten));
        }
        return offsets;
    }

    private static void report(ImportProgress progress, int written, int total) {
        if (written == total || written % PROGRESS_EVERY == 0) {
            progress.written(written, total);
        }
    }

    private static String key(SetGraph graph, String attribute) {
        return new PackageId(graph.set(), attribute).toString();
    }

    private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e.getCause());
        }
    }

    private static void abort(Producer<String, byte[]> producer, KafkaException reason) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The broker undoes it when the transaction times out; the first error is the one to tell.
            reason.addSuppressed(e);
        }
    }

    private IntakeException explained(String set, KafkaException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return new IntakeException(
                        "Another import of the set %s began, so this one stopped and published nothing; let one importer do it."
                                .formatted(set),
                        e);
            }
            if (cause instanceof SerializationException unasked) {
                return new IntakeException(
                        "The import of the set %s published nothing: %s, and import again."
                                .formatted(set, unasked.getMessage()),
                        e);
            }
            if (cause instanceof TimeoutException timeout) {
                return new IntakeException(
                        "The import of the set %s published nothing (%s); see that the brokers at %s are up and their topics exist, and import again."
                                .formatted(set, timeout.getMessage(), brokers.servers()),
                        e);
            }
        }
        return new IntakeException(
                "The import of the set %s published nothing (%s); see the brokers at %s, and import again."
                        .formatted(set, e.getMessage(), brokers.servers()),
                e);
    }

    private static ImportResult unchanged(GraphRevision latest) {
        LOG.atInfo()
                .addKeyValue("set", latest.getSet())
                .addKeyValue("sequence", latest.getSequence())
                .addKeyValue("packages", latest.getPackages())
                .log("graph unchanged");
        return new ImportResult.Unchanged(latest.getSet(), latest.getSequence(), latest.getPackages());
    }

    private static ImportResult published(SetGraph graph, ImportPlan plan) {
        int count = graph.packages().size();
        LOG.atInfo()
                .addKeyValue("set", graph.set())
                .addKeyValue("sequence", plan.sequence())
                .addKeyValue("revision", graph.revision())
                .addKeyValue("packages", count)
                .addKeyValue("removed", plan.removed().size())
                .log("graph published");
        return new ImportResult.Published(
                graph.set(), plan.sequence(), count, plan.removed().size());
    }

    private static Producer<String, byte[]> producer(BrokerSettings brokers, String set) {
        Map<String, Object> settings = brokers.producer();
        settings.put("transactional.id", "tidemark-import-" + set);
        // A graph of 100,000 packages takes about a second; the rest is for a slow broker.
        settings.put(
                "transaction.timeout.ms", Math.toIntExact(Duration.ofMinutes(2).toMillis()));
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static Consumer<String, byte[]> consumer(BrokerSettings brokers) {
        return new KafkaConsumer<>(brokers.consumer(), new StringDeserializer(), new ByteArrayDeserializer());
    }
}
