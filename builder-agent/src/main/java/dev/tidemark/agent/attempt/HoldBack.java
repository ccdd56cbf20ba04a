package dev.tidemark.agent.attempt;

import dev.tidemark.agent.machine.Condition;
import dev.tidemark.agent.machine.Pressure;

/**
 * Whether an agent wants anything new, by how its machine is. What begins at a limit ends only well away from it, so that an agent
 * does not go to and fro. An agent that builds nothing is never held by memory: whatever presses its machine is not its builds, and
 * it would wait for ever.
 */
public final class HoldBack {

    private static final double ENDS_AT = 0.5;
    private static final double ENDS_AT_ROOM = 1.25;

    private final Limits limits;
    private Hold last = Hold.NONE;

    /** Why it wants nothing new. */
    public enum Hold {
        /** It does. */
        NONE,
        /** Its builds wait for memory. */
        MEMORY,
        /** There is too little room for another build. */
        DISK
    }

    /**
     * From where on it wants nothing new.
     *
     * @param memoryPressure the share of time in which everything waits for memory, more than 0; 1: never
     * @param diskBytes the room that there must be; 0: none
     */
    public record Limits(double memoryPressure, long diskBytes) {

        /** A tenth of the time, and a gibibyte. */
        public static final Limits DEFAULT = new Limits(0.1, 1L << 30);

        /** @throws IllegalArgumentException when one is not a limit */
        public Limits {
            if (!(memoryPressure > 0) || memoryPressure > 1 || diskBytes < 0) {
                throw new IllegalArgumentException(
                        "hold: memory-pressure must be more than 0 and at most 1, disk-bytes 0 or more, not %s and %d"
                                .formatted(memoryPressure, diskBytes));
            }
        }
    }

    public HoldBack(Limits limits) {
        this.limits = limits;
    }

    /** @param builds how many it runs */
    public Hold on(Condition condition, long builds) {
        last = isFull(condition) ? Hold.DISK : isPressed(condition, builds) ? Hold.MEMORY : Hold.NONE;
        return last;
    }

    private boolean isFull(Condition condition) {
        double least = last == Hold.DISK ? limits.diskBytes() * ENDS_AT_ROOM : limits.diskBytes();
        return condition.diskBytes().isPresent() && condition.diskBytes().getAsLong() < least;
    }

    private boolean isPressed(Condition condition, long builds) {
        double most = last == Hold.MEMORY ? limits.memoryPressure() * ENDS_AT : limits.memoryPressure();
        return builds > 0
                && condition
                        .pressure()
                        .map(Pressure::memory)
                        .filter(share -> share >= most)
                        .isPresent();
    }
}
