package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

final class StopTest {

    private static String reason(Throwable failure) {
        return Stop.reason(failure, Path.of("/data/planner"));
    }

    @Test
    void a_full_disk_is_told_with_its_folder_and_the_next_step_whoever_found_it() {
        String told =
                "the disk of the state folder /data/planner is full: free space there, or set streams.state-folder to another place, and restart it; nothing is lost";
        assertThat(reason(new ProcessorStateException(
                        "Error opening store jobs",
                        new IllegalStateException(
                                "While appending to file: /data/planner/1.sst: No space left on device"))))
                .isEqualTo(told);
        assertThat(reason(new StreamsException(new IOException("Disk quota exceeded"))))
                .isEqualTo(told);
    }

    @Test
    void topics_that_are_missing_come_with_the_next_step() {
        assertThat(reason(new StreamsException(new MissingSourceTopicException("one is missing"))))
                .isEqualTo("the farm's topics are missing: run tidemark topics apply and restart it");
    }

    @Test
    void a_group_of_the_other_protocol_is_waited_for() {
        assertThat(reason(new StreamsException(new GroupIdNotFoundException("Group farm is not a streams group."))))
                .isEqualTo(
                        "its group still has members that use the other group protocol (Group farm is not a streams group.): stop them, wait until their sessions are over, and restart it");
    }

    @Test
    void a_registry_that_is_away_is_named() {
        assertThat(reason(new StreamsException(
                        "handler is set to fail",
                        new SerializationException("no schema", new ConnectException("Connection refused")))))
                .isEqualTo(
                        "the schema registry did not answer (Connection refused): restart it once the registry does");
    }

    @Test
    void anything_else_is_told_as_it_was_with_its_cause() {
        assertThat(reason(new IllegalStateException("the store is gone"))).isEqualTo("the store is gone");
        assertThat(reason(new StreamsException("exception in task 0_1\n at length", new ArithmeticException())))
                .isEqualTo("exception in task 0_1 (java.lang.ArithmeticException)");
    }
}
