package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.PresentTopics.Shape;
import dev.tidemark.schemas.catalogue.TopicDifference.Missing;
import dev.tidemark.schemas.catalogue.TopicDifference.Partitions;
import dev.tidemark.schemas.catalogue.TopicDifference.Replication;
import dev.tidemark.schemas.catalogue.TopicDifference.Setting;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PresentTopicsTest {

    private final SortedMap<String, Shape> topics = new TreeMap<>();

    PresentTopicsTest() {
        Topics.all().forEach(topic -> topics.put(topic.name(), new Shape(3, 3, topic.settings(3))));
    }

    @Test
    void topics_as_the_catalogue_wants_them_differ_in_nothing() {
        assertThat(differences()).isEmpty();
        assertThat(new PresentTopics(topics).differences(OptionalInt.of(3), OptionalInt.of(3)))
                .isEmpty();
    }

    @Test
    void a_topic_that_is_missing_is_named() {
        topics.remove(Topics.WAVE.name());

        assertThat(differences()).containsExactly(new Missing(Topics.WAVE));
    }

    @Test
    void a_topic_that_is_wider_than_the_others_is_named_with_what_they_have() {
        topics.put(Topics.WAVE.name(), new Shape(8, 3, Topics.WAVE.settings(3)));

        assertThat(differences()).containsExactly(new Partitions(Topics.WAVE, 8, 3));
    }

    @Test
    void a_setting_that_a_hand_has_made_otherwise_is_named_with_both_values() {
        setting(Topics.JOB, "cleanup.policy", "delete");

        assertThat(differences()).containsExactly(new Setting(Topics.JOB, "cleanup.policy", "delete", "compact"));
    }

    @Test
    void what_loses_or_mixes_up_records_breaks_the_farm_and_what_does_not_does_not() {
        assertThat(new Missing(Topics.JOB).breaksTheFarm()).isTrue();
        assertThat(new Partitions(Topics.JOB, 1, 3).breaksTheFarm()).isTrue();
        assertThat(new Replication(Topics.JOB, 1, 3).breaksTheFarm()).isFalse();
        assertThat(new Setting(Topics.JOB, "cleanup.policy", "delete", "compact").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.JOB, "message.timestamp.type", "CreateTime", "LogAppendTime").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.BUMP, "retention.ms", "5", "10").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.BUMP, "retention.ms", "20", "10").breaksTheFarm())
                .isFalse();
        assertThat(new Setting(Topics.BUMP, "retention.ms", "-1", "10").breaksTheFarm())
                .isFalse();
        assertThat(new Setting(Topics.BUMP, "min.insync.replicas", "1", "2").breaksTheFarm())
                .isFalse();
    }

    @Test
    void replication_is_compared_only_with_what_is_asked_for() {
        topics.put(Topics.WAVE.name(), new Shape(3, 1, Topics.WAVE.settings(1)));

        assertThat(differences()).isEmpty();
        assertThat(new PresentTopics(topics).differences(OptionalInt.empty(), OptionalInt.of(3)))
                .containsExactly(new Replication(Topics.WAVE, 1, 3));
    }

    @Test
    void one_topic_that_came_about_by_itself_does_not_say_how_wide_a_farm_is() {
        topics.clear();
        topics.put(Topics.VERSION_BUMP.name(), new Shape(1, 1, Topics.VERSION_BUMP.settings(1)));

        assertThat(new PresentTopics(topics).usualPartitions()).isEqualTo(TopicProvisioner.USUAL_PARTITIONS);
        assertThat(differences()).contains(new Partitions(Topics.VERSION_BUMP, 1, TopicProvisioner.USUAL_PARTITIONS));
    }

    private void setting(Topic topic, String name, String value) {
        SortedMap<String, String> settings = topic.settings(3);
        settings.put(name, value);
        topics.put(topic.name(), new Shape(3, 3, settings));
    }

    private List<TopicDifference> differences() {
        return new PresentTopics(topics).differences(OptionalInt.empty(), OptionalInt.empty());
    }
}
