package dev.tidemark.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What one run of a benchmark found.
 *
 * @param rounds how many counted
 * @param ratios in the order of {@link Benchmark#ratios()}
 * @param aa contenders against themselves, by what they are called
 * @param millis figures in milliseconds, in the order in which people should read them
 * @param invalid why nothing of this counts; empty when it does
 */
public record Measurement(
        int rounds,
        List<Ratio> ratios,
        SequencedMap<String, Spread> aa,
        SequencedMap<String, Double> millis,
        Optional<String> invalid) {

    public Measurement {
        ratios = List.copyOf(ratios);
        aa = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(aa));
        millis = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(millis));
    }

    /**
     * One of several: their ratios and figures in that order, and nothing counts when one of them does not.
     *
     * @param rounds how many counted in each
     */
    public static Measurement together(int rounds, List<Measurement> parts) {
        List<Ratio> ratios = new ArrayList<>();
        SequencedMap<String, Spread> aa = new LinkedHashMap<>();
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        for (Measurement part : parts) {
            ratios.addAll(part.ratios());
            aa.putAll(part.aa());
            millis.putAll(part.millis());
        }
        Optional<String> invalid =
                parts.stream().flatMap(part -> part.invalid().stream()).findFirst();
        return new Measurement(rounds, ratios, aa, millis, invalid);
    }

    /**
     * Ours over the baseline.
     *
     * @param name one of {@link Benchmark#ratios()}
     * @param value the median of the rounds' ratios
     * @param spread half the width of the range in which their true median lies with a confidence of at least 95 %; 0 for what is
     *     exact
     */
    public record Ratio(String name, double value, double spread) {

        /**
         * A ratio as its rounds show it.
         *
         * @param perRound ours over the baseline of the same round
         */
        public static Ratio of(String name, List<Double> perRound) {
            return new Ratio(name, Quantiles.median(perRound), Quantiles.medianRange(perRound) / 2);
        }

        /** The highest that it may really be. */
        public double worst() {
            return value + spread;
        }
    }
}
