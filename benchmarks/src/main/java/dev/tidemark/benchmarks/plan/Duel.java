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
 * Ours and a baseline, two identical contenders of each. The four take turns, ours and the baseline alternating; each round
 * begins with another one. What others do is measured behind them. Belongs to one thread; used once.
 */
public final class Duel {

    /** Does its work once or many times. */
    public interface Contender {
        /** @return what doing it once cost, in milliseconds */
        double turn() throws InterruptedException;
    }

    /**
     * Someone who takes part.
     *
     * @param name for a person; no other has it
     */
    public record Side(String name, Contender contender) {}

    private static final int IDENTICAL = 2;

    private final String ratio;
    private final List<Side> sides;
    private final List<Side> beside;
    private final List<List<Double>> millis = new ArrayList<>();

    /** @param ratio what ours over the baseline is called */
    public Duel(String ratio, Side ours, Side baseline, List<Side> beside) {
        this.ratio = ratio;
        this.sides = List.of(ours, baseline, ours, baseline);
        this.beside = List.copyOf(beside);
    }

    /**
     * Holds it.
     *
     * @param warmUp rounds that do not count
     * @param tolerance how far from 1 an identical contender may be before nothing counts
     */
    public Measurement hold(int warmUp, int rounds, double tolerance) throws InterruptedException {
        for (int round = 0; round < warmUp; round++) {
            take(round);
        }
        millis.clear();
        for (int round = 0; round < rounds; round++) {
            take(round);
        }
        SequencedMap<String, Double> medians = new LinkedHashMap<>();
        for (int which = 0; which < IDENTICAL; which++) {
            medians.put(sides.get(which).name(), Quantiles.median(millis.get(which)));
        }
        for (Side other : beside) {
            List<Double> taken = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                taken.add(other.contender().turn());
            }
            medians.put(other.name(), Quantiles.median(taken));
        }
        return result(rounds, tolerance, medians);
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

    private Measurement result(int rounds, double tolerance, SequencedMap<String, Double> medians) {
        SequencedMap<String, Spread> aa = new LinkedHashMap<>();
        Optional<String> invalid = Optional.empty();
        for (int which = 0; which < IDENTICAL; which++) {
            Spread pair = Spread.of(millis.get(which), millis.get(which + IDENTICAL));
            aa.put(sides.get(which).name(), pair);
            if (invalid.isEmpty() && Math.abs(pair.ratio() - 1) > tolerance) {
                invalid = Optional.of(String.format(
                        Locale.ROOT,
                        "of two identical contenders (%s) one took %.3f of what the other did, further from 1 than %.2f:"
                                + " let nothing else run and repeat it",
                        sides.get(which).name(),
                        pair.ratio(),
                        tolerance));
            }
        }
        Measurement.Ratio held = Measurement.Ratio.of(ratio, Quantiles.ratios(both(0), both(1)));
        return new Measurement(rounds, List.of(held), aa, medians, invalid);
    }

    /** What both identical contenders took in each round. */
    private List<Double> both(int which) {
        List<Double> second = millis.get(which + IDENTICAL);
        return IntStream.range(0, second.size())
                .mapToObj(round -> millis.get(which).get(round) + second.get(round))
                .toList();
    }
}
