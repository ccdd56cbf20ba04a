package dev.tidemark.benchmarks.start;

import dev.tidemark.benchmarks.plan.ChildProcess;
import dev.tidemark.benchmarks.plan.Duel;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** What somebody waits for who tries the program: help, over a JVM that does nothing, and the demo's breakage, over 20 s. */
public final class StartBenchmark implements Benchmark {

    private static final int ROUNDS = 20;
    private static final int WARM_UP_ROUNDS = 3;
    /** Each is a whole farm: as many as a median with a range needs. */
    private static final int MOST_DEMOS = 6;

    private static final double TOLERANCE = 0.1;
    private static final double SECONDS = 20;
    private static final int CORES = 2;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS = 1000;
    private static final String HELP = "tidemark --help / an empty JVM";
    private static final String DEMO = "the demo's first breakage / 20 s";

    private final Path home;

    /** @param home the folder of the launcher */
    public StartBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String measures() {
        return "processor time of tidemark --help, over a JVM that does nothing; from the broker's start to the demo's first breakage";
    }

    @Override
    public List<String> ratios() {
        return List.of(HELP, DEMO);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        Path launcher = home.resolve("tidemark");
        progress.accept("tidemark --help, and a JVM that does nothing");
        Measurement help = new Duel(
                        HELP,
                        new Duel.Side("--help", new ChildProcess(home, List.of(launcher.toString(), "--help"))),
                        new Duel.Side("an empty JVM", new ChildProcess(home, emptyJvm())),
                        List.of())
                .hold(WARM_UP_ROUNDS, rounds, TOLERANCE);
        return Measurement.together(rounds, List.of(help, demo(launcher, Math.min(rounds, MOST_DEMOS), progress)));
    }

    /** With the heap and the collector of the launcher, and nothing else. */
    private static List<String> emptyJvm() {
        try {
            Path own = Path.of(Empty.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    own.toString(),
                    Empty.class.getName());
        } catch (URISyntaxException e) {
            throw new AssertionError("a class lies at a place that has a name", e);
        }
    }

    private static Measurement demo(Path launcher, int rounds, Consumer<String> progress) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        try (FarmFolder folder = FarmFolder.take(Stage.temporaryFolder("start"))) {
            for (int round = 0; round < rounds; round++) {
                double took = DemoRun.untilBreakage(launcher, folder.resolve("demo-" + round), CORES)
                                .toNanos()
                        / NANOS_PER_MILLI;
                millis.add(took);
                progress.accept(
                        "demo %d of %d: its first breakage after %.1f s".formatted(round + 1, rounds, took / MILLIS));
            }
            folder.remove();
        }
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        figures.put(
                "the demo's slowest first breakage",
                millis.stream().mapToDouble(Double::doubleValue).max().orElse(0));
        return new Measurement(
                rounds,
                List.of(Ratio.of(
                        DEMO,
                        millis.stream().map(each -> each / MILLIS / SECONDS).toList())),
                new LinkedHashMap<>(),
                figures,
                Optional.empty());
    }
}
