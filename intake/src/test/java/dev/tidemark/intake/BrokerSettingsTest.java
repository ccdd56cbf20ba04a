package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BrokerSettingsTest {

    private final BrokerSettings settings =
            new BrokerSettings(Map.of("bootstrap.servers", "kafka-1:9092"), Duration.ofSeconds(2));

    @Test
    void reading_creates_no_topic_and_sees_only_what_was_committed() {
        assertThat(settings.consumer())
                .containsEntry("allow.auto.create.topics", false)
                .containsEntry("isolation.level", "read_committed");
    }
}
