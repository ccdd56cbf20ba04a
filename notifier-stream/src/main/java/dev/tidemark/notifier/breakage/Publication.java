package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import java.util.List;

/**
 * A breakage is told of.
 *
 * @param breakage as it is now
 * @param isNews whether its state has changed; else it lists other jobs, which nobody must know
 * @param regressed what stands, ordered; empty when it is RESOLVED
 * @param blocked all jobs blocked behind that, ordered
 * @param act who can act, the nearest first, without duplicates: handles, {@code team:NAME}, {@code operators}
 * @param know who maintains what is blocked and cannot act, in alphabetical order
 */
public record Publication(
        Breakage breakage,
        boolean isNews,
        List<Finding> regressed,
        List<BlockedJob> blocked,
        List<String> act,
        List<String> know) {

    public Publication {
        regressed = List.copyOf(regressed);
        blocked = List.copyOf(blocked);
        act = List.copyOf(act);
        know = List.copyOf(know);
    }

    /** How many jobs regressed, each counted once. */
    public int regressedCount() {
        return (int) regressed.stream().map(Finding::job).distinct().count();
    }

    /** The first jobs blocked, for who need not see all. */
    public List<JobId> firstBlocked(int most) {
        return blocked.stream().limit(most).map(BlockedJob::job).toList();
    }
}
