package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;

/**
 * A job that needs others which stand.
 *
 * @param wave the wave
 * @param job the job
 * @param roots the jobs at the root of it
 * @param maintainers handles of who maintains it, in the set's order
 */
public record BlockedJob(WaveId wave, JobId job, List<JobId> roots, List<String> maintainers) {

    public BlockedJob {
        roots = List.copyOf(roots);
        maintainers = List.copyOf(maintainers);
    }
}
