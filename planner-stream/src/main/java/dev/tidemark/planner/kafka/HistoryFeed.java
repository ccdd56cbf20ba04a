package dev.tidemark.planner.kafka;

import dev.tidemark.planner.topology.Feeds.LearntBuilds;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.streams.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the dispatchers of all pools have learnt of how builds go, from the beginning, and follows it. Nothing depends on
 * it but in which order a wave is built: what is missing, late or of no use is assumed. A planner starts while it is read, and
 * who plans a wave waits for it for a short time.
 */
public final class HistoryFeed implements Part, LearntBuilds {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryFeed.class);
    private static final String TOPIC = Topics.JOB_HISTORY.name();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);
    private static final Duration REGISTRY_AGAIN = Duration.ofSeconds(2);

    private final FarmSettings farm;
    private final Deserializer<JobHistory> reader;
    private final HistoryFold learnt = new HistoryFold();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final AtomicBoolean impatient = new AtomicBoolean();
    private volatile long patientUntil = System.nanoTime();
    private volatile Health health = new Health.Starting("has not begun to read the builds' history");
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Thread thread;

    /** For a service. */
    public HistoryFeed(FarmSettings farm, EventSerdes serdes) {
        this.farm = farm;
        this.reader = serdes.of(JobHistory.class).deserializer();
    }

    @Override
    public String name() {
        return "history-feed";
    }

    /** Waits until all that was published before the start has been read, unless that takes more than ten seconds from the start on. */
    @Override
    public Prospects of(String set) {
        try {
            long left = patientUntil - System.nanoTime();
            if (!caughtUp.await(left, TimeUnit.NANOSECONDS) && !impatient.getAndSet(true)) {
                LOG.atWarn()
                        .addKeyValue("topic", TOPIC)
                        .log("the builds' history is read on while waves are planned with what is known of it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return learnt.of(set);
    }

    /** Begins to read. */
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
        health = Health.READY;
        patientUntil = System.nanoTime() + PATIENCE_AT_START.toNanos();
        // A virtual one would hold a carrier while it waits for the broker: on a small machine one of the two that the
        // graph feed has.
        thread = Thread.ofPlatform().name("history-feed").daemon().start(() -> follow(created));
    }

    private void follow(KafkaConsumer<byte[], byte[]> from) {
        try {
            List<TopicPartition> partitions = from.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            from.assign(partitions);
            from.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = from.endOffsets(partitions);
            while (stopping.getCount() > 0) {
                take(from, partitions.size());
                if (caughtUp.getCount() > 0
                        && ends.entrySet().stream().allMatch(end -> from.position(end.getKey()) >= end.getValue())) {
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException e) {
            // Stopping.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            health = new Health.Dead("the history feed stopped: " + e.getMessage());
            LOG.atError().setCause(e).log("history feed stopped");
        } finally {
            caughtUp.countDown(); // Nothing more will come.
        }
    }

    /** While the registry is away, what cannot be read is read again. */
    private void take(Consumer<byte[], byte[]> from, int partitions) throws InterruptedException {
        ConsumerRecords<byte[], byte[]> some = from.poll(POLL);
        for (TopicPartition partition : some.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : some.records(partition)) {
                try {
                    take(record, partitions);
                } catch (SerializationException e) {
                    if (RegistryFailure.isOutage(e)) {
                        from.seek(partition, record.offset());
                        stopping.await(REGISTRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
                        break;
                    }
                    passOver(record, e.getMessage());
                } catch (IllegalArgumentException e) {
                    passOver(record, e.getMessage());
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, int partitions) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        JobHistory value = reader.deserialize(TOPIC, record.value());
        Optional<String> amiss =
                Routed.misrouting(new Routed.Origin(TOPIC, record.partition()), key, value, partitions);
        if (key == null || amiss.isPresent()) {
            passOver(record, amiss.orElse("it has no key"));
        } else {
            learnt.take(key, value);
        }
    }

    private static void passOver(ConsumerRecord<byte[], byte[]> record, @Nullable String reason) {
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("history of builds that is of no use passed over");
    }

    @Override
    public void stop() {
        stopping.countDown();
        if (consumer != null) {
            consumer.wakeup();
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
    }

    @Override
    public Health health() {
        return health;
    }
}
