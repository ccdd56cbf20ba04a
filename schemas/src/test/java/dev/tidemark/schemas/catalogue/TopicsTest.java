package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TopicsTest {

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
        for (TrustDomain trust : TrustDomain.values()) {
            assertThat(Topics.all()).contains(Topics.buildRequest(trust), Topics.agentReport(trust));
            assertThat(Topics.buildRequest(trust).name()).contains("." + trust.label() + ".");
        }
    }

    @Test
    void what_agents_say_is_stamped_by_the_broker_and_nothing_else_is() {
        assertThat(Topics.all().stream().filter(Topic::stampedByBroker))
                .containsExactly(Topics.agentReport(TrustDomain.FREE), Topics.agentReport(TrustDomain.UNFREE));
    }

    @Test
    void settings_say_how_long_records_are_kept() {
        assertThat(Topics.JOB.settings()).isEqualTo(Map.of("cleanup.policy", "compact"));
        assertThat(Topics.agentReport(TrustDomain.FREE).settings())
                .isEqualTo(Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        Long.toString(Duration.ofDays(90).toMillis()),
                        "message.timestamp.type",
                        "LogAppendTime"));
    }
}
