package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.report.Spread;
import dev.tidemark.cli.farm.FarmFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * A planner with a thousand agents inside a wave of a hundred thousand jobs: how long from a result to the request that it
 * releases, and from a bump to its first request, over three bare stages of an exactly-once topology; and how many results a
 * second it can take. Each round has two turns of each, two identical contenders; the next round begins with another.
 */
public final class FarmBenchmark implements Benchmark {

    static final String REQUEST = "result to next request, p99 / three bare hops, p99";
    static final String BUMP = "leaf bump to first request, p50 / three bare hops, p50";
    static final String RATE = "ten times nixpkgs' builds / results a second held";

    private static final int ROUNDS = 6;
    private static final int CONTENDERS = 4;
    private static final int PARTITIONS = 8;
    private static final double RESULTS_A_SECOND = 100;
    /** The planner's default. */
    private static final Duration TURN = Duration.ofSeconds(10);

    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int BUMPS_A_ROUND = 10;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 99;
    private static final double P50 = 50;
    /** Ten times 350,000 a week. */
    private static final double DESIGN_RATE = 3_500_000.0 / Duration.ofDays(7).toSeconds();

    private final Path home;

    /** @param home the folder with the samples */
    public FarmBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "farm";
    }

    @Override
    public String measures() {
        return "a planner with 1,000 simulated agents and 100 results a second inside a wave of 100,000 jobs, over a bare"
                + " exactly-once topology of three stages with one logged get and put each";
    }

    @Override
    public List<String> ratios() {
        return List.of(REQUEST, BUMP, RATE);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        FarmFolder folder = PlannerFarm.temporaryFolder();
        try (LoadedFarm farm = LoadedFarm.start(folder, Sample.set(home), PARTITIONS, progress);
                ThreeHops hops = ThreeHops.start(farm.settings(), folder.resolve("bare"), PARTITIONS)) {
            progress.accept("warming up");
            var unused = hops.times(RESULTS_A_SECOND, WARM_UP);
            unused = farm.times(RESULTS_A_SECOND, WARM_UP);
            Contest contest = new Contest(farm, hops);
            for (int round = 0; round < rounds; round++) {
                contest.hold(round);
                progress.accept("round %d: %s".formatted(round + 1, contest.last()));
            }
            double openssl = farm.firstRequestOf("openssl");
            double rate = farm.highestRate(progress);
            return contest.result(rounds, rate, openssl);
        } finally {
            folder.remove();
        }
    }

    /** The four contenders and what each said, a figure a round. */
    private static final class Contest {
        private final LoadedFarm farm;
        private final ThreeHops hops;
        private final List<List<Histogram>> bare = List.of(new ArrayList<>(), new ArrayList<>());
        private final List<List<Histogram>> loaded = List.of(new ArrayList<>(), new ArrayList<>());
        private final List<Double> bumps = new ArrayList<>();

        Contest(LoadedFarm farm, ThreeHops hops) {
            this.farm = farm;
            this.hops = hops;
        }

        void hold(int round) throws InterruptedException {
            for (int turn = 0; turn < CONTENDERS; turn++) {
                int contender = (round + turn) % CONTENDERS;
                int which = contender % 2;
                if (contender < 2) {
                    bare.get(which).add(hops.times(RESULTS_A_SECOND, TURN));
                } else {
                    loaded.get(which).add(farm.times(RESULTS_A_SECOND, TURN));
                }
            }
            List<Double> nanos = new ArrayList<>();
            for (int bump = 0; bump < BUMPS_A_ROUND; bump++) {
                nanos.add(farm.bump());
            }
            bumps.add(Quantiles.median(nanos));
        }

        String last() {
            return "three hops p50 %.1f ms, p99 %.1f ms; result to request p50 %.1f ms, p99 %.1f ms; bump p50 %.1f ms"
                    .formatted(
                            millis(bare.getFirst().getLast(), P50),
                            millis(bare.getFirst().getLast(), P99),
                            millis(loaded.getFirst().getLast(), P50),
                            millis(loaded.getFirst().getLast(), P99),
                            bumps.getLast() / NANOS_PER_MILLI);
        }

        private static double millis(Histogram nanos, double percentile) {
            return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
        }

        private static List<Double> each(List<Histogram> turns, double percentile) {
            return turns.stream().map(turn -> millis(turn, percentile)).toList();
        }

        Measurement result(int rounds, double rate, double openssl) {
            SequencedMap<String, Spread> aa = new LinkedHashMap<>();
            aa.put("three bare hops, p99", Spread.of(each(bare.get(0), P99), each(bare.get(1), P99)));
            aa.put("result to next request, p99", Spread.of(each(loaded.get(0), P99), each(loaded.get(1), P99)));
            List<Double> bumpMillis =
                    bumps.stream().map(nanos -> nanos / NANOS_PER_MILLI).toList();
            SequencedMap<String, Double> millis = new LinkedHashMap<>();
            millis.put("three bare hops, p50", Quantiles.median(each(bare.getFirst(), P50)));
            millis.put("three bare hops, p99", Quantiles.median(each(bare.getFirst(), P99)));
            millis.put("result to next request, p50", Quantiles.median(each(loaded.getFirst(), P50)));
            millis.put("result to next request, p99", Quantiles.median(each(loaded.getFirst(), P99)));
            millis.put("leaf bump to first request, p50", Quantiles.median(bumpMillis));
            millis.put("openssl bump to first request", openssl / NANOS_PER_MILLI);
            millis.put("one result in, at the highest rate held", 1000 / rate);
            return new Measurement(
                    rounds,
                    List.of(
                            Ratio.of(
                                    REQUEST,
                                    Quantiles.ratios(each(loaded.getFirst(), P99), each(bare.getFirst(), P99))),
                            Ratio.of(BUMP, Quantiles.ratios(bumpMillis, each(bare.getFirst(), P50))),
                            new Ratio(RATE, DESIGN_RATE / rate, 0)),
                    aa,
                    millis,
                    farm.problem());
        }
    }
}
