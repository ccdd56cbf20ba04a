package dev.tidemark.benchmarks.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** A measurement held against its bounds: a table for a person, one line for a program. */
public final class BenchmarkReport {

    private static final JsonMapper JSON = new JsonMapper();
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_UP);

    private final Benchmark benchmark;
    private final Measurement measurement;
    private final SortedMap<String, Double> bounds;
    private final Machine machine;

    /**
     * @param bounds by the names of the ratios
     * @throws IllegalArgumentException when the measured ratios are not those that the benchmark says it has
     */
    public BenchmarkReport(
            Benchmark benchmark, Measurement measurement, SortedMap<String, Double> bounds, Machine machine) {
        List<String> measured =
                measurement.ratios().stream().map(Measurement.Ratio::name).toList();
        if (!measured.equals(benchmark.ratios()) || !bounds.keySet().containsAll(measured)) {
            throw new IllegalArgumentException("%s measured %s, has the ratios %s and the bounds %s"
                    .formatted(benchmark.name(), measured, benchmark.ratios(), bounds.keySet()));
        }
        this.benchmark = benchmark;
        this.measurement = measurement;
        this.bounds = bounds;
        this.machine = machine;
    }

    /** True when the run counts and every ratio is within its bound with all of its spread. */
    public boolean holds() {
        return measurement.invalid().isEmpty() && measurement.ratios().stream().allMatch(this::holds);
    }

    private boolean holds(Measurement.Ratio ratio) {
        return ratio.worst() <= bound(ratio);
    }

    private double bound(Measurement.Ratio ratio) {
        return bounds.getOrDefault(ratio.name(), 0.0);
    }

    /** Lines for a person. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("%s: %s".formatted(benchmark.name(), benchmark.measures()));
        lines.add("%d rounds, %d cores, JDK %s".formatted(measurement.rounds(), machine.cores(), machine.jdk()));
        lines.add("");
        measurement.millis().forEach((name, millis) -> lines.add(row(name, "%10.3f ms".formatted(millis))));
        lines.add("");
        measurement
                .aa()
                .forEach((name, aa) ->
                        lines.add(row("A/A " + name, "%10.3f ± %.3f".formatted(aa.ratio(), aa.spread()))));
        for (Measurement.Ratio ratio : measurement.ratios()) {
            lines.add(row(
                    ratio.name(),
                    "%10s ± %s, bound %s: %s"
                            .formatted(
                                    rounded(ratio.value()).toPlainString(),
                                    rounded(ratio.spread()).toPlainString(),
                                    rounded(bound(ratio)).toPlainString(),
                                    holds(ratio) ? "holds" : "DOES NOT HOLD")));
        }
        measurement.invalid().ifPresent(reason -> lines.add("VOID: " + reason));
        return lines;
    }

    private static String row(String name, String value) {
        return String.format(Locale.ROOT, "  %-44s %s", name, value);
    }

    /** One JSON object, in one line. Its fields: docs/benchmarks.md. */
    public String json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("benchmark", benchmark.name());
        ObjectNode ratios = json.putObject("ratios");
        measurement.ratios().forEach(ratio -> ratios.put(ratio.name(), rounded(ratio.value())));
        ObjectNode spreads = json.putObject("spreads");
        measurement.ratios().forEach(ratio -> spreads.put(ratio.name(), rounded(ratio.spread())));
        ObjectNode limits = json.putObject("bounds");
        measurement.ratios().forEach(ratio -> limits.put(ratio.name(), rounded(bound(ratio))));
        json.put("holds", holds());
        ObjectNode pairs = json.putObject("aa");
        measurement
                .aa()
                .forEach((name, aa) ->
                        pairs.putObject(name).put("ratio", rounded(aa.ratio())).put("spread", rounded(aa.spread())));
        ObjectNode millis = json.putObject("ms");
        measurement.millis().forEach((name, value) -> millis.put(name, rounded(value)));
        json.put("rounds", measurement.rounds());
        json.putObject("machine").put("cores", machine.cores()).put("jdk", machine.jdk());
        measurement.invalid().ifPresent(reason -> json.put("void", reason));
        return json.toString();
    }

    private static BigDecimal rounded(double value) {
        BigDecimal shortened = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return shortened.scale() < 0 ? shortened.setScale(0) : shortened;
    }
}
