package dev.tidemark.benchmarks.agent;

import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What an agent is worth to the farm that it serves, in two ways. How much of its slots' time it loses between builds of a second, while
 * there is always more to build: the way from a build's end through broker and planner to the next one's beginning, as far as nothing
 * waits at the agent already. And how soon a build that nobody wants any more is over. Each round has two identical waves of each size, and two identical cancellations.
 */
public final class AgentBenchmark implements Benchmark {

    private static final List<Integer> SIZES = List.of(4, 64);
    private static final String CANCELLED = "order to end of the recipe's processes / 1 s";
    private static final double SECOND = Duration.ofSeconds(1).toNanos();
    private static final double MILLI = Duration.ofMillis(1).toNanos();

    private static final int BUILDS_A_SLOT = 6;
    private static final int ROUNDS = 6;
    /** In the first nothing is known of how long builds take; then enough is. */
    private static final int WARM_UP_WAVES = 2;
    /** The first takes code that has yet to be loaded. */
    private static final int WARM_UP_CANCELS = 2;

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public String measures() {
        return "builds of 1 s, simulated, on an agent of a whole farm: the slots' time that is lost between builds, over all of their"
                + " time; and how soon a real recipe is over whose wave is given up, over a second";
    }

    @Override
    public List<String> ratios() {
        return Stream.concat(SIZES.stream().map(AgentBenchmark::ratio), Stream.of(CANCELLED))
                .toList();
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
        parts.add(cancelled(rounds, progress));
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

    private static Measurement cancelled(int rounds, Consumer<String> progress) throws InterruptedException {
        progress.accept("cancellations: starting a farm");
        try (CancelFarm farm = CancelFarm.start(FarmFolder.take(Stage.temporaryFolder("cancel")))) {
            for (int warmUp = 0; warmUp < WARM_UP_CANCELS; warmUp++) {
                farm.cancel();
            }
            List<List<Double>> contenders = List.of(new ArrayList<>(), new ArrayList<>());
            List<Double> seconds = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                double first = farm.cancel().toNanos();
                double second = farm.cancel().toNanos();
                contenders.get(round % 2).add(first);
                contenders.get(1 - round % 2).add(second);
                seconds.add((first + second) / 2 / SECOND);
                progress.accept("cancellations, round %d of %d: over after %.0f and %.0f ms"
                        .formatted(round + 1, rounds, first / MILLI, second / MILLI));
            }
            SequencedMap<String, Spread> aa = new LinkedHashMap<>();
            aa.put("cancellation", Spread.of(contenders.get(0), contenders.get(1)));
            SequencedMap<String, Double> millis = new LinkedHashMap<>();
            millis.put(
                    "order to end of the recipe's processes, median of rounds",
                    Quantiles.median(seconds) * SECOND / MILLI);
            return new Measurement(rounds, List.of(Ratio.of(CANCELLED, seconds)), aa, millis, Optional.empty());
        }
    }
}
