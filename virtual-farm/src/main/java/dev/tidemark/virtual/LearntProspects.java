package dev.tidemark.virtual;

import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.wave.Prospects;
import java.util.HashMap;
import java.util.Map;

/** What a virtual farm expects of builds. Of flakes it knows what its dispatchers have learnt, as a farm does from a topic. */
final class LearntProspects implements Prospects {

    private final Prospects assumed;
    private final Map<String, JobHistory> histories = new HashMap<>();
    private double flakes;
    private double successes;

    LearntProspects(BuildTimes times) {
        this.assumed = Prospects.of(times);
    }

    void take(JobHistory history) {
        JobHistory before = histories.put(history.packageId().attribute(), history);
        flakes += history.flakes() - (before == null ? 0 : before.flakes());
        successes += history.successes() - (before == null ? 0 : before.successes());
    }

    @Override
    public double seconds(String attribute, String system) {
        return assumed.seconds(attribute, system);
    }

    @Override
    public double failureChance(String attribute, String system) {
        return assumed.failureChance(attribute, system);
    }

    @Override
    public FlakeScore flakeScore(String attribute, String system) {
        JobHistory known = histories.get(attribute);
        double share = FlakeScore.shareOf(Math.max(0, flakes), Math.max(0, successes));
        return known == null ? FlakeScore.of(share, 0, 0) : FlakeScore.of(share, known.flakes(), known.successes());
    }
}
