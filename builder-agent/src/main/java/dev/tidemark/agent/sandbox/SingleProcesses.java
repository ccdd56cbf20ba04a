package dev.tidemark.agent.sandbox;

import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * No room at all: where a command cannot be held to anything as a whole, each of its processes is, if the system can do that. What
 * the kernel ended for want of memory is only known for the whole machine.
 */
final class SingleProcesses implements Limiter {

    private static final Path COUNTERS = Path.of("/proc/vmstat");
    private static final String ENDED = "oom_kill ";

    private final Optional<ProcessLimits> limits;
    private final long memoryBytes;

    /** @param memoryBytes how much each process of a command may use that has no limit of its own; 0: as much as there is */
    SingleProcesses(Optional<ProcessLimits> limits, long memoryBytes) {
        this.limits = limits;
        this.memoryBytes = memoryBytes;
    }

    @Override
    public String label() {
        return limits.isPresent() ? "prlimit" : "none";
    }

    @Override
    public Enclosure enclose(String name, Allowance allowance) {
        return new Open(
                allowance.memoryBytes() == 0
                        ? new Allowance(memoryBytes, allowance.processes(), allowance.fileBytes())
                        : allowance,
                ended());
    }

    private static long ended() {
        try {
            return Files.readAllLines(COUNTERS).stream()
                    .filter(line -> line.startsWith(ENDED))
                    .mapToLong(line -> Long.parseLong(line.substring(ENDED.length())))
                    .sum();
        } catch (IOException e) {
            return 0; // No Linux: then nobody counts.
        }
    }

    private final class Open implements Enclosure {
        private final Allowance allowance;
        private final long endedBefore;

        Open(Allowance allowance, long endedBefore) {
            this.allowance = allowance;
            this.endedBefore = endedBefore;
        }

        @Override
        public List<String> around(List<String> words) {
            return words;
        }

        @Override
        public List<String> within(List<String> words) {
            return limits.map(each -> each.ofAll(allowance, words)).orElse(words);
        }

        @Override
        public Excess excess() {
            return new Excess(ended() > endedBefore ? Excess.Memory.PERHAPS : Excess.Memory.NO, false);
        }

        @Override
        public boolean keptOut() {
            return false;
        }

        @Override
        public void close() {}
    }
}
