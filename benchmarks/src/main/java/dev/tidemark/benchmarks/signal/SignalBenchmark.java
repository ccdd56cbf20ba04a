package dev.tidemark.benchmarks.signal;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.signal.YearOfBumps.Release;
import dev.tidemark.benchmarks.signal.YearOfBumps.Year;
import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.Reached;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.jsonl.BumpLines;
import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.virtual.VirtualNotifier.Manner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * How many of the jobs that people are alerted of were broken by a bump, how many of those that were are found, how often the right bumps
 * are blamed, and what of it people are told: waves of nixpkgs 17.09 with seeded faults on virtual farms, by the planner's and the
 * notifier's own cores, and a year of its bumps. Beside it, without a bound, whoever alerts on every failure. A round is a wave; figures
 * are exact, and nothing is held against itself.
 */
public final class SignalBenchmark implements Benchmark {

    private static final String PRECISION = "0.99 / precision";
    private static final String RECALL = "0.995 / recall";
    private static final String BLAME = "0.99 / share of alerts with the right bumps";
    private static final String BREAKAGES = "0.99 / precision of breakages";
    private static final String CAUSES = "0.995 / share of causes that breakages name";
    private static final String EXTRA = "extra builds a failed job, waves of one bump / 4";
    private static final String TELLINGS = "most that a person is told of a breakage's change";
    private static final String MEDIAN = "messages a person and week, median";
    private static final String MOST = "messages a person and week, 99th percentile / 5";

    private static final double LEAST_PRECISION = 0.99;
    private static final double LEAST_RECALL = 0.995;
    private static final double LEAST_RIGHT = 0.99;
    private static final double MOST_EXTRA = 4;
    private static final double MOST_MESSAGES = 5;
    private static final double NEARLY_ALL = 0.99;

    private static final int ROUNDS = 40;
    private static final List<Integer> BUMPS = List.of(1, 2, 4, 8);
    /** Larger waves tell the same and take longer. */
    private static final int FEWEST_JOBS = 50;

    private static final int MOST_JOBS = 4000;
    private static final long SEED = 170_900_009;

    private final Path home;

    /** @param home the checkout, with the samples and the logs */
    public SignalBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    @Override
    public String name() {
        return "signal";
    }

    @Override
    public String measures() {
        return "what is asked of alerts, over what judging and telling make of waves of nixpkgs 17.09 with seeded faults";
    }

    @Override
    public List<String> ratios() {
        return List.of(PRECISION, RECALL, BLAME, BREAKAGES, CAUSES, EXTRA, TELLINGS, MEDIAN, MOST);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        progress.accept("reading " + Sample.of(home));
        PackageGraph graph = Sample.read(home);
        FailureLogs logs = FailureLogs.in(home);
        Manner manner = usual();
        Judgements all = new Judgements(played(rounds, graph, logs, manner, progress));
        for (int bumps : BUMPS) {
            Judgements some = all.of(bumps);
            if (!some.isEmpty()) {
                progress.accept("waves of %d: %s".formatted(bumps, some.told()));
            }
        }
        progress.accept("all: " + all.told());
        progress.accept("all: " + all.toldOfPeople());
        Year year = YearOfBumps.of(graph, releases(), logs.size(), manner, SEED);
        progress.accept(told(year));
        LinkedHashMap<String, Double> millis = new LinkedHashMap<>();
        millis.put("failure to alert, simulated, p50", all.millisToAlert(0.5));
        millis.put("failure to alert, simulated, p99", all.millisToAlert(NEARLY_ALL));
        return new Measurement(
                rounds,
                List.of(
                        new Ratio(PRECISION, LEAST_PRECISION / all.precision(), 0),
                        new Ratio(RECALL, LEAST_RECALL / all.recall(), 0),
                        new Ratio(BLAME, LEAST_RIGHT / all.rightlyBlamed(), 0),
                        new Ratio(BREAKAGES, LEAST_PRECISION / all.precisionOfBreakages(), 0),
                        new Ratio(CAUSES, LEAST_RECALL / all.causesFound(), 0),
                        new Ratio(EXTRA, all.of(1).extra() / MOST_EXTRA, 0),
                        new Ratio(TELLINGS, all.mostTellings(), 0),
                        new Ratio(MEDIAN, Quantiles.median(year.perWeek()), 0),
                        new Ratio(MOST, Quantiles.at(year.perWeek(), NEARLY_ALL) / MOST_MESSAGES, 0)),
                new LinkedHashMap<>(),
                millis,
                Optional.empty());
    }

    private static List<JudgedWave> played(
            int rounds, PackageGraph graph, FailureLogs logs, Manner manner, Consumer<String> progress) {
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
            waves.add(JudgedWave.of(graph, List.copyOf(together), logs, manner, random.nextLong()));
        }
        return waves;
    }

    /** As the notifier's own settings have it. */
    static Manner usual() {
        NotifierConfig config = new ConfigReader().read(NotifierConfig.class, "notifier.conf", null, Map.of());
        return new Manner(config.pace(), config.messages());
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

    private List<Release> releases() {
        Path file = home.resolve("samples/nixpkgs-bumps-2016.jsonl.zst");
        try {
            return BumpLines.read(file).stream()
                    .map(line -> new Release(line.at(), line.attribute(), line.to()))
                    .sorted(Comparator.comparing(Release::at))
                    .toList();
        } catch (IntakeException e) {
            throw new IllegalStateException("the bumps of 2016 are not where they should be: " + e.getMessage(), e);
        }
    }

    private static String told(Year year) {
        return "a year: %,d bumps broke %,d jobs, %,d breakages; messages a person and week: %.2f on average, median %.0f, 99th percentile %.0f, most %.0f; the day's messages besides: %.2f on average, 99th percentile %.0f"
                .formatted(
                        year.waves(),
                        year.regressed(),
                        year.breakages(),
                        mean(year.perWeek()),
                        Quantiles.median(year.perWeek()),
                        Quantiles.at(year.perWeek(), NEARLY_ALL),
                        Quantiles.at(year.perWeek(), 1),
                        mean(year.digestsPerWeek()),
                        Quantiles.at(year.digestsPerWeek(), NEARLY_ALL));
    }

    private static double mean(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
