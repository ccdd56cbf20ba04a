package dev.tidemark.benchmarks.nix;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is run to its end, and what it and all that it starts hold of the memory meanwhile. Linux only. */
final class WatchedProcess {

    private static final Duration PATIENCE = Duration.ofMinutes(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final String RESIDENT = "VmRSS:";
    private static final long KIBIBYTE = 1024;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Path log;

    /**
     * What a run took.
     *
     * @param seconds from its start to its end
     * @param peakBytes the most memory that its processes held at once, as they were looked at twenty times a second; what they share counts
     *     for each
     */
    record Taken(double seconds, long peakBytes) {

        /** One after the other. */
        Taken then(Taken other) {
            return new Taken(seconds + other.seconds, Math.max(peakBytes, other.peakBytes));
        }
    }

    /** @param log where what it prints goes */
    WatchedProcess(Path log) {
        this.log = log;
    }

    /**
     * Runs a command.
     *
     * @throws ServiceException when it cannot be started, does not end, or ends with another status than 0
     */
    Taken run(List<String> command, Map<String, String> environment) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            long begin = System.nanoTime();
            Process process = builder.start();
            try {
                long peak = 0;
                while (!process.waitFor(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    peak = Math.max(peak, resident(process));
                    if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                        throw new ServiceException(
                                "%s did not end within %s: see %s".formatted(command.getFirst(), PATIENCE, log));
                    }
                }
                double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
                if (process.exitValue() != 0) {
                    throw new ServiceException(
                            "%s ended with %d: see %s".formatted(command.getFirst(), process.exitValue(), log));
                }
                return new Taken(seconds, peak);
            } finally {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                process.onExit().join();
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be started (%s): install it; Nix is the package nix-bin on Debian"
                            .formatted(command.getFirst(), e.getMessage()),
                    e);
        }
    }

    private static long resident(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(WatchedProcess::resident)
                .sum();
    }

    private static long resident(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(RESIDENT) && line.endsWith(" kB"))
                    .mapToLong(line -> KIBIBYTE
                            * Long.parseLong(line.substring(RESIDENT.length(), line.length() - " kB".length())
                                    .strip()))
                    .sum();
        } catch (IOException e) {
            return 0; // It has ended.
        }
    }
}
