package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.RepositoryFolder;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

final class TopicsTest {

    /** A row of the page's table: a text, and its partition of 8. */
    private static final Pattern VECTOR = Pattern.compile("\\| `([^`]+)` \\| (\\d+) \\|");

    @Test
    void every_topic_is_there_once_under_a_name_that_says_its_fact_and_version() {
        assertThat(Topics.all())
                .extracting(Topic::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("tidemark\\.[a-z-]+(\\.(free|unfree))?\\.v1"));
    }

    @Test
    void each_trust_domain_has_topics_of_its_own() {
        assertThat(Arrays.stream(TrustDomain.values()).map(Topics::buildRequest))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(TrustDomain.values()).map(Topics::agentReport)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(TrustDomain.values()).map(Topics::buildLog)).doesNotHaveDuplicates();
        for (TrustDomain trust : TrustDomain.values()) {
            assertThat(Topics.all())
                    .contains(Topics.buildRequest(trust), Topics.agentReport(trust), Topics.buildLog(trust));
            assertThat(Topics.buildRequest(trust).name()).contains("." + trust.label() + ".");
            assertThat(Topics.buildLog(trust).name()).contains("." + trust.label() + ".");
        }
    }

    @Test
    void what_counts_by_when_it_came_is_stamped_by_the_broker_and_nothing_else_is() {
        assertThat(Topics.all().stream().filter(Topic::stampedByBroker))
                .containsExactly(
                        Topics.buildLog(TrustDomain.FREE),
                        Topics.buildLog(TrustDomain.UNFREE),
                        Topics.agentReport(TrustDomain.FREE),
                        Topics.agentReport(TrustDomain.UNFREE),
                        Topics.DEAD_LETTER);
    }

    @Test
    void what_tells_how_things_stand_and_what_agents_say_is_not_replayed() {
        assertThat(Topics.all().stream().filter(Topic::mayBeReplayed))
                .containsExactly(
                        Topics.VERSION_BUMP,
                        Topics.WAVE_COMMAND,
                        Topics.NOTICE,
                        Topics.JOB_DEMAND,
                        Topics.buildRequest(TrustDomain.FREE),
                        Topics.buildRequest(TrustDomain.UNFREE),
                        Topics.JOB_EVENT,
                        Topics.WAVE_END,
                        Topics.OPERATOR_EVENT,
                        Topics.JUDGEMENT,
                        Topics.CONCERN,
                        Topics.INBOX);
    }

    @Test
    void settings_say_how_long_records_are_kept_and_who_stamps_them() {
        assertThat(Topics.JOB.settings(1))
                .isEqualTo(Map.of(
                        "cleanup.policy",
                        "compact",
                        "max.message.bytes",
                        "1048588",
                        "message.timestamp.type",
                        "CreateTime",
                        "min.insync.replicas",
                        "1"));
        assertThat(Topics.agentReport(TrustDomain.FREE).settings(1))
                .isEqualTo(Map.of(
                        "cleanup.policy",
                        "delete",
                        "max.message.bytes",
                        "1048588",
                        "retention.bytes",
                        "-1",
                        "retention.ms",
                        Long.toString(Duration.ofDays(90).toMillis()),
                        "message.timestamp.type",
                        "LogAppendTime",
                        "min.insync.replicas",
                        "1"));
    }

    @Test
    void of_three_copies_any_one_may_be_lost_without_a_loss() {
        assertThat(Topics.all()).allSatisfy(topic -> {
            assertThat(topic.settings(2)).containsEntry("min.insync.replicas", "1");
            assertThat(topic.settings(3)).containsEntry("min.insync.replicas", "2");
        });
    }

    @Test
    void a_topic_is_found_by_its_name() {
        assertThat(Topics.all())
                .allSatisfy(topic -> assertThat(Topics.named(topic.name())).contains(topic));
        assertThat(Topics.named("tidemark.gossip.v1")).isEmpty();
    }

    @Test
    void only_what_services_of_one_release_tell_each_other_is_internal() {
        assertThat(Topics.all().stream().filter(topic -> topic.audience() == Audience.INTERNAL))
                .containsExactly(
                        Topics.JOB_DEMAND, Topics.JOB_EVENT, Topics.WAVE_END, Topics.JUDGEMENT, Topics.CONCERN);
    }

    @Test
    void what_is_somebodys_own_is_private() {
        assertThat(Topics.all().stream().filter(topic -> topic.audience() == Audience.PRIVATE))
                .containsExactly(Topics.MAINTAINER, Topics.SUBSCRIPTION, Topics.INBOX);
    }

    /** A topic's key and its routing are made of fields that its values have. */
    @Test
    void every_value_can_be_keyed_and_routed() {
        for (Topic topic : Topics.all()) {
            topic.value().ifPresent(schema -> {
                GenericRecord value = filled(schema);
                String key = topic.key().of(value);
                assertThat(key).as(topic.name()).doesNotContain("null");
                assertThat(topic.partition(key, value, 7)).as(topic.name()).isBetween(0, 6);
            });
        }
    }

    @Test
    void a_key_is_put_together_from_fields() {
        GenericRecord job = filled(Job.getClassSchema());

        assertThat(TopicKey.JOB.of(job)).isEqualTo("wave/attribute/system/wave@probe");
        assertThatThrownBy(() -> TopicKey.POOL.of(job)).hasMessage("a Job has no pool to be keyed by");
        assertThatThrownBy(() -> TopicKey.AS_IT_WAS.of(job)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_belongs_to_one_set_wave_or_pool_goes_to_one_partition_whatever_its_key() {
        GenericRecord request = filled(BuildRequest.getClassSchema());
        request.put("pool", "x86_64-linux.free");
        for (int partitions = 1; partitions < 30; partitions++) {
            int set = Routing.partition("demo", partitions);
            assertThat(Topics.VERSION_BUMP.partition("demo:textkit", null, partitions))
                    .isEqualTo(set);
            assertThat(Topics.BUMP.partition("demo:json@2.0", null, partitions)).isEqualTo(set);
            int wave = Topics.WAVE.partition("demo-1", null, partitions);
            assertThat(wave).isEqualTo(Topics.JOB_EVENT.partition("demo-1", null, partitions));
            assertThat(Topics.JOB.partition("demo-1/json/x86_64-linux/wave", null, partitions))
                    .isEqualTo(wave);
            assertThat(Topics.buildRequest(TrustDomain.FREE).partition("north", request, partitions))
                    .isEqualTo(Topics.JOB_DEMAND.partition("x86_64-linux.free", null, partitions));
        }
    }

    /** Agreed with whoever writes in another language: what the page says is what we do. */
    @Test
    void the_rule_is_that_of_kafkas_default_partitioner() throws IOException {
        Map<String, String> vectors = new TreeMap<>();
        for (String line : Files.readAllLines(RepositoryFolder.docs("contract.md"))) {
            Matcher row = VECTOR.matcher(line);
            if (row.matches()) {
                vectors.put(row.group(1), row.group(2));
            }
        }
        assertThat(vectors).containsKeys("demo", "demo-1", "x86_64-linux.free", "nixpkgs:openssl", "łódź");
        vectors.forEach((text, partition) ->
                assertThat(Routing.partition(text, 8)).as(text).isEqualTo(Integer.parseInt(partition)));
        for (int partitions = 1; partitions < 30; partitions++) {
            for (String key : List.of("demo", "demo-1-3f9c2a71", "x86_64-linux.free", "łódź")) {
                assertThat(Routing.partition(key, partitions))
                        .isEqualTo(
                                BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions));
            }
        }
    }

    @Test
    void keys_are_routed_by_their_first_part() {
        assertThat(Routing.setOf("demo:textkit@2.0")).isEqualTo("demo");
        assertThat(Routing.setOf("demo")).isEqualTo("demo");
        assertThat(Routing.waveOf("demo-1/textkit/x86_64-linux/wave")).isEqualTo("demo-1");
        assertThat(Routing.personOf("ada/mute:wave:demo-1")).isEqualTo("ada");
    }

    /** A value whose texts are the names of their fields. */
    private static GenericRecord filled(Schema schema) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            switch (field.schema().getType()) {
                case STRING -> record.put(field.pos(), field.name());
                case RECORD -> record.put(field.pos(), filled(field.schema()));
                case ENUM ->
                    record.put(
                            field.pos(),
                            Variant.valueOf(field.schema().getEnumSymbols().contains("WAVE") ? "WAVE" : "BASELINE"));
                default -> {}
            }
        }
        return record;
    }
}
