package dev.tidemark.benchmarks.report;

import java.util.List;

/**
 * A contender against itself: what it says of a difference that is none.
 *
 * @param ratio of the medians of the two
 * @param spread half the distance between the quartiles of the rounds' ratios
 */
public record Spread(double ratio, double spread) {

    /**
     * @param first of each round, in any unit
     * @param second of the same rounds, in the same unit
     */
    public static Spread of(List<Double> first, List<Double> second) {
        List<Double> perRound = Quantiles.ratios(second, first);
        return new Spread(
                Quantiles.median(second) / Quantiles.median(first),
                (Quantiles.at(perRound, 0.75) - Quantiles.at(perRound, 0.25)) / 2);
    }

    /** How much of a figure may be noise: the larger of what the medians and what the rounds show. */
    double relative() {
        return Math.max(Math.abs(ratio - 1), spread);
    }
}
