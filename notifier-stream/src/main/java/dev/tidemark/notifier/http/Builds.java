package dev.tidemark.notifier.http;

import dev.tidemark.schemas.event.Job;
import java.util.Optional;

/** How jobs were built. Safe for any thread. */
public interface Builds {

    /**
     * A job that a wave broke, as the planner has said last.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException when not all of the wave's jobs could be read in time
     * @throws org.apache.kafka.common.KafkaException when the brokers cannot be asked
     */
    Optional<Job> regressed(String wave, String attribute, String system);
}
