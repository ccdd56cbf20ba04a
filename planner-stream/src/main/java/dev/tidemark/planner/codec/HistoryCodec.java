package dev.tidemark.planner.codec;

import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.schemas.identity.PackageId;

/** How long builds take, as it is kept and published. */
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
                history.variance());
    }

    /** As it was kept. */
    public static JobHistory history(dev.tidemark.schemas.event.JobHistory event) {
        return new JobHistory(
                new PackageId(event.getSet(), event.getAttribute()),
                event.getBuilds(),
                event.getMeanLogSeconds(),
                event.getVarianceLogSeconds());
    }
}
