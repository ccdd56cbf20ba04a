package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import java.util.List;

/**
 * What follows from an event.
 *
 * @param changes in order: what is behind a regressed job comes before it, the wave itself comes last
 * @param demands builds to ask for, in the order of their jobs
 */
public record WaveDecision(List<WaveView.Change> changes, List<Demand> demands) {

    /**
     * A build to ask for.
     *
     * @param job the job's number
     * @param tries which try of the job it is
     * @param spec what to build
     * @param purpose why
     * @param avoid agents that the job failed on
     */
    public record Demand(int job, int tries, BuildSpec spec, Purpose purpose, List<String> avoid) {}
}
