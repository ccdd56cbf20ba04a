package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.farm.RecoveringFarm.Disturbance;
import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.cli.farm.FarmFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * A planner in a process of its own that is killed and started again, stopped in order and started again, killed and started without
 * what it had kept, or killed while a second one runs: how long until a result that came after is answered. The process's own start counts.
 */
public final class RecoveryBenchmark implements Benchmark {

    private static final int ROUNDS = 20;
    private static final double LONGEST_SECONDS = 30;
    private static final String LONGEST = "longest of all rounds / 30 s";
    private static final double MILLIS = 1000;

    private final Path home;

    /** @param home the folder with the samples */
    public RecoveryBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String measures() {
        return "a planner's return after kill -9, after a clean stop, without its state, and by takeover, until a result is answered, over"
                + " seconds";
    }

    @Override
    public List<String> ratios() {
        List<String> names = new ArrayList<>();
        for (Disturbance each : Disturbance.values()) {
            names.add(each.ratio());
        }
        names.add(LONGEST);
        return names;
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        Map<Disturbance, List<Double>> seconds = new EnumMap<>(Disturbance.class);
        FarmFolder folder = PlannerFarm.temporaryFolder();
        try (RecoveringFarm farm = RecoveringFarm.start(folder, Sample.set(home), progress)) {
            for (Disturbance each : Disturbance.values()) {
                farm.prepare(each);
                List<Double> taken = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    taken.add(farm.disturb(each));
                    progress.accept("%s: %.2f s".formatted(each.words(), taken.getLast()));
                }
                seconds.put(each, taken);
            }
            return result(rounds, seconds, farm);
        } finally {
            folder.remove();
        }
    }

    private static Measurement result(int rounds, Map<Disturbance, List<Double>> seconds, RecoveringFarm farm) {
        List<Ratio> ratios = new ArrayList<>();
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        double longest = 0;
        for (Map.Entry<Disturbance, List<Double>> each : seconds.entrySet()) {
            Disturbance kind = each.getKey();
            ratios.add(Ratio.of(
                    kind.ratio(),
                    each.getValue().stream()
                            .map(taken -> taken / kind.seconds())
                            .toList()));
            millis.put(kind.words() + ", least", MILLIS * Quantiles.at(each.getValue(), 0));
            millis.put(kind.words() + ", p50", MILLIS * Quantiles.median(each.getValue()));
            millis.put(kind.words() + ", most", MILLIS * Quantiles.at(each.getValue(), 1));
            longest = Math.max(longest, Quantiles.at(each.getValue(), 1));
        }
        ratios.add(new Ratio(LONGEST, longest / LONGEST_SECONDS, 0));
        return new Measurement(rounds, ratios, new LinkedHashMap<>(), millis, farm.problem());
    }
}
