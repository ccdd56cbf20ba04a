package dev.tidemark.service.streams;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A topology, running: exactly-once, and unless told otherwise with static membership (docs/adr/0006). A failure while a decision is applied, or
 * a registry that is away, stops it for good; what was not committed is decided again after a restart.
 */
public final class StreamsPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsPart.class);
    private static final int SESSION_MILLIS = 6_000;
    private static final int TRANSACTION_MILLIS = 30_000;
    private static final int LOOK_AGAIN_MILLIS = 500;
    /** How often an idle thread looks at the clock: each look costs some 50 µs, and what time asks for waits so long at most. */
    private static final Duration IDLE = Duration.ofMillis(50);

    private final String application;
    private final FarmSettings farm;
    private final StreamsSettings settings;
    private final MetricRegistry metrics;
    private final Supplier<Topology> topology;
    private final RunningMark mark;
    private final DueCommits due = new DueCommits();
    private @Nullable KafkaStreams streams;
    private volatile @Nullable String failure;
    private boolean begun;

    /**
     * @param application the application's id, which names its group and its internal topics
     * @param farm brokers and registry
     * @param settings how it runs
     * @param metrics where it counts its dead letters
     * @param topology asked for when it starts
     */
    public StreamsPart(
            String application,
            FarmSettings farm,
            StreamsSettings settings,
            MetricRegistry metrics,
            Supplier<Topology> topology) {
        this.application = application;
        this.farm = farm;
        this.settings = settings;
        this.metrics = metrics;
        this.topology = topology;
        this.mark = new RunningMark(settings.stateFolder(), application);
    }

    @Override
    public String name() {
        return application;
    }

    @Override
    public void start() {
        try {
            Files.createDirectories(settings.stateFolder());
        } catch (IOException e) {
            throw new ServiceException(
                    "the state folder %s cannot be made (%s): free space there, or set state-folder to another place"
                            .formatted(settings.stateFolder(), e.getMessage()),
                    e);
        }
        KafkaStreams started;
        try {
            if (settings.protocol()
                    == StreamsSettings.Protocol.CLASSIC) { // With the other one, a name may be borne twice.
                new ProcessIdentity(settings.stateFolder(), application, settings.instance()).put();
            }
            started = settings.protocol() == StreamsSettings.Protocol.CLASSIC
                    ? new KafkaStreams(topology.get(), properties(), new PromptClients(due, settings.commitInterval()))
                    : new KafkaStreams(topology.get(), properties());
        } catch (IOException | StreamsException e) {
            throw new ServiceException(
                    "%s cannot be started: %s".formatted(application, Stop.reason(e, settings.stateFolder())), e);
        }
        started.setUncaughtExceptionHandler(e -> {
            String reason = Stop.reason(e, settings.stateFolder());
            failure = reason;
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("application", application)
                    .addKeyValue("reason", reason)
                    .log("stopped; what was not committed is decided again after a restart");
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        if (settings.protocol() == StreamsSettings.Protocol.CLASSIC) {
            started.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.REBALANCING) {
                    var unused = Thread.ofVirtual()
                            .name(application + "-rebalancing")
                            .start(() -> endOrphans(started));
                }
            });
        }
        streams = started;
        begin(started);
    }

    /** The state folder is this process's own by now: Streams has locked it. */
    private void begin(KafkaStreams created) {
        try {
            if (mark.isThere()) {
                LOG.atInfo()
                        .addKeyValue("application", application)
                        .log("the last run did not close its stores: they are read again from the broker");
                created.cleanUp();
            }
            mark.put();
            created.start();
            begun = true;
        } catch (IOException | StreamsException e) {
            throw new ServiceException(
                    "%s cannot be started: %s".formatted(application, Stop.reason(e, settings.stateFolder())), e);
        }
    }

    /** While tasks are being assigned and restored: what a dead instance has left open would keep them from that. */
    private void endOrphans(KafkaStreams rebalancing) {
        OrphanedTransactions orphans = new OrphanedTransactions(application);
        try (Admin admin = Admin.create(farm.clientProperties())) {
            do {
                orphans.end(admin);
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            } while (rebalancing.state() == KafkaStreams.State.REBALANCING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the topology runs with: also what a test of it must run with, to fail as it would fail. */
    public Properties properties() {
        Properties properties = farm.clientProperties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(Paced.SOON_CONFIG, settings.commitInterval().toMillis());
        properties.put(Paced.DUE_CONFIG, due);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Math.max(settings.commitInterval().toMillis(), Paced.LONGEST.toMillis()));
        properties.put(StreamsConfig.POLL_MS_CONFIG, patience().toMillis());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.replication());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        properties.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterUnreadable.class);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterUndecidable.class);
        properties.put(DeadLetters.METRICS_CONFIG, metrics);
        properties.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, PartitionTimeWithoutOwn.class);
        switch (settings.protocol()) {
            case CLASSIC -> {
                properties.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), settings.instance());
                properties.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), SESSION_MILLIS);
                properties.put(StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"), SESSION_MILLIS / 4);
                properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
            }
            // It refuses static members, and what a session is the broker says.
            case STREAMS -> properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        }
        properties.put(StreamsConfig.mainConsumerPrefix("auto.offset.reset"), "earliest");
        properties.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), TRANSACTION_MILLIS);
        properties.put(StreamsConfig.producerPrefix("linger.ms"), 0);
        return properties;
    }

    /**
     * A thread waits in poll and commits only once that returns: a longer wait than the interval would make the interval a wish, unless the
     * consumer cuts it short. With the other protocol Streams makes that consumer itself.
     */
    private Duration patience() {
        return switch (settings.protocol()) {
            case CLASSIC -> settings.commitInterval().compareTo(IDLE) < 0 ? IDLE : settings.commitInterval();
            case STREAMS -> settings.commitInterval();
        };
    }

    @Override
    public void stop() {
        if (streams != null) {
            boolean closed = streams.close(Duration.ofSeconds(20));
            streams = null;
            if (begun && closed && failure == null) {
                removeMark();
            }
        }
    }

    private void removeMark() {
        try {
            mark.remove();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("application", application)
                    .addKeyValue("reason", e.toString())
                    .log(
                            "the next start reads its stores again from the broker: see that the state folder can be written");
        }
    }

    @Override
    public Health health() {
        KafkaStreams running = streams;
        if (failure != null) {
            return new Health.Dead("stopped: " + failure);
        }
        if (running == null) {
            return new Health.Starting("not started yet");
        }
        return switch (running.state()) {
            case RUNNING -> Health.READY;
            case CREATED, REBALANCING -> new Health.Starting("its tasks are being assigned and restored");
            case PENDING_SHUTDOWN, NOT_RUNNING -> new Health.Starting("it is stopping");
            case PENDING_ERROR, ERROR -> new Health.Dead("Kafka Streams has stopped with an error");
        };
    }
}
