package dev.tidemark.planner.wave;

import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.planner.build.FlakeScore;
import java.util.function.BiFunction;

/** What is expected of a set's builds before a wave begins. The same question gives the same answer; safe for any thread. */
public interface Prospects {

    /** For who has learnt nothing: times and chances are assumed. */
    Prospects UNKNOWN = of(BuildTimes.none());

    /** How long a build of a package takes, on average, in seconds; more than 0. */
    double seconds(String attribute, String system);

    /** How likely a build of a package fails, between 0 and 1. */
    double failureChance(String attribute, String system);

    /** How likely a build of a package fails by chance. */
    FlakeScore flakeScore(String attribute, String system);

    /** The same, for who knows how flaky packages are, by attribute and system. */
    default Prospects withFlakeScores(BiFunction<String, String, FlakeScore> scores) {
        return of(this::seconds, this::failureChance, scores);
    }

    /** The same, for who knows how many builds fail, of whatever, by attribute and system. */
    default Prospects withFailureChances(BiFunction<String, String, Double> chances) {
        return of(this::seconds, chances, this::flakeScore);
    }

    private static Prospects of(
            BiFunction<String, String, Double> seconds,
            BiFunction<String, String, Double> failureChances,
            BiFunction<String, String, FlakeScore> flakeScores) {
        return new Prospects() {
            @Override
            public double seconds(String attribute, String system) {
                return seconds.apply(attribute, system);
            }

            @Override
            public double failureChance(String attribute, String system) {
                return failureChances.apply(attribute, system);
            }

            @Override
            public FlakeScore flakeScore(String attribute, String system) {
                return flakeScores.apply(attribute, system);
            }
        };
    }

    /** For who knows how long builds take and not how many fail. */
    static Prospects of(BuildTimes times) {
        return of(
                (attribute, system) -> times.time(attribute, system).seconds(),
                (attribute, system) -> FailureChance.UNKNOWN,
                (attribute, system) -> FlakeScore.UNKNOWN);
    }
}
