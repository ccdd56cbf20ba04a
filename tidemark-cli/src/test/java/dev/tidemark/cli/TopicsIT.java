package dev.tidemark.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.schemas.catalogue.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of topics that somebody made by hand. */
final class TopicsIT {

    private static final int CHANGES_PENDING = 4;
    private static final int UNREACHABLE = 3;

    @TempDir
    private Path folder;

    private EmbeddedCluster cluster;
    private Admin admin;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    TopicsIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, 0);
        admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    }

    @AfterEach
    void stop() {
        admin.close();
        cluster.close();
    }

    @Test
    void a_topic_with_wrong_settings_is_shown_keeps_services_from_starting_and_is_mended() throws Exception {
        assertThat(tidemark(CHANGES_PENDING, "topics", "diff"))
                .contains("tidemark.job.v1")
                .contains("missing");
        assertThat(tidemark(0, "topics", "apply", "--partitions", "2", "--replication", "1"))
                .contains("created  tidemark.job.v1")
                .contains("are as they should be");
        set(Topics.JOB.name(), "cleanup.policy", "delete");
        set(Topics.JOB_EVENT.name(), "retention.ms", "60000");
        set(Topics.WAVE_COMMAND.name(), "retention.ms", "-1");
        set(Topics.JOB.name(), "min.insync.replicas", "3");

        assertThat(tidemark(CHANGES_PENDING, "topics", "diff"))
                .containsPattern("tidemark.job.v1 +cleanup.policy +delete +compact\n")
                .containsPattern(
                        "With cleanup.policy delete the newest record of a key would be lost; services\\s+do\\s+not\\s+start.")
                .containsPattern("tidemark.job-event.v1 +retention.ms +60000 +7776000000\n")
                .doesNotContain(Topics.WAVE_COMMAND.name())
                .doesNotContain("min.insync.replicas")
                .contains("tidemark topics apply --farm " + cluster.bootstrapServers());
        assertThat(run(UNREACHABLE, "notifier", "-Dfarm.brokers=" + cluster.bootstrapServers(), "-Dstatus.port=0"))
                .contains("tidemark: the topic tidemark.job.v1 has cleanup.policy=delete where compact is needed")
                .contains("run tidemark topics apply");

        assertThat(tidemark(0, "topics", "apply"))
                .contains("changed  tidemark.job.v1: cleanup.policy compact, was delete")
                .contains("are as they should be");
        assertThat(tidemark(0, "topics", "diff"))
                .contains("are as they should be")
                .hasLineCount(1);
        assertThat(entry(Topics.WAVE_COMMAND.name(), "retention.ms").value()).isEqualTo("-1");
        assertThat(entry(Topics.JOB.name(), "min.insync.replicas").value()).isEqualTo("3");
        assertThat(entry(Topics.JOB.name(), "max.message.bytes").source())
                .as("the brokers' own default is theirs to raise")
                .isEqualTo(ConfigEntry.ConfigSource.DEFAULT_CONFIG);
    }

    @Test
    void what_cannot_be_mended_is_left_and_said() throws Exception {
        assertThat(tidemark(UNREACHABLE, "topics", "apply", "--replication", "3"))
                .contains("give --replication N, at most as many as there are brokers (1)")
                .hasLineCount(1);
        tidemark(0, "topics", "apply", "--partitions", "2", "--replication", "1");

        assertThat(tidemark(CHANGES_PENDING, "provision", "--replication", "3"))
                .contains(
                        "topics: 0 changes made, %d left".formatted(Topics.all().size()))
                .containsPattern(
                        "(?s)tidemark.job.v1 +replication +1 +3\n.*With replication 1 its records survive .*services\\s+run.")
                .contains("kafka-reassign-partitions.sh");
        assertThat(tidemark(CHANGES_PENDING, "topics", "apply", "--replication", "3"))
                .containsPattern("tidemark.job.v1 +replication +1 +3");
        assertThat(tidemark(CHANGES_PENDING, "topics", "diff", "--partitions", "12"))
                .contains("ask for --partitions 2, as most topics have")
                .doesNotContain("delete");
    }

    @Test
    void a_topic_of_another_width_is_left_alone_and_so_are_the_others() throws Exception {
        admin.createTopics(List.of(new NewTopic(Topics.WAVE.name(), Optional.of(3), Optional.empty())))
                .all()
                .get();

        assertThat(tidemark(UNREACHABLE, "topics", "apply", "--partitions", "2", "--replication", "1"))
                .contains("the topic tidemark.wave.v1 has 3 partitions where 2 are wanted")
                .contains("--partitions 3")
                .hasLineCount(1);
        assertThat(admin.listTopics().names().get()).containsExactly(Topics.WAVE.name());
        assertThat(tidemark(0, "provision", "--partitions", "3", "--replication", "1"))
                .isEqualTo("topics: %d changes made; schemas: no server, ids come from the program"
                        .formatted(Topics.all().size()));
    }

    private void set(String topic, String name, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp change = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
    }

    private ConfigEntry entry(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = requireNonNull(
                        admin.describeConfigs(List.of(resource)).values().get(resource))
                .get();
        return requireNonNull(config.get(name));
    }

    private String tidemark(int expected, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--farm", cluster.bootstrapServers()));
        return run(expected, all.toArray(String[]::new));
    }

    private String run(int expected, String... arguments) throws Exception {
        return TidemarkProcess.run(folder, expected, arguments);
    }
}
