package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.Provisioning.Asked;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

final class ProvisioningTest {

    @Test
    void more_copies_than_brokers_are_told_with_how_many_there_are() {
        assertThat(Provisioning.refusal(
                        Asked.TO_CHANGE, new InvalidReplicationFactorException("only 2 are registered"), 2))
                .isEqualTo(
                        "the brokers refuse to create or change the topics (only 2 are registered): give --replication N, at most as many as there are brokers (2)");
    }

    @Test
    void a_right_that_is_lacking_is_named() {
        assertThat(Provisioning.refusal(Asked.TO_CHANGE, new ClusterAuthorizationException("not authorized"), 3))
                .endsWith(": ask for the right to create and alter topics, and to describe them and their configs");
        assertThat(Provisioning.refusal(Asked.TO_TELL, new TopicAuthorizationException("not authorized"), 3))
                .endsWith(": ask for the right to describe topics and their configs");
    }

    @Test
    void any_other_refusal_is_told_with_its_reason() {
        assertThat(Provisioning.refusal(Asked.TO_CHANGE, new PolicyViolationException("too wide"), 3))
                .contains("(too wide)")
                .doesNotContain("ARCHITECTURE");
    }
}
