package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.intake.SetGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * Opening a wave, from the command to the moment that everybody can read that it is open, over sending the very records that this
 * wrote raw in one transaction. Each round opens each wave twice and sends its records twice.
 */
public final class OpenBenchmark implements Benchmark {

    private static final String REAL = "opening glibc's wave / the same records raw";
    private static final String SYNTHETIC = "opening a wave of 100,000 jobs / the same records raw";
    private static final int ROUNDS = 7;
    /** A real wave opens in half a second, in which a machine's other business is much. */
    private static final int REAL_AS_OFTEN = 3;

    private static final int WARM_UP_ROUNDS = 6;
    private static final int LARGE_WARM_UP_ROUNDS = 1;
    private static final ChainSet LARGE = new ChainSet("large", 1000, 100, 0);

    private final Path home;

    /** @param home the folder with the samples */
    public OpenBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "open";
    }

    @Override
    public String measures() {
        return "opening a wave, over a producer that sends the same records in one transaction";
    }

    @Override
    public List<String> ratios() {
        return List.of(REAL, SYNTHETIC);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        SetGraph real = Sample.set(home);
        FarmFolder folder = PlannerFarm.temporaryFolder();
        try (OpenedWaves waves = OpenedWaves.start(folder, List.of(real, LARGE.graph()), progress)) {
            List<Measurement> parts = new ArrayList<>();
            parts.add(hold(
                    waves, new Contender(REAL, real.set(), "glibc", WARM_UP_ROUNDS), REAL_AS_OFTEN * rounds, progress));
            parts.add(hold(
                    waves,
                    new Contender(SYNTHETIC, LARGE.name(), ChainSet.ROOT, LARGE_WARM_UP_ROUNDS),
                    rounds,
                    progress));
            return Measurement.together(rounds, parts);
        } finally {
            folder.remove();
        }
    }

    /** A wave to open, again and again. */
    private record Contender(String ratio, String set, String attribute, int warmUpRounds) {}

    private static Measurement hold(OpenedWaves waves, Contender contender, int rounds, Consumer<String> progress)
            throws InterruptedException {
        List<List<Double>> opened = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Double>> raw = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = -contender.warmUpRounds(); round < rounds; round++) {
            for (int turn = 0; turn < 2; turn++) {
                int which = Math.floorMod(round + turn, 2);
                OpenedWaves.Times times = waves.open(contender.set(), contender.attribute());
                if (round >= 0) {
                    opened.get(which).add(times.openedMillis());
                    raw.get(which).add(times.rawMillis());
                }
                progress.accept("%s: %,d records, %.0f ms; raw %.0f ms"
                        .formatted(contender.attribute(), times.records(), times.openedMillis(), times.rawMillis()));
            }
        }
        SequencedMap<String, Spread> aa = new LinkedHashMap<>();
        aa.put(contender.attribute() + ", opened", Spread.of(opened.get(0), opened.get(1)));
        aa.put(contender.attribute() + ", raw", Spread.of(raw.get(0), raw.get(1)));
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        millis.put(contender.attribute() + ", opened, p50", Quantiles.median(opened.getFirst()));
        millis.put(contender.attribute() + ", raw, p50", Quantiles.median(raw.getFirst()));
        return new Measurement(
                rounds,
                List.of(Ratio.of(contender.ratio(), Quantiles.ratios(opened.getFirst(), raw.getFirst()))),
                aa,
                millis,
                waves.problem());
    }
}
