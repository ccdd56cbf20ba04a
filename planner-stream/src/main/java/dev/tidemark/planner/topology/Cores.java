package dev.tidemark.planner.topology;

import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.SetView;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.PoolView;
import java.time.Instant;

/**
 * What decides of time as well as of records. A test puts one that throws in its place.
 *
 * @param admit which bumps are taken up
 * @param dispatch who builds what
 */
record Cores(Admit admit, Dispatch dispatch) {

    /** Changes nothing itself. */
    interface Admit {
        AdmitBump.Decision decide(SetView set, AdmitBump.SetEvent event, Instant now);
    }

    /** The view is as it was when this returns or throws. */
    interface Dispatch {
        DispatchDecision decide(PoolView pool, DispatchEvent event, Instant now);
    }

    /** The planner's own. */
    static Cores of(DispatchPolicy policy) {
        return new Cores(AdmitBump::decide, new DispatchJobs(policy)::decide);
    }
}
