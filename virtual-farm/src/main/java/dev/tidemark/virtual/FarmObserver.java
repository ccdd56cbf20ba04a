package dev.tidemark.virtual;

import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveView;
import java.util.Map;

/** Sees everything that happens in a virtual farm. Each method is called before the decision's changes are applied. */
interface FarmObserver {

    /** A decision on bumps. */
    default void decided(long now, AdmitBump.SetEvent event, AdmitBump.Decision decision) {}

    /** A decision on a wave. */
    default void decided(long now, WaveView wave, WaveDecision decision) {}

    /** A wave has changed; so many jobs are in each state, as everybody is told. */
    default void told(WaveView wave, Map<JobState, Integer> counts) {}

    /** A decision of a pool. */
    default void decided(long now, PoolView pool, DispatchEvent event, DispatchDecision decision) {}

    /** An agent has worked on a build for so many milliseconds. */
    default void worked(long now, VirtualAgent agent, DispatchDecision.Effect.RequestBuild build, long millis) {}
}
