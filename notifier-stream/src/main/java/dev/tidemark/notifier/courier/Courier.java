package dev.tidemark.notifier.courier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a topic with offsets of its own, and hands each record to a channel until it is delivered, refused or given up; the last two
 * become dead letters. Records of one key go one after the other; a key that waits for another try holds up no other.
 *
 * @param <T> the topic's values
 */
public final class Courier<T extends SpecificRecord> implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int SESSION_MILLIS = 6_000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(15);

    private final Identity identity;
    private final FarmSettings farm;
    private final Topic topic;
    private final Deserializer<T> reader;
    private final Supplier<Channel<T>> channel;
    private final CourierSettings settings;
    private final Office office;
    private volatile Health health = new Health.Starting("not started yet");
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /**
     * Which courier it is.
     *
     * @param name what it carries by, such as {@code mail}
     * @param instance the name of the service's instance
     */
    public record Identity(String name, String instance) {}

    /**
     * What a courier works with.
     *
     * @param metrics where it counts
     * @param deadLetters where it puts what nobody takes; it closes them when it stops
     * @param clock that of who writes what is delivered
     */
    public record Office(MetricRegistry metrics, DeadLetters deadLetters, InstantSource clock) {}

    /** @param channel asked for when it starts */
    public Courier(
            Identity identity,
            FarmSettings farm,
            Topic topic,
            Deserializer<T> reader,
            Supplier<Channel<T>> channel,
            CourierSettings settings,
            Office office) {
        this.identity = identity;
        this.farm = farm;
        this.topic = topic;
        this.reader = reader;
        this.channel = channel;
        this.settings = settings;
        this.office = office;
    }

    /** One that delivers what is in people's inboxes. */
    public static Part ofInboxes(
            Identity identity,
            FarmSettings farm,
            EventSerdes serdes,
            Supplier<? extends Channel<InboxEntry>> channel,
            CourierSettings settings,
            Office office) {
        return new Courier<>(
                identity,
                farm,
                Topics.INBOX,
                serdes.of(InboxEntry.class).deserializer(),
                channel::get,
                settings,
                office);
    }

    /** One that delivers how breakages stand. */
    public static Part ofBreakages(
            Identity identity,
            FarmSettings farm,
            EventSerdes serdes,
            Supplier<? extends Channel<Breakage>> channel,
            CourierSettings settings,
            Office office) {
        return new Courier<>(
                identity,
                farm,
                Topics.BREAKAGE,
                serdes.of(Breakage.class).deserializer(),
                channel::get,
                settings,
                office);
    }

    @Override
    public String name() {
        return identity.name() + "-courier";
    }

    @Override
    public void start() {
        Properties properties = farm.clientProperties();
        properties.put("group.id", "tidemark-courier-" + identity.name());
        properties.put("group.instance.id", identity.instance());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("session.timeout.ms", SESSION_MILLIS);
        properties.put("heartbeat.interval.ms", SESSION_MILLIS / 4);
        KafkaConsumer<byte[], byte[]> created =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        health = new Health.Starting("is joining its group");
        thread = Thread.ofPlatform().name(name()).daemon().start(() -> run(created));
    }

    private void run(KafkaConsumer<byte[], byte[]> from) {
        try (Rounds<T> rounds = new Rounds<>(name(), from, reader, channel.get(), settings, office)) {
            from.subscribe(List.of(topic.name()), rounds);
            while (!stopping) {
                rounds.once();
                if (from.groupMetadata().generationId() >= 0) {
                    health = Health.READY;
                }
            }
        } catch (RuntimeException e) { // A thread's edge.
            health = new Health.Dead("stopped: " + e.getMessage());
            LOG.atError().addKeyValue("courier", name()).setCause(e).log("courier stopped");
        } finally {
            office.deadLetters().close();
        }
    }

    @Override
    public void stop() {
        stopping = true;
        if (thread != null) {
            try {
                thread.join(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        thread = null;
    }

    @Override
    public Health health() {
        return health;
    }
}
