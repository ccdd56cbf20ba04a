package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.wire.EventSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a set's graph as one revision: every package that is not on the topic as it should be, a tombstone for each
 * that is gone, and the marker, in one transaction. A reader of committed records sees all of it or nothing. What is on the
 * topic is read anew with each import, so that whatever a stranger wrote there is put right. Two imports of one set fence
 * each other: the later one wins. Each call opens clients of its own and closes them; thread-safe.
 */
public final class GraphPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(GraphPublisher.class);

    private final BrokerSettings brokers;
    private final Clients clients;
    private final EventSerdes serdes;
    private final Clock clock;

    /** Makes the clients of one import. */
    interface Clients {
        /** A transactional producer for a set, its transactions not yet initialised. */
        Producer<String, byte[]> producer(String set);

        /** A consumer that sees only what was committed. */
        Consumer<String, byte[]> committed();

        /** A consumer to which a topic ends behind its last record, committed or not. */
        Consumer<String, byte[]> uncommitted();
    }

    /** @param clock says when a revision was imported; nothing is decided by it */
    public GraphPublisher(BrokerSettings brokers, EventSerdes serdes, Clock clock) {
        this(brokers, serdes, clock, new RealClients(brokers));
    }

    GraphPublisher(BrokerSettings brokers, EventSerdes serdes, Clock clock, Clients clients) {
        this.brokers = brokers;
        this.clients = clients;
        this.serdes = serdes;
        this.clock = clock;
    }

    /**
     * Publishes the graph unless it is the latest revision already. A graph that was given a name other than that
     * revision's is a new one, of which only the marker is written. Blocks until the transaction is committed.
     *
     * @throws IntakeException when no broker answers, topics are missing, or another import of the set began; nothing
     *     was published then
     */
    public ImportResult publish(SetGraph graph, ImportProgress progress) throws IntakeException {
        Producer<String, byte[]> producer = opened(() -> clients.producer(graph.set()));
        try (Consumer<String, byte[]> committed = opened(clients::committed);
                Consumer<String, byte[]> uncommitted = opened(clients::uncommitted);
                Serde<GraphRevision> revisions = serdes.of(GraphRevision.class)) {
            begin(producer);
            FormerGraph former = new FormerGraph(committed, uncommitted, revisions.deserializer(), brokers.patience());
            FormerGraph.Marker marker = former.marker(graph.set());
            byte[] prefix = prefix(graph);
            FormerGraph.Present present = former.packages(graph.set());
            ImportPlan plan = ImportPlan.of(marker, present, graph, prefix);
            if (plan.changesNothing()) {
                return unchanged(graph, plan.sequence() - 1);
            }
            new RevisionTransaction(producer, graph, plan, present)
                    .commit(prefix, revisions.serializer(), clock.instant().truncatedTo(ChronoUnit.MILLIS), progress);
            return published(graph, plan);
        } catch (KafkaException e) {
            throw explained(graph.set(), e);
        } finally {
            // Without a bound it would wait for a transaction to end at a broker that is gone.
            producer.close(brokers.patience());
        }
    }

    private <T> T opened(Supplier<T> client) throws IntakeException {
        try {
            return client.get();
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

    private byte[] prefix(SetGraph graph) {
        byte[] any = graph.packages().getFirst().avro();
        return serdes.prefix(Topics.PACKAGE.name(), new PackageBinary().decode(any));
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

    private static ImportResult unchanged(SetGraph graph, long sequence) {
        LOG.atInfo()
                .addKeyValue("set", graph.set())
                .addKeyValue("sequence", sequence)
                .addKeyValue("packages", graph.size())
                .log("graph unchanged");
        return new ImportResult.Unchanged(graph.set(), sequence, graph.size());
    }

    private static ImportResult published(SetGraph graph, ImportPlan plan) {
        int written = plan.changed().size();
        int removed = plan.removed().size();
        LOG.atInfo()
                .addKeyValue("set", graph.set())
                .addKeyValue("sequence", plan.sequence())
                .addKeyValue("revision", graph.revision())
                .addKeyValue("packages", graph.size())
                .addKeyValue("written", written)
                .addKeyValue("removed", removed)
                .log("graph published");
        return new ImportResult.Published(graph.set(), plan.sequence(), graph.size(), written, removed);
    }

    private record RealClients(BrokerSettings brokers) implements Clients {

        @Override
        public Producer<String, byte[]> producer(String set) {
            Map<String, Object> settings = brokers.producer();
            settings.put("transactional.id", "tidemark-import-" + set);
            // A graph of 100,000 packages takes about a second; the rest is for a slow broker.
            settings.put(
                    "transaction.timeout.ms",
                    Math.toIntExact(Duration.ofMinutes(2).toMillis()));
            return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Consumer<String, byte[]> committed() {
            return consumer(brokers.consumer());
        }

        @Override
        public Consumer<String, byte[]> uncommitted() {
            Map<String, Object> settings = brokers.consumer();
            settings.put("isolation.level", "read_uncommitted");
            return consumer(settings);
        }

        private static Consumer<String, byte[]> consumer(Map<String, Object> settings) {
            return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        }
    }
}
