package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BumpCommandTest {

    @Test
    void every_account_is_the_name_of_a_publisher() {
        assertThat(BumpCommand.asPublisher("ada")).isEqualTo("ada");
        assertThat(BumpCommand.asPublisher("John Doe")).isEqualTo("John-Doe");
        assertThat(BumpCommand.asPublisher("?")).isEqualTo("somebody");
        assertThat(BumpCommand.asPublisher("")).isEqualTo("somebody");
    }
}
