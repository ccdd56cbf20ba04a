package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what everybody may see of a farm: bumps, waves, jobs, breakages. News of one wave's jobs come in order; between
 * topics there is none. Belongs to one thread.
 */
public final class FarmWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FarmWatch.class);

    /** Where to begin. */
    public enum From {
        /** With what happens from now on. */
        NOW,
        /** With everything that the topics still hold. */
        BEGINNING
    }

    private final EventSerdes serdes;
    private final KafkaConsumer<String, byte[]> consumer;

    private FarmWatch(EventSerdes serdes, KafkaConsumer<String, byte[]> consumer) {
        this.serdes = serdes;
        this.consumer = consumer;
    }

    /** Opens it; when it returns, {@link From#NOW} is fixed. */
    public static FarmWatch open(FarmSettings farm, From from) {
        return open(farm, from, List.of(Topics.BUMP, Topics.WAVE, Topics.JOB, Topics.BREAKAGE, Topics.JOB_EVENT));
    }

    /** One of breakages alone. */
    public static FarmWatch ofBreakages(FarmSettings farm, From from) {
        return open(farm, from, List.of(Topics.BREAKAGE));
    }

    private static FarmWatch open(FarmSettings farm, From from, List<Topic> topics) {
        Properties properties = farm.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("fetch.max.wait.ms", 50);
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> partitions(consumer, topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        switch (from) {
            case NOW -> {
                consumer.seekToEnd(partitions);
                partitions.forEach(consumer::position);
            }
            case BEGINNING -> consumer.seekToBeginning(partitions);
        }
        return new FarmWatch(new EventSerdes(farm.registry()), consumer);
    }

    /** Where builds begin is told between services: whoever may not read that sees everything else. */
    private static List<PartitionInfo> partitions(KafkaConsumer<String, byte[]> consumer, Topic topic) {
        try {
            return consumer.partitionsFor(topic.name());
        } catch (TopicAuthorizationException e) {
            if (topic.equals(Topics.JOB_EVENT)) {
                return List.of();
            }
            throw e;
        }
    }

    /** What has happened since, waiting at most so long for anything at all. A record that cannot be read is logged. */
    public List<FarmNews> next(Duration patience) {
        List<FarmNews> news = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
            if (record.value() != null) {
                try {
                    read(record).ifPresent(news::add);
                } catch (SerializationException e) {
                    LOG.atWarn()
                            .addKeyValue("topic", record.topic())
                            .addKeyValue("partition", record.partition())
                            .addKeyValue("offset", record.offset())
                            .setCause(e)
                            .log("record skipped: it cannot be read");
                }
            }
        }
        // A wave's record is published after those of the jobs that moved it: a reader should meet them so.
        news.sort(Comparator.comparingInt(FarmWatch::readingOrder));
        return news;
    }

    private static int readingOrder(FarmNews news) {
        return switch (news) {
            case FarmNews.OfBump bump -> 0;
            case FarmNews.OfStart start -> 1;
            case FarmNews.OfJob job -> 2;
            case FarmNews.OfWave wave -> 3;
            case FarmNews.OfBreakage breakage -> 4;
        };
    }

    private Optional<FarmNews> read(ConsumerRecord<String, byte[]> record) {
        String topic = record.topic();
        if (topic.equals(Topics.BUMP.name())) {
            return Optional.of(new FarmNews.OfBump(value(Bump.class, record)));
        }
        if (topic.equals(Topics.WAVE.name())) {
            return Optional.of(new FarmNews.OfWave(value(Wave.class, record)));
        }
        if (topic.equals(Topics.JOB.name())) {
            return Optional.of(new FarmNews.OfJob(value(Job.class, record)));
        }
        if (topic.equals(Topics.JOB_EVENT.name())) {
            JobEvent event = value(JobEvent.class, record);
            return event.getStarted()
                    .map(started -> new FarmNews.OfStart(
                            event.getWave(), event.getJob(), event.getTries(), started.getAgent()));
        }
        return Optional.of(new FarmNews.OfBreakage(value(Breakage.class, record)));
    }

    private <T extends SpecificRecord> T value(Class<T> type, ConsumerRecord<String, byte[]> record) {
        return serdes.of(type).deserializer().deserialize(record.topic(), record.value());
    }

    /** Makes {@link #next} return early with an exception; the only method that another thread may call. */
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
