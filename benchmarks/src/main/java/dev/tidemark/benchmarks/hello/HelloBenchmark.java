package dev.tidemark.benchmarks.hello;

import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The demo's way from a bump to its breakage without the builds: intake, planner, dispatcher, agent and notifier, every hop
 * through the broker, over one raw round trip through the same broker. Each round has two batches of round trips and two
 * waves, each pair two identical contenders; the next round begins with another of the four.
 */
public final class HelloBenchmark implements Benchmark {

    private static final String RATIO = "bump-to-breakage / broker round trip";
    private static final String ROOT = "textkit";
    private static final String BREAKS = "tables";
    private static final int ROUNDS = 20;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int TRIPS = 400;
    private static final int CONTENDERS = 4;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Path set;

    /** @param set folder of the bundled set */
    public HelloBenchmark(Path set) {
        this.set = set;
    }

    @Override
    public String name() {
        return "hello";
    }

    @Override
    public String measures() {
        return "the demo set from a bump to its breakage, builds simulated, over one raw round trip through the same broker"
                + " (one record, acks=all)";
    }

    @Override
    public List<String> ratios() {
        return List.of(RATIO);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        return measure(rounds, WARM_UP_ROUNDS, progress);
    }

    Measurement measure(int rounds, int warmUpRounds, Consumer<String> progress) throws InterruptedException {
        PackageSet loaded = load();
        FarmFolder folder = FarmFolder.take(Stage.temporaryFolder("hello"));
        try (HelloFarm farm = HelloFarm.start(folder, loaded, ROOT, BREAKS, progress);
                RoundTrip first = RoundTrip.open(farm.settings(), "round-trip-1");
                RoundTrip second = RoundTrip.open(farm.settings(), "round-trip-2")) {
            progress.accept("warming up: %d rounds".formatted(warmUpRounds));
            Contest warmUp = new Contest(farm, List.of(first, second));
            warmUp.hold(warmUpRounds);
            progress.accept("measuring: %d rounds".formatted(rounds));
            Contest contest = new Contest(farm, List.of(first, second));
            contest.hold(rounds);
            return contest.result(rounds);
        } finally {
            folder.remove();
        }
    }

    private PackageSet load() {
        try {
            return PackageSet.load(set);
        } catch (InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The four contenders and what each of them took, a figure a round, in nanoseconds. */
    private static final class Contest {
        private final HelloFarm farm;
        private final List<RoundTrip> roundTrips;
        private final List<List<Double>> medianTrips = List.of(new ArrayList<>(), new ArrayList<>());
        private final List<List<Double>> waves = List.of(new ArrayList<>(), new ArrayList<>());
        private final Histogram allTrips = new Histogram(3);

        Contest(HelloFarm farm, List<RoundTrip> roundTrips) {
            this.farm = farm;
            this.roundTrips = roundTrips;
        }

        void hold(int rounds) {
            for (int round = 0; round < rounds; round++) {
                for (int turn = 0; turn < CONTENDERS; turn++) {
                    take((round + turn) % CONTENDERS);
                }
            }
        }

        private void take(int contender) {
            int which = contender % 2;
            if (contender < 2) {
                Histogram times = roundTrips.get(which).times(TRIPS);
                allTrips.add(times);
                medianTrips.get(which).add((double) times.getValueAtPercentile(50));
            } else {
                waves.get(which).add((double) farm.wave());
            }
        }

        Measurement result(int rounds) {
            SequencedMap<String, Spread> aa = new LinkedHashMap<>();
            aa.put("broker round trip", Spread.of(medianTrips.get(0), medianTrips.get(1)));
            aa.put("bump to breakage", Spread.of(waves.get(0), waves.get(1)));
            Ratio ratio = Ratio.of(RATIO, Quantiles.ratios(waves.get(0), medianTrips.get(0)));
            return new Measurement(rounds, List.of(ratio), aa, millis(), farm.problem());
        }

        private SequencedMap<String, Double> millis() {
            List<Double> allWaves = new ArrayList<>(waves.get(0));
            allWaves.addAll(waves.get(1));
            SequencedMap<String, Double> millis = new LinkedHashMap<>();
            millis.put("broker round trip, p50", allTrips.getValueAtPercentile(50) / NANOS_PER_MILLI);
            millis.put("broker round trip, p99", allTrips.getValueAtPercentile(99) / NANOS_PER_MILLI);
            millis.put("bump to breakage, least", Quantiles.at(allWaves, 0) / NANOS_PER_MILLI);
            millis.put("bump to breakage, p50", Quantiles.median(allWaves) / NANOS_PER_MILLI);
            millis.put("bump to breakage, most", Quantiles.at(allWaves, 1) / NANOS_PER_MILLI);
            return millis;
        }
    }
}
