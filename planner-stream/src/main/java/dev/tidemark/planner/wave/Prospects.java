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
        Prospects same = this;
        return new Prospects() {
            @Override
            public double seconds(String attribute, String system) {
                return same.seconds(attribute, system);
            }

            @Override
            public double failureChance(String attribute, String system) {
                return same.failureChance(attribute, system);
            }

            @Override
            public FlakeScore flakeScore(String attribute, String system) {
                return scores.apply(attribute, system);
            }
        };
    }

    /** The same, for who knows how many builds fail, of whatever, by attribute and system. */
    default Prospects withFailureChances(BiFunction<String, String, Double> chances) {
        Prospects same = this;
        return new Prospects() {
            @Override
            public double seconds(String attribute, String system) {
                return same.seconds(attribute, system);
            }

            @Override
            public double failureChance(String attribute, String system) {
                return chances.apply(attribute, system);
            }

            @Override
            public FlakeScore flakeScore(String attribute, String system) {
                return same.flakeScore(attribute, system);
            }
        };
    }

    /** For who knows how long builds take and not how many fail. */
    static Prospects of(BuildTimes times) {
        return new Prospects() {
            @Override
            public double seconds(String attribute, String system) {
                return times.time(attribute, system).seconds();
            }

            @Override
            public double failureChance(String attribute, String system) {
                return FailureChance.UNKNOWN;
            }

            @Override
            public FlakeScore flakeScore(String attribute, String system) {
                return FlakeScore.UNKNOWN;
            }
        };
    }
}
