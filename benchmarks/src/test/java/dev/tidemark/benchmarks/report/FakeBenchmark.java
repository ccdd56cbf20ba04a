package dev.tidemark.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** Finds what it was told to find. */
public final class FakeBenchmark implements Benchmark {

    private final String name;
    private final List<String> ratios;
    private final double value;
    private final Optional<String> invalid;

    /** @param value of each of its ratios; the spread is 1 */
    public FakeBenchmark(String name, List<String> ratios, double value, Optional<String> invalid) {
        this.name = name;
        this.ratios = ratios;
        this.value = value;
        this.invalid = invalid;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String measures() {
        return "nothing, over nothing";
    }

    @Override
    public List<String> ratios() {
        return ratios;
    }

    @Override
    public int rounds() {
        return 15;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) {
        SequencedMap<String, Spread> aa = new LinkedHashMap<>();
        aa.put("ours", new Spread(1.01, 0.02));
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        millis.put("ours, p50", 12.34567);
        return new Measurement(
                rounds,
                ratios.stream()
                        .map(ratio -> new Measurement.Ratio(ratio, value, 1))
                        .toList(),
                aa,
                millis,
                invalid);
    }
}
