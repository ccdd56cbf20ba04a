package dev.tidemark.planner.topology;

import dev.tidemark.planner.wave.Prospects;

/**
 * What a planner reads beside its streams, in whole: it is the same for every task.
 *
 * @param graphs the sets
 * @param learnt how their builds go
 */
public record Feeds(Graphs graphs, LearntBuilds learnt) {

    /** How builds went so far. Safe for any thread. */
    public interface LearntBuilds {

        /** What is to be expected of a set's builds by all that was learnt until now; what is learnt later does not change it. */
        Prospects of(String set);
    }
}
