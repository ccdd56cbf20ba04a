package dev.tidemark.benchmarks.signal;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * How many of the jobs that people would be alerted of were broken by a bump, how many of those that were are found, and how often the right
 * bumps are blamed, by the planner's own judging of waves of nixpkgs 17.09 with seeded faults. Beside it, without a bound, whoever
 * alerts on every failure. A round is a wave; figures are exact, and nothing is held against itself.
 */
public final class SignalBenchmark implements Benchmark {

    private static final String PRECISION = "0.99 / precision";
    private static final String RECALL = "0.995 / recall";
    private static final String BLAME = "0.99 / share of alerts with the right bumps";
    private static final String EXTRA = "extra builds a failed job, waves of one bump / 4";

    private static final double LEAST_PRECISION = 0.99;
    private static final double LEAST_RECALL = 0.995;
    private static final double LEAST_RIGHT = 0.99;
    private static final double MOST_EXTRA = 4;

    private static final int ROUNDS = 200;
    private static final List<Integer> BUMPS = List.of(1, 2, 4, 8);
    /** Larger waves tell the same and take longer. */
    private static final int FEWEST_JOBS = 50;

    private static final int MOST_JOBS = 4000;
    private static final long SEED = 170_900_009;

    private final Path home;

    /** @param home the folder with the samples */
    public SignalBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    @Override
    public String name() {
        return "signal";
    }

    @Override
    public String measures() {
        return "what is asked of alerts, over what judging makes of waves of nixpkgs 17.09 with seeded faults";
    }

    @Override
    public List<String> ratios() {
        return List.of(PRECISION, RECALL, BLAME, EXTRA);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        progress.accept("reading " + Sample.of(home));
        PackageGraph graph = Sample.read(home);
        List<String> bumped = bumped(graph);
        progress.accept(
                "%,d packages whose bump takes %d to %,d jobs".formatted(bumped.size(), FEWEST_JOBS, MOST_JOBS));
        Random random = new Random(SEED);
        List<JudgedWave> waves = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            TreeSet<String> together = new TreeSet<>();
            while (together.size() < BUMPS.get(round % BUMPS.size())) {
                together.add(bumped.get(random.nextInt(bumped.size())));
            }
            waves.add(JudgedWave.of(graph, List.copyOf(together), random.nextLong()));
        }
        for (int bumps : BUMPS) {
            List<JudgedWave> some =
                    waves.stream().filter(wave -> wave.bumps() == bumps).toList();
            if (!some.isEmpty()) {
                progress.accept("waves of %d: %s".formatted(bumps, told(some)));
            }
        }
        progress.accept("all: " + told(waves));
        List<JudgedWave> single =
                waves.stream().filter(wave -> wave.bumps() == 1).toList();
        return new Measurement(
                rounds,
                List.of(
                        new Ratio(PRECISION, LEAST_PRECISION / precision(waves), 0),
                        new Ratio(RECALL, LEAST_RECALL / recall(waves), 0),
                        new Ratio(BLAME, LEAST_RIGHT / right(waves), 0),
                        new Ratio(EXTRA, extra(single) / MOST_EXTRA, 0)),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                Optional.empty());
    }

    private static List<String> bumped(PackageGraph graph) {
        List<String> bumped = new ArrayList<>();
        for (int index = 0; index < graph.size(); index++) {
            int jobs = Reached.of(graph, new int[] {index}, EdgePolicy.ALL).count();
            if (jobs >= FEWEST_JOBS && jobs <= MOST_JOBS) {
                bumped.add(graph.attribute(index));
            }
        }
        return bumped;
    }

    private static String told(List<JudgedWave> waves) {
        return "%,d jobs failed (and %,d inputs of baselines), %,d of them alerted of; precision %.4f (every failure: %.4f), recall %.4f, right bumps %.4f, %.2f extra builds a failed job"
                .formatted(
                        sum(waves, JudgedWave::failed),
                        sum(waves, JudgedWave::failedInputs),
                        sum(waves, JudgedWave::alerts),
                        precision(waves),
                        share(sum(waves, JudgedWave::rightAlerts), sum(waves, JudgedWave::failed)),
                        recall(waves),
                        right(waves),
                        extra(waves));
    }

    private static double precision(List<JudgedWave> waves) {
        return share(sum(waves, JudgedWave::rightAlerts), sum(waves, JudgedWave::alerts));
    }

    private static double recall(List<JudgedWave> waves) {
        int found = sum(waves, JudgedWave::rightAlerts);
        return share(found, found + sum(waves, JudgedWave::missed));
    }

    private static double right(List<JudgedWave> waves) {
        return share(sum(waves, JudgedWave::rightlyBlamed), sum(waves, JudgedWave::rightAlerts));
    }

    private static double extra(List<JudgedWave> waves) {
        int failed = sum(waves, JudgedWave::failed) + sum(waves, JudgedWave::failedInputs);
        return share(sum(waves, JudgedWave::extra), failed);
    }

    private static int sum(List<JudgedWave> waves, ToIntFunction<JudgedWave> what) {
        return waves.stream().mapToInt(what).sum();
    }

    /** 1 where there is nothing that could have gone wrong. */
    private static double share(int some, int all) {
        return all == 0 ? 1 : (double) some / all;
    }
}
