package dev.tidemark.benchmarks.agent;

import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * How much of its slots' time an agent loses between builds of a second, while there is always more to build: the way from a build's
 * end through broker and planner to the next one's beginning, as far as nothing waits at the agent already. Each round has two
 * identical waves of each size.
 */
public final class AgentBenchmark implements Benchmark {

    private static final List<Integer> SIZES = List.of(4, 64);
    private static final int BUILDS_A_SLOT = 6;
    private static final int ROUNDS = 6;
    /** In the first nothing is known of how long builds take; then enough is. */
    private static final int WARM_UP_WAVES = 2;

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String measures() {
        return "builds of 1 s, simulated, on an agent of a whole farm: the slots' time that is lost between builds, over all of their"
                + " time";
    }

    @Override
    public List<String> ratios() {
        return SIZES.stream().map(AgentBenchmark::ratio).toList();
    }

    private static String ratio(int slots) {
        return "lost between builds / slot time, %d slots".formatted(slots);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        List<Measurement> parts = new ArrayList<>();
        for (int slots : SIZES) {
            parts.add(measure(slots, BUILDS_A_SLOT, rounds, progress));
        }
        return Measurement.together(rounds, parts);
    }

    static Measurement measure(int slots, int buildsASlot, int rounds, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("%d slots: starting a farm".formatted(slots));
        try (SlotFarm farm =
                SlotFarm.start(FarmFolder.take(Stage.temporaryFolder("agent")), slots, slots * buildsASlot)) {
            for (int wave = 0; wave < WARM_UP_WAVES; wave++) {
                farm.wave();
            }
            List<List<Double>> waves = List.of(new ArrayList<>(), new ArrayList<>());
            List<Double> shares = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                SlotTime first = farm.wave();
                SlotTime second = farm.wave();
                waves.get(round % 2).add(first.perSecondBuilt());
                waves.get(1 - round % 2).add(second.perSecondBuilt());
                shares.add((first.shareLost() + second.shareLost()) / 2);
                progress.accept("%d slots, round %d of %d: %.3f and %.3f of the slots' time lost"
                        .formatted(slots, round + 1, rounds, first.shareLost(), second.shareLost()));
            }
            SequencedMap<String, Spread> aa = new LinkedHashMap<>();
            aa.put("slot time of a second, %d slots".formatted(slots), Spread.of(waves.get(0), waves.get(1)));
            SequencedMap<String, Double> millis = new LinkedHashMap<>();
            millis.put(
                    "lost between two builds, %d slots, median of rounds".formatted(slots),
                    Quantiles.median(shares) * SleepingExecutor.BUILD.toMillis());
            return new Measurement(rounds, List.of(Ratio.of(ratio(slots), shares)), aa, millis, Optional.empty());
        }
    }
}
