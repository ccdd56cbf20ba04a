package dev.tidemark.agent.build;

import java.time.Duration;

/**
 * What one build may take.
 *
 * @param time from its first process to its last
 * @param silence how long it may print nothing
 * @param logBytes how much it may print
 * @param outputBytes size of its output's files, before they are packed
 */
public record Limits(Duration time, Duration silence, long logBytes, long outputBytes) {

    /** For sets of small packages: half an hour, five silent minutes, 16 MiB of log, 1 GiB of output. */
    public static final Limits DEFAULT = new Limits(Duration.ofMinutes(30), Duration.ofMinutes(5), 16L << 20, 1L << 30);

    /** @throws IllegalArgumentException when one is not positive */
    public Limits {
        if (!time.isPositive() || !silence.isPositive() || logBytes <= 0 || outputBytes <= 0) {
            throw new IllegalArgumentException(
                    "a build's limits must be positive: time %s, silence %s, log %d bytes, output %d bytes"
                            .formatted(time, silence, logBytes, outputBytes));
        }
    }
}
