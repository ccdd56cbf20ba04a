package dev.tidemark.agent.build;

import java.time.Duration;

/**
 * What one build may take.
 *
 * @param time from its first process to its last
 * @param silence how long it may print nothing
 * @param logBytes how much it may print
 * @param liveLogBytes how much of that is told while it is printed; 0 for nothing
 * @param outputBytes size of its output's files, before they are packed
 * @param writtenBytes how much it may have on the disk at once, its output included
 * @param memoryBytes how much memory it may use; 0: as much as the machine has
 * @param processes how many it may have at once, threads included
 * @param files how many it may have on the disk at once, folders and links included, and in its output
 */
public record Limits(
        Duration time,
        Duration silence,
        long logBytes,
        long liveLogBytes,
        long outputBytes,
        long writtenBytes,
        long memoryBytes,
        int processes,
        long files) {

    private static final long WRITTEN = 16L << 30;
    private static final int PROCESSES = 4096;
    private static final long LIVE_LOG = 4L << 20;
    private static final long FILES = 1_000_000;

    /**
     * For sets of small packages: half an hour, five silent minutes, 16 MiB of log and a quarter of it told live, 1 GiB of output,
     * 16 GiB on the disk in a million files, 4,096 processes, and all the memory.
     */
    public static final Limits DEFAULT = new Limits(Duration.ofMinutes(30), Duration.ofMinutes(5), 16L << 20, 1L << 30);

    /** @throws IllegalArgumentException when one is not positive */
    public Limits {
        if (!time.isPositive() || !silence.isPositive() || logBytes <= 0 || outputBytes <= 0) {
            throw new IllegalArgumentException(
                    "a build's limits must be positive: time %s, silence %s, log %d bytes, output %d bytes"
                            .formatted(time, silence, logBytes, outputBytes));
        }
        if (liveLogBytes < 0) {
            throw new IllegalArgumentException(
                    "how much of a log is told live must not be negative, as it is: " + liveLogBytes);
        }
        if (writtenBytes < outputBytes || memoryBytes < 0 || processes < 1 || files < 1) {
            throw new IllegalArgumentException(
                    "a build may write no less than its output (%d of %d bytes), have a process (%d), a file (%d), and memory (%d bytes, 0 for all)"
                            .formatted(writtenBytes, outputBytes, processes, files, memoryBytes));
        }
    }

    /** With 4 MiB of the log told live, and a million files. */
    public Limits(
            Duration time,
            Duration silence,
            long logBytes,
            long outputBytes,
            long writtenBytes,
            long memoryBytes,
            int processes) {
        this(time, silence, logBytes, LIVE_LOG, outputBytes, writtenBytes, memoryBytes, processes, FILES);
    }

    /** The same with so many files. */
    Limits withFiles(long most) {
        return new Limits(
                time, silence, logBytes, liveLogBytes, outputBytes, writtenBytes, memoryBytes, processes, most);
    }

    /** The same, with all the memory, and room enough on the disk. */
    public Limits(Duration time, Duration silence, long logBytes, long outputBytes) {
        this(time, silence, logBytes, outputBytes, Math.max(outputBytes, WRITTEN), 0, PROCESSES);
    }
}
