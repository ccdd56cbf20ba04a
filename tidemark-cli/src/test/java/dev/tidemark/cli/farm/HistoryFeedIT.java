package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.planner.kafka.HistoryFeed;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a planner knows of builds before a wave begins. */
final class HistoryFeedIT {

    private static final int PARTITIONS = 2;
    private static final String SYSTEM = "x86_64-linux";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;
    private FarmSettings farm;
    private EventSerdes serdes;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    HistoryFeedIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        farm = FarmSettings.at(cluster.bootstrapServers());
        serdes = new EventSerdes(farm.registry());
        Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void what_was_learnt_before_is_known_at_once_what_is_learnt_later_follows_and_rubbish_changes_nothing()
            throws Exception {
        publish("textkit", 300);
        publishRubbish("textkit");
        HistoryFeed feed = new HistoryFeed(farm, serdes);
        feed.start();
        try {
            assertThat(feed.of("demo").seconds("textkit", SYSTEM)).isBetween(299.0, 301.0);
            assertThat(feed.of("demo").seconds("json", SYSTEM)).isEqualTo(Prospects.UNKNOWN.seconds("json", SYSTEM));
            assertThat(feed.health()).isEqualTo(Health.READY);

            publish("json", 20);

            await(feed, "json", 20);
            assertThat(feed.of("demo").seconds("textkit", SYSTEM)).isBetween(299.0, 301.0);
        } finally {
            feed.stop();
        }
    }

    private static void await(HistoryFeed feed, String attribute, double seconds) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Math.abs(feed.of("demo").seconds(attribute, SYSTEM) - seconds) > 1) {
            assertThat(System.nanoTime()).as("%s", feed.health()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void publish(String attribute, double seconds) throws Exception {
        JobHistory history = JobHistory.newBuilder()
                .setSet("demo")
                .setAttribute(attribute)
                .setSystem(SYSTEM)
                .setBuilds(1000)
                .setMeanLogSeconds(Math.log(seconds))
                .setVarianceLogSeconds(0)
                .setSuccesses(60)
                .build();
        try (Serde<JobHistory> histories = serdes.of(JobHistory.class)) {
            publish(attribute, history, histories.serializer().serialize(Topics.JOB_HISTORY.name(), history));
        }
    }

    private void publishRubbish(String attribute) throws Exception {
        publish(attribute, null, "rubbish".getBytes(StandardCharsets.UTF_8));
    }

    private void publish(String attribute, @Nullable JobHistory history, byte[] value) throws Exception {
        String key = "demo:%s/%s".formatted(attribute, SYSTEM);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(farm.clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.JOB_HISTORY.name(),
                            Topics.JOB_HISTORY.partition(key, history, PARTITIONS),
                            key,
                            value))
                    .get();
        }
    }
}
