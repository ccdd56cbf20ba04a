package dev.tidemark.planner.dispatch;

import java.util.List;

/**
 * What an agent offers, as its beats say.
 *
 * @param features that it has, in alphabetical order
 * @param slots how many builds it runs at once, at least 1
 * @param cpus how many processors it has; 0 when it does not say
 * @param memoryBytes how much memory it has; 0 when it does not say
 * @param draining whether it wants nothing new
 */
public record Offer(List<String> features, int slots, int cpus, long memoryBytes, boolean draining) {

    /** @throws IllegalArgumentException when it offers no slot, or less than nothing */
    public Offer {
        features = List.copyOf(features);
        if (slots < 1) {
            throw new IllegalArgumentException("an agent offers %d slots: it must offer at least 1".formatted(slots));
        }
        if (cpus < 0 || memoryBytes < 0) {
            throw new IllegalArgumentException(
                    "an agent offers %d processors and %d bytes of memory".formatted(cpus, memoryBytes));
        }
    }

    /** The same, of one that wants nothing new. */
    Offer drained() {
        return draining ? this : new Offer(features, slots, cpus, memoryBytes, true);
    }

    /** Slots and features alone, of a machine that says nothing of its size. */
    public static Offer of(List<String> features, int slots) {
        return new Offer(features, slots, 0, 0, false);
    }
}
