package dev.tidemark.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/** Of a few figures, by linear interpolation between the two that are nearest. */
public final class Quantiles {

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
