package dev.tidemark.benchmarks.calibration;

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
import java.util.function.Consumer;

/**
 * How many simulated waves end within the range that a plan gave for them. A round is a wave; all times are simulated, so figures
 * are exact and nothing is held against itself.
 */
public final class CalibrationBenchmark implements Benchmark {

    private static final String SHARE = "0.8 / share of waves within the plan's range";

    private static final double WANTED = 0.8;
    private static final int ROUNDS = 240;
    private static final List<Integer> AGENTS = List.of(8, 64, 512);
    /** Of a bump of less, the plan is hardly more than a guess of a single package's time. */
    private static final int FEWEST_JOBS = 10;

    private static final long SEED = 170_900_001;

    private final Path home;

    /** @param home the folder with the samples */
    public CalibrationBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    @Override
    public String name() {
        return "calibration";
    }

    @Override
    public String measures() {
        return "four in five, over the share of simulated waves of nixpkgs 17.09 that end within the range of their plan";
    }

    @Override
    public List<String> ratios() {
        return List.of(SHARE);
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
        progress.accept("%,d packages whose bump takes %d jobs or more".formatted(bumped.size(), FEWEST_JOBS));
        Random random = new Random(SEED);
        List<Forecast> forecasts = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            String attribute = bumped.get(random.nextInt(bumped.size()));
            forecasts.add(Forecast.of(graph, attribute, AGENTS.get(round % AGENTS.size()), random.nextLong()));
        }
        for (int agents : AGENTS) {
            progress.accept("%d agents: %s"
                    .formatted(
                            agents,
                            told(forecasts.stream()
                                    .filter(each -> each.agents() == agents)
                                    .toList())));
        }
        progress.accept("all: " + told(forecasts));
        Ratio ratio = new Ratio(SHARE, WANTED / share(forecasts), 0);
        return new Measurement(rounds, List.of(ratio), new LinkedHashMap<>(), new LinkedHashMap<>(), Optional.empty());
    }

    private static List<String> bumped(PackageGraph graph) {
        List<String> bumped = new ArrayList<>();
        for (int index = 0; index < graph.size(); index++) {
            if (Reached.of(graph, new int[] {index}, EdgePolicy.ALL).count() >= FEWEST_JOBS) {
                bumped.add(graph.attribute(index));
            }
        }
        return bumped;
    }

    private static String told(List<Forecast> forecasts) {
        return "%d of %d waves within the range, a share of %.3f; %d earlier, %d later"
                .formatted(
                        forecasts.stream().filter(Forecast::holds).count(),
                        forecasts.size(),
                        share(forecasts),
                        forecasts.stream().filter(Forecast::isEarly).count(),
                        forecasts.stream()
                                .filter(each -> !each.holds() && !each.isEarly())
                                .count());
    }

    /** How many of them held, of 1; none: 0. */
    static double share(List<Forecast> forecasts) {
        return forecasts.isEmpty()
                ? 0
                : (double) forecasts.stream().filter(Forecast::holds).count() / forecasts.size();
    }
}
