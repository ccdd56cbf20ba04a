package dev.tidemark.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.streams.StreamsPart;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

final class NotifierConfigTest {

    @Test
    void its_own_topics_are_kept_as_often_as_the_broker_says() {
        NotifierConfig config = new ConfigReader().read(NotifierConfig.class, "notifier.conf", null, Map.of());

        StreamsConfig streams = new StreamsConfig(new StreamsPart(
                        "tidemark-notifier", config.farm(), config.streams(), new MetricRegistry(), Topology::new)
                .properties());

        assertThat(streams.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(-1);
    }

    @Test
    void only_a_scope_that_is_there_can_have_a_topic() {
        Map<String, String> words = Map.of("scopes.words", "[\"tiny:*\"]", "scope-topics", "[words, words]");

        assertThat(new ConfigReader()
                        .read(NotifierConfig.class, "notifier.conf", null, words)
                        .scopeTopics())
                .containsExactly("words");
        assertThatThrownBy(() -> new ConfigReader()
                        .read(NotifierConfig.class, "notifier.conf", null, Map.of("scope-topics", "[words]")))
                .hasMessageContaining("scope-topics names \"words\", which scopes does not have: add it there");
    }
}
