package dev.tidemark.benchmarks.schedule;

import java.util.ArrayList;
import java.util.List;

/**
 * When jobs ended. What needs a broken job is built nevertheless, so that every order builds the same and can find all there is to
 * find: else one breakage of what everything needs would be all that a wave finds. Belongs to one thread.
 */
final class Timeline {

    private final Story story;
    private final int[] missing;
    private final List<Double> breakages = new ArrayList<>();
    private double last;
    private int ended;

    Timeline(Story story) {
        this.story = story;
        this.missing = story.jobs().needs();
    }

    /** What needs nothing, ascending. */
    List<Integer> first() {
        List<Integer> ready = new ArrayList<>();
        for (int job = 0; job < missing.length; job++) {
            if (missing[job] == 0) {
                ready.add(job);
            }
        }
        return ready;
    }

    /**
     * A job ended.
     *
     * @param at seconds; not before the ends that were told earlier
     * @return what waits for nothing more
     */
    List<Integer> ended(int job, double at) {
        last = at;
        ended++;
        if (story.breaks(job)) {
            breakages.add(at);
        }
        List<Integer> ready = new ArrayList<>();
        for (int dependent : story.jobs().dependents(job)) {
            if (--missing[dependent] == 0) {
                ready.add(dependent);
            }
        }
        return ready;
    }

    /** When the last job ended, in seconds. */
    double makespan() {
        return last;
    }

    /** How many jobs were built. */
    int built() {
        return ended;
    }

    /** How many breakages were found. */
    int found() {
        return breakages.size();
    }

    /**
     * How long it took until that share of all breakages was found, in seconds.
     *
     * @throws IllegalStateException when there was none
     */
    double secondsUntilFound(double share) {
        if (breakages.isEmpty()) {
            throw new IllegalStateException("nothing broke");
        }
        int place = (int) Math.ceil(share * breakages.size()) - 1;
        return breakages.get(Math.max(0, place));
    }
}
