package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsSettings.Protocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** What Kafka Streams makes of what it is given. */
final class StreamsPartTest {

    @Test
    void a_topology_is_exactly_once_and_a_static_member_whose_session_is_short() {
        StreamsConfig config = config(Protocol.CLASSIC);

        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("classic");
        assertThat(config.getLong(StreamsConfig.POLL_MS_CONFIG)).isEqualTo(50);
        assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
        assertThat(consumer(config))
                .containsEntry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "planner-7-1")
                .containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000)
                .containsEntry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500)
                .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        assertThat(config.getProducerConfigs("test")).containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    }

    @Test
    void the_streams_protocol_knows_no_static_members_and_leaves_sessions_to_the_broker() {
        StreamsConfig config = config(Protocol.STREAMS);

        assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualTo("streams");
        assertThat(config.getLong(StreamsConfig.POLL_MS_CONFIG))
                .as("Streams makes the consumer itself")
                .isEqualTo(20);
        assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isZero();
        assertThat(consumer(config))
                .doesNotContainKeys(
                        ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)
                .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        assertThat(config.getProducerConfigs("test")).containsEntry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    }

    private static Map<String, Object> consumer(StreamsConfig config) {
        return config.getMainConsumerConfigs("test", "test-client", 1);
    }

    private static StreamsConfig config(Protocol protocol) {
        StreamsSettings settings =
                new StreamsSettings(protocol, "planner-7", Path.of("state"), Duration.ofMillis(20), -1, 1);
        return new StreamsConfig(new StreamsPart(
                        "tidemark-test", FarmSettings.at("127.0.0.1:1"), settings, new MetricRegistry(), Topology::new)
                .properties());
    }
}
