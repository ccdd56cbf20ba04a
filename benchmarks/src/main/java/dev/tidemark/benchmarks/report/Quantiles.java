package dev.tidemark.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/** Of a few figures, by linear interpolation between the two that are nearest. */
public final class Quantiles {

    private static final double MISSED_EACH_SIDE = 0.025;

    private Quantiles() {}

    public static double median(List<Double> figures) {
        return at(figures, 0.5);
    }

    /**
     * @param fraction 0 for the least, 1 for the greatest
     * @throws IllegalArgumentException when there are no figures
     */
    public static double at(List<Double> figures, double fraction) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Double> ordered = figures.stream().sorted().toList();
        double place = fraction * (ordered.size() - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ordered.size() - 1);
        return ordered.get(below) + (place - below) * (ordered.get(above) - ordered.get(below));
    }

    /**
     * The width of the range between two of the figures in which the true median lies with a confidence of at least 95 %, whatever
     * they are distributed like (the sign test's confidence interval; David and Nagaraja, Order Statistics, 7.1). Of too few figures
     * for that, the width of all.
     */
    static double medianRange(List<Double> figures) {
        List<Double> ordered = figures.stream().sorted().toList();
        int left = leftOut(ordered.size());
        return ordered.get(ordered.size() - 1 - left) - ordered.get(left);
    }

    /** How many may be left out at each end: that no more lie below the true median has a chance of at most 2.5 %. */
    private static int leftOut(int figures) {
        double chance = Math.pow(0.5, figures);
        double soFar = chance;
        int left = 0;
        while (soFar <= MISSED_EACH_SIDE) {
            int next = left + 1;
            chance = chance * (figures - left) / next;
            soFar += chance;
            left = soFar <= MISSED_EACH_SIDE ? next : left;
        }
        return left;
    }

    /** Round by round. */
    public static List<Double> ratios(List<Double> ours, List<Double> baseline) {
        if (ours.size() != baseline.size()) {
            throw new IllegalArgumentException(
                    "%d rounds against %d cannot be compared".formatted(ours.size(), baseline.size()));
        }
        return IntStream.range(0, ours.size())
                .mapToObj(round -> ours.get(round) / baseline.get(round))
                .toList();
    }
}
