package dev.tidemark.virtual;

import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.dispatch.JobHistory;
import java.util.HashMap;
import java.util.Map;

/** How packages fail, as far as the dispatchers of a virtual farm have learnt it: one history a package, whichever pool's came last. */
final class LearntBuilds {

    private final Map<String, JobHistory> histories = new HashMap<>();
    private double flakes;
    private double successes;

    void take(JobHistory history) {
        JobHistory before = histories.put(history.packageId().attribute(), history);
        flakes += history.flakes() - (before == null ? 0 : before.flakes());
        successes += history.successes() - (before == null ? 0 : before.successes());
    }

    FlakeScore score(String attribute) {
        double share = FlakeScore.shareOf(Math.max(0, flakes), Math.max(0, successes));
        JobHistory known = histories.get(attribute);
        return known == null ? FlakeScore.of(share, 0, 0) : FlakeScore.of(share, known.flakes(), known.successes());
    }

    double failureChance(String attribute) {
        JobHistory known = histories.get(attribute);
        return known == null ? FailureChance.UNKNOWN : known.failureChance();
    }
}
