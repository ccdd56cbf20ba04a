package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.PresentTopics;
import dev.tidemark.schemas.catalogue.Topics;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class BrokerProbeTest {

    private final SortedMap<String, Integer> partitions = new TreeMap<>();

    BrokerProbeTest() {
        Topics.all().forEach(topic -> partitions.put(topic.name(), 3));
    }

    @Test
    void a_farm_with_all_topics_of_one_width_is_no_problem() {
        assertThat(BrokerProbe.problem(new PresentTopics(partitions), "kafka-1:9092"))
                .isEmpty();
    }

    @Test
    void a_topic_that_is_missing_is_one_sentence_with_the_next_step() {
        partitions.remove(Topics.JOB.name());

        assertThat(BrokerProbe.problem(new PresentTopics(partitions), "kafka-1:9092"))
                .contains("the topic tidemark.job.v1 is missing: run tidemark provision --farm kafka-1:9092");
    }

    @Test
    void topics_whose_records_would_not_meet_are_one_sentence_with_the_next_step() {
        partitions.put(Topics.JOB.name(), 8);

        assertThat(BrokerProbe.problem(new PresentTopics(partitions), "kafka-1:9092"))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).contains("tidemark.job.v1 8").contains("create them with equally many"));
    }
}
