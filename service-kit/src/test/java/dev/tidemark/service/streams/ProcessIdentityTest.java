package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Streams makes of the file. */
final class ProcessIdentityTest {

    private static final String APPLICATION = "tidemark-test";

    @TempDir
    private Path folder;

    @Test
    void an_instance_that_lost_its_folder_is_the_same_to_the_brokers_and_another_is_not() throws IOException {
        String first = client("one", "planner-1");

        assertThat(client("one", "planner-1")).isEqualTo(first);
        assertThat(client("lost-it", "planner-1")).isEqualTo(first);
        assertThat(client("two", "planner-2")).isNotEqualTo(first);
    }

    /** The name of the one thread, after which clients and transactions are named. */
    private String client(String state, String instance) throws IOException {
        Path states = folder.resolve(state);
        new ProcessIdentity(states, APPLICATION, instance).put();
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, states.toString());
        try (KafkaStreams streams = new KafkaStreams(withStore(), properties)) {
            return streams.metadataForLocalThreads().stream()
                    .map(ThreadMetadata::threadName)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Streams has a number of its own only where something is kept. */
    private static Topology withStore() {
        return new Topology()
                .addSource("in", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor("keep", Keeping::new, "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("kept"), Serdes.String(), Serdes.String()),
                        "keep");
    }

    private static final class Keeping extends ContextualProcessor<String, String, Void, Void> {
        @Override
        public void process(Record<String, String> record) {
            throw new AssertionError("nothing is ever read");
        }
    }
}
