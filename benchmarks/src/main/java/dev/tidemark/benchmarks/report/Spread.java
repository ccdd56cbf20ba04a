package dev.tidemark.benchmarks.report;

import java.util.List;

/**
 * A contender against itself: what it says of a difference that is none. Judged as a ratio is, by the median of the rounds' ratios:
 * each round holds what lay close together in time, so that a machine that grows slower makes no difference.
 *
 * @param ratio the median of the rounds' ratios
 * @param spread half the width of the range in which their true median lies with a confidence of at least 95 %
 */
public record Spread(double ratio, double spread) {

    /**
     * @param first of each round, in any unit
     * @param second of the same rounds, in the same unit
     */
    public static Spread of(List<Double> first, List<Double> second) {
        List<Double> perRound = Quantiles.ratios(second, first);
        return new Spread(Quantiles.median(perRound), Quantiles.medianRange(perRound) / 2);
    }
}
