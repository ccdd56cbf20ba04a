package dev.tidemark.benchmarks.agent;

import dev.tidemark.benchmarks.agent.SleepingExecutor.Build;
import java.util.List;

/**
 * What became of the time of an agent's slots.
 *
 * @param built nanoseconds in which they built
 * @param lost nanoseconds between the end of a build and the beginning of the next in its slot
 */
record SlotTime(long built, long lost) {

    /**
     * Of builds that all could have begun at once. Slots are alike, so the first to end is the first to begin again: the build that
     * ends as number n frees the slot for the one that begins as number n + slots.
     */
    static SlotTime of(List<Build> builds, int slots) {
        long[] begins = builds.stream().mapToLong(Build::began).sorted().toArray();
        long[] ends = builds.stream().mapToLong(Build::ended).sorted().toArray();
        long built = 0;
        long lost = 0;
        for (int i = 0; i < begins.length; i++) {
            built += ends[i] - begins[i];
            if (i >= slots) {
                lost += Math.max(0, begins[i] - ends[i - slots]);
            }
        }
        return new SlotTime(built, lost);
    }

    double shareLost() {
        return lost / (double) (built + lost);
    }

    /** Slot time in all, for each second that was built. */
    double perSecondBuilt() {
        return (built + lost) / (double) built;
    }
}
