package dev.tidemark.benchmarks.plan;

import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Ours and a baseline, two identical contenders of each, and others beside them. They take turns; each round begins with
 * another one. Belongs to one thread; used once.
 */
final class Duel {

    /** Does its work once or many times. */
    interface Contender {
        /** @return what doing it once cost, in milliseconds */
        double turn() throws InterruptedException;
    }

    /**
     * Someone who takes part.
     *
     * @param name for a person; no other has it
     */
    record Side(String name, Contender contender) {}

    private static final int IDENTICAL = 2;

    private final String ratio;
    private final List<Side> sides = new ArrayList<>();
    private final List<List<Double>> millis = new ArrayList<>();

    /** @param ratio what ours over the baseline is called */
    Duel(String ratio, Side ours, Side baseline, List<Side> beside) {
        this.ratio = ratio;
        for (int i = 0; i < IDENTICAL; i++) {
            sides.add(ours);
        }
        for (int i = 0; i < IDENTICAL; i++) {
            sides.add(baseline);
        }
        sides.addAll(beside);
    }

    /**
     * Holds it.
     *
     * @param warmUp rounds that do not count
     * @param tolerance how far from 1 an identical contender may be before nothing counts
     */
    Measurement hold(int warmUp, int rounds, double tolerance) throws InterruptedException {
        for (int round = -warmUp; round < rounds; round++) {
            if (round == 0) {
                millis.clear();
            }
            take(round + warmUp);
        }
        return result(rounds, tolerance);
    }

    private void take(int round) throws InterruptedException {
        if (millis.isEmpty()) {
            sides.forEach(side -> millis.add(new ArrayList<>()));
        }
        for (int turn = 0; turn < sides.size(); turn++) {
            int which = (round + turn) % sides.size();
            millis.get(which).add(sides.get(which).contender().turn());
        }
    }

    private Measurement result(int rounds, double tolerance) {
        SequencedMap<String, Spread> aa = new LinkedHashMap<>();
        SequencedMap<String, Double> medians = new LinkedHashMap<>();
        Optional<String> invalid = Optional.empty();
        for (int first = 0; first < 2 * IDENTICAL; first += IDENTICAL) {
            Spread pair = Spread.of(millis.get(first), millis.get(first + 1));
            aa.put(sides.get(first).name(), pair);
            if (invalid.isEmpty() && Math.abs(pair.ratio() - 1) > tolerance) {
                invalid = Optional.of(String.format(
                        Locale.ROOT,
                        "of two identical contenders (%s) one took %.3f of what the other did, further from 1 than %.2f:"
                                + " let nothing else run and repeat it",
                        sides.get(first).name(),
                        pair.ratio(),
                        tolerance));
            }
        }
        for (int which = 0; which < sides.size(); which += which < 2 * IDENTICAL ? IDENTICAL : 1) {
            medians.put(sides.get(which).name(), Quantiles.median(millis.get(which)));
        }
        double value = Quantiles.median(Quantiles.ratios(both(0), both(IDENTICAL)));
        return new Measurement(
                rounds, List.of(Measurement.Ratio.of(ratio, value, List.copyOf(aa.values()))), aa, medians, invalid);
    }

    /** What both identical contenders took in each round. */
    private List<Double> both(int first) {
        return IntStream.range(0, millis.get(first).size())
                .mapToObj(round ->
                        millis.get(first).get(round) + millis.get(first + 1).get(round))
                .toList();
    }
}
