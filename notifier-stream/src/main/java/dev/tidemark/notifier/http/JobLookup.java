package dev.tidemark.notifier.http;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the wave's partition of jobs from its beginning each time, and keeps nothing: for what is asked rarely. */
public final class JobLookup implements Builds {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final FarmSettings farm;
    private final Deserializer<Job> reader;

    public JobLookup(FarmSettings farm, EventSerdes serdes) {
        this.farm = farm;
        this.reader = serdes.of(Job.class).deserializer();
    }

    @Override
    public Optional<Job> regressed(String wave, String attribute, String system) {
        String topic = Topics.JOB.name();
        String beginning = "%s/%s/%s/".formatted(wave, attribute, system);
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("allow.auto.create.topics", "false");
        properties.put("auto.offset.reset", "earliest");
        Optional<Job> found = Optional.empty();
        try (var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            int partitions = consumer.partitionsFor(topic).size();
            TopicPartition partition = new TopicPartition(topic, Topics.JOB.partitionOf(wave, partitions));
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException("the jobs of %s were not read in time".formatted(wave));
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    found = new String(record.key(), StandardCharsets.UTF_8).startsWith(beginning)
                            ? latest(record, found)
                            : found;
                }
            }
        }
        return found;
    }

    /** The same package has jobs in several variants, of which at most one is REGRESSED. */
    private Optional<Job> latest(ConsumerRecord<byte[], byte[]> record, Optional<Job> before) {
        if (record.value() == null) {
            return before;
        }
        Job job = reader.deserialize(record.topic(), record.headers(), record.value());
        if (job.getState() == JobState.REGRESSED) {
            return Optional.of(job);
        }
        return before.filter(regressed -> !regressed.getJob().equals(job.getJob()));
    }
}
