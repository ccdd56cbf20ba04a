package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuNeed;
import java.util.List;

/**
 * What an agent offers, as its beats say.
 *
 * @param features that it has, in alphabetical order
 * @param sets that it builds, in alphabetical order; empty: any
 * @param slots how many builds it runs at once, at least 1
 * @param cpus how many processors it has; 0 when it does not say
 * @param memoryBytes how much memory it has; 0 when it does not say
 * @param buildMemoryBytes how much of it one build may use; 0 when it does not say: all of it
 * @param gpus of its machine, in the order of their numbers; empty: none, or it does not say
 * @param wish whether it wants anything new
 * @param bounds how it keeps recipes within bounds
 */
public record Offer(
        List<String> features,
        List<String> sets,
        int slots,
        int cpus,
        long memoryBytes,
        long buildMemoryBytes,
        List<Gpu> gpus,
        Wish wish,
        Bounds bounds) {

    private static final int MOST_GPUS = 256;

    /** Whether an agent wants anything new, and if not, why. */
    public enum Wish {
        /** It does. */
        MORE,
        /** Its builds wait for memory. */
        NO_MEMORY,
        /** There is no room for another build on its disk. */
        NO_DISK,
        /** It finishes what it has. */
        DRAINING
    }

    /**
     * How an agent keeps recipes within bounds; for people.
     *
     * @param sandbox what keeps them away from its machine; empty when it does not say
     * @param limits what holds them to their limits; empty when it does not say
     */
    public record Bounds(String sandbox, String limits) {

        /** It says nothing of it. */
        public static final Bounds UNKNOWN = new Bounds("", "");
    }

    /** @throws IllegalArgumentException when it offers no slot, less than nothing, or more GPUs than a machine has */
    public Offer {
        features = List.copyOf(features);
        sets = List.copyOf(sets);
        gpus = List.copyOf(gpus);
        if (gpus.size() > MOST_GPUS) {
            throw new IllegalArgumentException(
                    "an agent offers %d GPUs: at most %d are taken".formatted(gpus.size(), MOST_GPUS));
        }
        if (slots < 1) {
            throw new IllegalArgumentException("an agent offers %d slots: it must offer at least 1".formatted(slots));
        }
        if (cpus < 0 || memoryBytes < 0 || buildMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "an agent offers %d processors and %d bytes of memory, %d of them a build"
                            .formatted(cpus, memoryBytes, buildMemoryBytes));
        }
    }

    /** Of an agent that builds any set, and each with all of its memory. */
    public Offer(List<String> features, int slots, int cpus, long memoryBytes, boolean draining) {
        this(
                features,
                List.of(),
                slots,
                cpus,
                memoryBytes,
                0,
                List.of(),
                draining ? Wish.DRAINING : Wish.MORE,
                Bounds.UNKNOWN);
    }

    /** The same, of one that wants nothing new. */
    Offer drained() {
        return wishing(Wish.DRAINING);
    }

    /** Slots and features alone, of a machine that says nothing of its size. */
    public static Offer of(List<String> features, int slots) {
        return new Offer(features, slots, 0, 0, false);
    }

    /** The same, of these sets alone. */
    Offer ofSets(List<String> others) {
        return new Offer(features, others, slots, cpus, memoryBytes, buildMemoryBytes, gpus, wish, bounds);
    }

    /** The same with another wish. */
    Offer wishing(Wish other) {
        return new Offer(features, sets, slots, cpus, memoryBytes, buildMemoryBytes, gpus, other, bounds);
    }

    boolean draining() {
        return wish == Wish.DRAINING;
    }

    /** How much memory a build gets at most; 0 when nobody knows. */
    long largestBuild() {
        return buildMemoryBytes > 0 ? buildMemoryBytes : memoryBytes;
    }

    /** Whether its machine has such GPUs, be they taken. Where it does not say which it has, its features count, and are all that is known. */
    boolean hasGpus(GpuNeed need) {
        return gpus.isEmpty() ? need.isSaidBy(features) : need.isMetBy(gpus);
    }

    /** Whether it can build what needs that, on however small a machine. */
    boolean suits(Needs needs) {
        return (sets.isEmpty() || sets.contains(needs.set())) && features.containsAll(needs.features());
    }
}
