package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.catalogue.PresentTopics;
import dev.tidemark.schemas.catalogue.PresentTopics.Shape;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

final class BrokerProbeTest {

    private final SortedMap<String, Shape> topics = new TreeMap<>();

    BrokerProbeTest() {
        Topics.all().forEach(topic -> topics.put(topic.name(), new Shape(3, 1, topic.settings(1))));
    }

    @Test
    void a_farm_with_all_topics_of_one_width_is_no_problem() {
        assertThat(problem()).isEmpty();
    }

    @Test
    void a_topic_that_is_missing_is_one_sentence_with_the_next_step() {
        topics.remove(Topics.JOB.name());

        assertThat(problem())
                .contains("the topic tidemark.job.v1 is missing: run tidemark topics apply --farm kafka-1:9092");
    }

    @Test
    void topics_whose_records_would_not_meet_are_one_sentence_with_the_next_step() {
        topics.put(Topics.JOB.name(), new Shape(8, 1, Topics.JOB.settings(1)));

        assertThat(problem())
                .contains(
                        "the topic tidemark.job.v1 has 8 partitions where the farm's have 3, so records of one wave would not meet: stop planner, notifier, agents and watchers, and delete tidemark.job.v1 (its records are lost with it), then run tidemark topics apply --farm kafka-1:9092");
    }

    @Test
    void a_topic_that_would_lose_records_is_one_sentence_with_the_next_step() {
        SortedMap<String, String> settings = Topics.JOB.settings(1);
        settings.put("cleanup.policy", "delete");
        topics.put(Topics.JOB.name(), new Shape(3, 1, settings));

        assertThat(problem())
                .contains(
                        "the topic tidemark.job.v1 has cleanup.policy=delete where compact is needed, or the newest record of a key would be lost: run tidemark topics apply --farm kafka-1:9092");
    }

    @Test
    void a_topic_that_bears_its_senders_time_is_told_with_what_comes_of_that() {
        SortedMap<String, String> settings =
                Topics.agentReport(TrustDomain.FREE).settings(1);
        settings.put("message.timestamp.type", "CreateTime");
        topics.put(Topics.agentReport(TrustDomain.FREE).name(), new Shape(3, 1, settings));

        assertThat(problem().orElseThrow())
                .contains("or its records would be ordered and kept by their senders' clocks");
    }

    @Test
    void a_value_that_the_brokers_do_not_tell_is_no_problem() {
        SortedMap<String, String> settings = Topics.VERSION_BUMP.settings(1);
        settings.remove("retention.ms");
        topics.put(Topics.VERSION_BUMP.name(), new Shape(3, 1, settings));

        assertThat(problem()).isEmpty();
    }

    @Test
    void a_topic_that_keeps_its_records_longer_is_no_problem() {
        SortedMap<String, String> settings = Topics.VERSION_BUMP.settings(1);
        settings.put("retention.ms", "-1");
        topics.put(Topics.VERSION_BUMP.name(), new Shape(3, 1, settings));

        assertThat(problem()).isEmpty();
    }

    @Test
    void brokers_whose_transactions_have_an_epoch_each_are_no_problem() {
        assertThat(BrokerProbe.problem(transactions(2), "kafka-1:9092")).isEmpty();
        assertThat(BrokerProbe.problem(transactions(3), "kafka-1:9092")).isEmpty();
    }

    @Test
    void brokers_with_older_transactions_are_one_sentence_with_the_next_step() {
        assertThat(BrokerProbe.problem(transactions(1), "kafka-1:9092").orElseThrow())
                .startsWith("the brokers at kafka-1:9092 run with transaction.version=1 where 2 is needed, or ")
                .endsWith(
                        "run kafka-features.sh --bootstrap-server kafka-1:9092 upgrade --feature transaction.version=2");
        assertThat(BrokerProbe.problem(Map.of(), "kafka-1:9092").orElseThrow()).contains("transaction.version=0 where");
    }

    @Test
    void brokers_that_do_not_tell_of_their_transactions_are_not_said_to_be_away() {
        KafkaFuture<FeatureMetadata> untold = KafkaFuture.completedFuture("").thenApply(none -> {
            throw new UnsupportedVersionException("they are too old");
        });

        assertThatThrownBy(() -> BrokerProbe.requireTransactions(untold, "kafka-1:9092"))
                .isInstanceOf(ServiceException.class)
                .hasMessage(
                        "the brokers at kafka-1:9092 do not tell of which version their transactions are (they are too old): are they of Kafka 4, with transaction.version=2 or above?");
    }

    private static Map<String, FinalizedVersionRange> transactions(int version) {
        return Map.of("transaction.version", new FinalizedVersionRange((short) 0, (short) version));
    }

    private Optional<String> problem() {
        return BrokerProbe.problem(new PresentTopics(topics), "kafka-1:9092");
    }
}
