package dev.tidemark.planner.kafka;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.topology.Graphs;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetterSender;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest whole graph of each set, folded from the package topic and swapped whole. The graphs in force are kept in files, so
 * that a later start reads packages only when there is a newer revision (docs/adr/0028).
 */
public final class GraphFeed implements Part, Graphs {

    private static final Logger LOG = LoggerFactory.getLogger(GraphFeed.class);
    private static final Duration REGISTRY_AGAIN = Duration.ofSeconds(2);

    private final FarmSettings farm;
    private final EventSerdes serdes;
    private final DeadLetters deadLetters;
    private final GraphRevisions revisions;
    private volatile Health health = new Health.Starting("has not read the package topic yet");
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    /** Reads nothing: it is asked where topics end. */
    private @Nullable KafkaConsumer<byte[], byte[]> uncommitted;

    private @Nullable Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;
    /** Counted down once all that was there at the start is in force, or never will be. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile boolean read;

    /**
     * For a service: what it cannot use becomes a dead letter.
     *
     * @param kept where it keeps graphs for its next start; made when it is not there
     */
    public GraphFeed(FarmSettings farm, EventSerdes serdes, Path kept) {
        this(farm, serdes, new DeadLetterSender(farm.clientSettings()), Optional.of(kept));
    }

    /**
     * @param deadLetters where records go that cannot be used; closed with the feed
     * @param kept where it keeps graphs for its next start; empty for who reads once
     */
    public GraphFeed(FarmSettings farm, EventSerdes serdes, DeadLetters deadLetters, Optional<Path> kept) {
        this.farm = farm;
        this.serdes = serdes;
        this.deadLetters = deadLetters;
        this.revisions = new GraphRevisions(serdes.of(Package.class).deserializer(), deadLetters, new KeptGraphs(kept));
    }

    @Override
    public String name() {
        return "graph-feed";
    }

    @Override
    public Optional<PackageGraph> newest(String set) {
        try {
            awaitRead();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ServiceException e) {
            throw new KafkaException(e.getMessage(), e);
        }
        return revisions.newest(set);
    }

    @Override
    public boolean areRead() {
        return read;
    }

    /**
     * Returns once everything that was published before is in force.
     *
     * @throws ServiceException when it can not be read, with the next step, or when the feed was stopped before
     */
    public void awaitRead() throws InterruptedException {
        ended.await();
        if (!read) {
            throw new ServiceException(
                    health instanceof Health.Dead(String reason)
                            ? reason
                            : "the graph feed was stopped before it had read");
        }
    }

    /** The sets that have a graph in force, in alphabetical order. */
    public List<String> sets() {
        return revisions.sets();
    }

    /** Begins to read. What needs no graph need not wait for it (docs/adr/0035). */
    @Override
    public void start() {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        KafkaConsumer<byte[], byte[]> created =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer = created;
        properties.put("isolation.level", "read_uncommitted");
        KafkaConsumer<byte[], byte[]> ends =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        uncommitted = ends;
        // A virtual one would hold a carrier while it reads: on a small machine one of two.
        thread = Thread.ofPlatform().name("graph-feed").daemon().start(() -> run(created, ends));
    }

    private void run(KafkaConsumer<byte[], byte[]> from, KafkaConsumer<byte[], byte[]> ends) {
        try {
            GraphReader reader = new GraphReader(from, ends::endOffsets, serdes, revisions, deadLetters);
            readWhatIsThere(reader);
            if (!stopping) {
                health = Health.READY;
                read = true;
                ended.countDown();
                follow(reader);
            }
        } catch (WakeupException e) {
            // Stopping.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) { // The edge of a thread: whoever waits for graphs has to hear of it.
            health = new Health.Dead("the graph feed stopped: " + e.getMessage());
            LOG.atError().setCause(e).log("graph feed stopped");
        } finally {
            ended.countDown();
        }
    }

    private void readWhatIsThere(GraphReader reader) throws InterruptedException {
        try {
            reader.begin();
            catchUp(reader);
            revisions.onlyLatestOfEachSet();
            reader.goOnWithPackages(revisions.takeKept());
            catchUp(reader);
        } catch (SerializationException e) {
            throw new ServiceException(
                    "the package topic cannot be read while the schema registry is away (%s): start it, and then the planner again"
                            .formatted(e.getMessage()),
                    e);
        }
        reader.tellWhatWasLeftOut();
        revisions.onlyLatestOfEachSet();
        revisions.foldWhatIs(reader::covers);
    }

    private void catchUp(GraphReader reader) {
        while (!reader.caughtUp() && !stopping) {
            reader.read();
        }
    }

    private void follow(GraphReader reader) throws InterruptedException {
        while (!stopping) {
            if (isRead(reader)) {
                reader.keepUp();
            }
        }
    }

    /** While the registry is away, what cannot be read is read again. */
    private boolean isRead(GraphReader reader) throws InterruptedException {
        try {
            reader.read();
            return true;
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("the graph's topics cannot be read while the schema registry is away: start it");
            var unused = stopped.await(REGISTRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
    }

    @Override
    public void stop() {
        stopping = true;
        stopped.countDown();
        if (consumer != null) {
            consumer.wakeup();
        }
        if (uncommitted != null) {
            uncommitted.wakeup();
        }
        if (thread != null) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            consumer = null;
        }
        if (uncommitted != null) {
            uncommitted.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            uncommitted = null;
        }
        deadLetters.close();
    }

    @Override
    public Health health() {
        return health;
    }
}
