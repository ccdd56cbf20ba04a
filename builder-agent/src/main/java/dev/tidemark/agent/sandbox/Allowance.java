package dev.tidemark.agent.sandbox;

/**
 * How much of the machine one command may use.
 *
 * @param memoryBytes all of its processes together, or each where nothing better is to be had; 0: as much as there is
 * @param processes how many at once, threads included; at least 1
 * @param fileBytes how long any file may become that it writes; at least 1
 */
public record Allowance(long memoryBytes, int processes, long fileBytes) {

    /** As much as there is. */
    static final Allowance EVERYTHING = new Allowance(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);

    /** @throws IllegalArgumentException when it could use nothing */
    public Allowance {
        if (memoryBytes < 0 || processes < 1 || fileBytes < 1) {
            throw new IllegalArgumentException("a command needs a process, memory and files: %d, %d, %d"
                    .formatted(processes, memoryBytes, fileBytes));
        }
    }
}
