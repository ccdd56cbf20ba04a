package dev.tidemark.planner.codec;

import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.schemas.identity.PackageId;

/** How builds go, as it is kept and published. */
public final class HistoryCodec {

    private HistoryCodec() {}

    /** As it is kept and published. */
    public static dev.tidemark.schemas.event.JobHistory event(String system, JobHistory history) {
        return new dev.tidemark.schemas.event.JobHistory(
                history.packageId().set(),
                history.packageId().attribute(),
                system,
                history.builds(),
                history.mean(),
                history.variance(),
                history.successes(),
                history.failures(),
                history.memoryAbove(),
                history.flakes());
    }

    /** As it was kept. */
    public static JobHistory history(dev.tidemark.schemas.event.JobHistory event) {
        return new JobHistory(
                new PackageId(event.getSet(), event.getAttribute()),
                event.getBuilds(),
                event.getMeanLogSeconds(),
                event.getVarianceLogSeconds(),
                event.getSuccesses(),
                event.getFailures(),
                event.getFlakes(),
                event.getMemoryAboveBytes());
    }
}
