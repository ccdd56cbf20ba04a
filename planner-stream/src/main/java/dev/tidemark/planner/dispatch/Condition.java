package dev.tidemark.planner.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * How an agent's machine is just now, as its beats say; for people.
 *
 * @param diskBytes how much room builds have; 0 when it does not say
 * @param pressure how hard it is pressed; null when it does not say
 */
public record Condition(long diskBytes, @Nullable Pressure pressure) {

    /** Nothing is known of it. */
    public static final Condition UNKNOWN = new Condition(0, null);

    private static final double MUCH = 0.1;

    /**
     * Shares of the last ten seconds, from 0 to 1.
     *
     * @param cpu in which some task waited for a processor
     * @param memory in which all tasks that had something to do waited for memory
     * @param io in which all tasks that had something to do waited for disks
     */
    public record Pressure(double cpu, double memory, double io) {

        /** @throws IllegalArgumentException when one is no share */
        public Pressure {
            if (!isShare(cpu) || !isShare(memory) || !isShare(io)) {
                throw new IllegalArgumentException(
                        "an agent's pressure is said to be %s, %s and %s: each is from 0 to 1"
                                .formatted(cpu, memory, io));
            }
        }

        private static boolean isShare(double value) {
            return value >= 0 && value <= 1;
        }

        private boolean isFarFrom(Pressure other) {
            return Math.abs(cpu - other.cpu) >= MUCH
                    || Math.abs(memory - other.memory) >= MUCH
                    || Math.abs(io - other.io) >= MUCH;
        }
    }

    /** @throws IllegalArgumentException when there is less than no room */
    public Condition {
        if (diskBytes < 0) {
            throw new IllegalArgumentException("an agent has room for %d bytes on its disk".formatted(diskBytes));
        }
    }

    /** Whether people would see a difference: a tenth of the time, or of the room. */
    boolean isFarFrom(Condition other) {
        if (pressure == null || other.pressure == null) {
            return (pressure == null) != (other.pressure == null) || isFarFrom(diskBytes, other.diskBytes);
        }
        return pressure.isFarFrom(other.pressure) || isFarFrom(diskBytes, other.diskBytes);
    }

    private static boolean isFarFrom(long one, long other) {
        return Math.abs((double) one - other) > MUCH * Math.max(one, other);
    }
}
