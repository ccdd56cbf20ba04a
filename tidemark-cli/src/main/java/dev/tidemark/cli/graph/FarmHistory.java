package dev.tidemark.cli.graph;

import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.streams.Routed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long builds took at a farm, as its planners have learnt it. What is of no use is passed over and counted. */
public final class FarmHistory {

    private static final Logger LOG = LoggerFactory.getLogger(FarmHistory.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TOPIC = Topics.JOB_HISTORY.name();

    private final String set;
    private final Deserializer<JobHistory> reader;
    private final Map<String, JobHistory> newest = new TreeMap<>();
    private long passedOver;

    private FarmHistory(String set, Deserializer<JobHistory> reader) {
        this.set = set;
        this.reader = reader;
    }

    /**
     * What a farm has learnt.
     *
     * @param times of one set's packages
     * @param remarks what was passed over, a sentence each
     */
    public record Learnt(BuildTimes times, List<String> remarks) {

        public Learnt {
            remarks = List.copyOf(remarks);
        }

        /** What is known from elsewhere. */
        public static Learnt of(BuildTimes times) {
            return new Learnt(times, List.of());
        }
    }

    /**
     * Reads all that was committed when it is asked.
     *
     * @throws ServiceException when the brokers or the registry do not let it, with the next step
     */
    public static Learnt read(FarmSettings farm, String set) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        EventSerdes serdes = new EventSerdes(farm.registry());
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Deserializer<JobHistory> reader = serdes.of(JobHistory.class).deserializer()) {
            FarmHistory history = new FarmHistory(set, reader);
            history.readAll(consumer, farm);
            return history.learnt();
        } catch (SerializationException e) {
            throw new ServiceException(
                    "the builds' history cannot be read while the schema registry is away (%s): start it, or name a file with --history"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private void readAll(Consumer<byte[], byte[]> consumer, FarmSettings farm) {
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(info -> new TopicPartition(TOPIC, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long heard = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> some = consumer.poll(POLL);
            some.forEach(record -> take(record, partitions.size()));
            heard = some.isEmpty() ? heard : System.nanoTime();
            if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new ServiceException(
                        "nothing came of the builds' history for %d s: see that the brokers at %s are well, or name a file with --history"
                                .formatted(PATIENCE.toSeconds(), farm.brokers()));
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, int partitions) {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        if (key != null && !Routing.setOf(key).equals(set)) {
            return;
        }
        try {
            JobHistory value = reader.deserialize(TOPIC, record.value());
            Optional<String> amiss =
                    Routed.misrouting(new Routed.Origin(TOPIC, record.partition()), key, value, partitions);
            if (key == null || amiss.isPresent()) {
                passOver(record, amiss.orElse("it has no key"));
            } else if (value == null) {
                newest.remove(key);
            } else if (value.getBuilds() == 0) {
                newest.remove(key); // None has succeeded yet: of times nothing is known.
            } else {
                time(value); // One that makes no sense is found here, and the one before it counts.
                newest.put(key, value);
            }
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                throw e;
            }
            passOver(record, e.getMessage());
        } catch (IllegalArgumentException e) {
            passOver(record, e.getMessage());
        }
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, @Nullable String reason) {
        passedOver++;
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("history of builds that is of no use passed over");
    }

    private static BuildTime time(JobHistory learnt) {
        return BuildTime.ofLogarithms(learnt.getMeanLogSeconds(), learnt.getVarianceLogSeconds(), learnt.getBuilds());
    }

    private Learnt learnt() {
        Map<String, Map<String, BuildTime>> bySystem = new TreeMap<>();
        newest.values()
                .forEach(each -> bySystem.computeIfAbsent(each.getSystem(), first -> new TreeMap<>())
                        .put(each.getAttribute(), time(each)));
        return new Learnt(
                new BuildTimes(bySystem),
                passedOver == 0
                        ? List.of()
                        : List.of(
                                "records of the builds' history that were of no use and passed over: %,d; the log says why"
                                        .formatted(passedOver)));
    }
}
