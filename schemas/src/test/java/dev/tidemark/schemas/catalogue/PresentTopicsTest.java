package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.PresentTopics.Shape;
import dev.tidemark.schemas.catalogue.TopicDifference.Missing;
import dev.tidemark.schemas.catalogue.TopicDifference.Partitions;
import dev.tidemark.schemas.catalogue.TopicDifference.Replication;
import dev.tidemark.schemas.catalogue.TopicDifference.Setting;
import dev.tidemark.schemas.catalogue.TopicDifference.Untold;
import dev.tidemark.schemas.identity.TrustDomain;
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

        assertThat(differences())
                .containsExactly(new Setting(Topics.JOB, TopicSetting.CLEANUP_POLICY, "delete", "compact"));
    }

    /** What an operator keeps longer, or more safely, nobody may take away. */
    @Test
    void more_than_is_wanted_is_no_difference() {
        setting(Topics.buildRequest(TrustDomain.FREE), "retention.ms", "-1");
        setting(Topics.VERSION_BUMP, "retention.ms", "31536000000");
        setting(Topics.JOB, "min.insync.replicas", "3");
        setting(Topics.WAVE, "max.message.bytes", "10485760");
        // What is compacted is kept for ever, whatever this says.
        setting(Topics.BUMP, "retention.bytes", "1000");

        assertThat(differences()).isEmpty();
    }

    @Test
    void less_than_is_wanted_is_named_with_both_values() {
        setting(Topics.buildRequest(TrustDomain.FREE), "retention.ms", "60000");
        setting(Topics.VERSION_BUMP, "retention.bytes", "1000");
        setting(Topics.JOB, "min.insync.replicas", "1");
        setting(Topics.WAVE, "max.message.bytes", "65536");

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        new Setting(
                                Topics.buildRequest(TrustDomain.FREE), TopicSetting.RETENTION_MS, "60000", "604800000"),
                        new Setting(Topics.VERSION_BUMP, TopicSetting.RETENTION_BYTES, "1000", "-1"),
                        new Setting(Topics.JOB, TopicSetting.MIN_INSYNC_REPLICAS, "1", "2"),
                        new Setting(Topics.WAVE, TopicSetting.MAX_MESSAGE_BYTES, "65536", "1048588"));
    }

    @Test
    void what_brokers_do_not_tell_is_a_difference_that_is_left_alone_and_stops_nobody() {
        SortedMap<String, String> settings = Topics.VERSION_BUMP.settings(3);
        settings.remove("retention.ms");
        topics.put(Topics.VERSION_BUMP.name(), new Shape(3, 3, settings));

        assertThat(differences())
                .containsExactly(new Untold(Topics.VERSION_BUMP, TopicSetting.RETENTION_MS, "7776000000"))
                .noneMatch(TopicDifference::breaksTheFarm)
                .noneMatch(TopicDifference::isMendedByApply);
    }

    @Test
    void where_all_topics_are_of_another_width_than_is_asked_for_none_need_be_deleted() {
        assertThat(Partitions.wayOut(new PresentTopics(topics).differences(OptionalInt.of(12), OptionalInt.empty())))
                .contains("ask for --partitions 3, as most topics have");
    }

    @Test
    void where_one_topic_is_of_another_width_its_records_are_lost_and_its_users_stopped_first() {
        topics.put(Topics.WAVE.name(), new Shape(8, 3, Topics.WAVE.settings(3)));

        assertThat(Partitions.wayOut(differences()))
                .contains(
                        "stop planner, notifier, agents and watchers, and delete tidemark.wave.v1 (its records are lost with it)");
    }

    @Test
    void a_topic_that_is_there_alone_may_set_the_width_or_go() {
        topics.clear();
        topics.put(Topics.WAVE.name(), new Shape(1, 3, Topics.WAVE.settings(3)));

        assertThat(Partitions.wayOut(differences()).orElseThrow())
                .startsWith("ask for --partitions 1, as most topics have, or stop planner")
                .endsWith("delete tidemark.wave.v1 (its records are lost with it)");
    }

    @Test
    void topics_of_one_width_need_no_way_out() {
        topics.remove(Topics.WAVE.name());

        assertThat(Partitions.wayOut(differences())).isEmpty();
    }

    @Test
    void each_difference_says_what_comes_of_it() {
        assertThat(new Setting(Topics.JOB, TopicSetting.CLEANUP_POLICY, "delete", "compact").consequence())
                .isEqualTo("the newest record of a key would be lost");
        assertThat(new Setting(
                                Topics.agentReport(TrustDomain.FREE),
                                TopicSetting.MESSAGE_TIMESTAMP_TYPE,
                                "CreateTime",
                                "LogAppendTime")
                        .consequence())
                .isEqualTo("its records would be ordered and kept by their senders' clocks");
        assertThat(new Replication(Topics.JOB, 1, 3).consequence()).contains("fewer brokers");
        assertThat(new Replication(Topics.JOB, 3, 1).consequence()).contains("more room");
    }

    @Test
    void what_loses_or_mixes_up_records_breaks_the_farm_and_what_does_not_does_not() {
        assertThat(new Missing(Topics.JOB).breaksTheFarm()).isTrue();
        assertThat(new Partitions(Topics.JOB, 1, 3).breaksTheFarm()).isTrue();
        assertThat(new Replication(Topics.JOB, 1, 3).breaksTheFarm()).isFalse();
        assertThat(new Setting(Topics.JOB, TopicSetting.CLEANUP_POLICY, "delete", "compact").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.JOB, TopicSetting.MESSAGE_TIMESTAMP_TYPE, "CreateTime", "LogAppendTime")
                        .breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.VERSION_BUMP, TopicSetting.RETENTION_MS, "5", "10").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.VERSION_BUMP, TopicSetting.RETENTION_BYTES, "5", "-1").breaksTheFarm())
                .isTrue();
        assertThat(new Setting(Topics.BUMP, TopicSetting.MAX_MESSAGE_BYTES, "5", "10").breaksTheFarm())
                .isFalse();
        assertThat(new Setting(Topics.BUMP, TopicSetting.MIN_INSYNC_REPLICAS, "1", "2").breaksTheFarm())
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
