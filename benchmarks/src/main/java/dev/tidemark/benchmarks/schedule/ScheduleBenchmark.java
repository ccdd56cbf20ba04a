package dev.tidemark.benchmarks.schedule;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.graph.PackageGraph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The dispatcher's order on waves of a whole distribution, over the least time that any order takes and over the longest remaining
 * path first. A round is a seed; all times are simulated, so figures are exact and nothing is held against itself.
 */
public final class ScheduleBenchmark implements Benchmark {

    private static final String BOUND = "makespan / lower bound, breakage-finding off";
    private static final String EXACT = "worst makespan / critical path with exact durations";
    private static final String FOUND = "%s of the breakages, %d agents / critical path";
    private static final String COST = "makespan, %d agents / critical path";

    private static final Map<String, Double> SHARES = shares();
    private static final List<Integer> AGENTS = List.of(8, 64, 512);
    private static final List<Integer> AGENTS_THAT_FIND = List.of(8, 64);
    private static final List<List<String>> WAVES = List.of(
            List.of("openssl"),
            List.of("glibc"),
            List.of("openssl", "zlib", "curl", "libpng", "cmake", "perl", "sqlite", "libxml2"));

    /** Never used for choosing what {@code DispatchPolicy.STANDARD} says. */
    private static final long FIRST_SEED = 170_900_001;

    private static final int ROUNDS = 5;

    private final Path home;

    /** @param home the folder with the samples */
    public ScheduleBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    private static Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("half", 0.5);
        shares.put("nine tenths", 0.9);
        return shares;
    }

    @Override
    public String name() {
        return "schedule";
    }

    @Override
    public String measures() {
        return "the dispatcher's order, simulated, on waves of nixpkgs 17.09: its makespan over the lower bound, the time until"
                + " breakages are found over that of the critical path";
    }

    @Override
    public List<String> ratios() {
        List<String> names = new ArrayList<>(List.of(BOUND, EXACT));
        for (int agents : AGENTS_THAT_FIND) {
            SHARES.keySet().forEach(share -> names.add(FOUND.formatted(share, agents)));
            names.add(COST.formatted(agents));
        }
        return names;
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        progress.accept("reading " + Sample.of(home));
        return new Run(Sample.read(home), rounds, progress).measure();
    }

    /** One run. */
    private static final class Run {
        private final PackageGraph graph;
        private final int rounds;
        private final Consumer<String> progress;
        private final Map<String, List<Double>> figures = new LinkedHashMap<>();

        Run(PackageGraph graph, int rounds, Consumer<String> progress) {
            this.graph = graph;
            this.rounds = rounds;
            this.progress = progress;
        }

        Measurement measure() {
            for (List<String> bumped : WAVES) {
                Jobs jobs = Jobs.of(graph, bumped);
                String what = "%s, %,d jobs".formatted(String.join(" and ", bumped), jobs.count());
                for (int agents : AGENTS) {
                    makespans(what, jobs, agents);
                }
                for (int agents : AGENTS_THAT_FIND) {
                    breakages(what, jobs, agents);
                }
            }
            return new Measurement(rounds, ratios(), new LinkedHashMap<>(), new LinkedHashMap<>(), Optional.empty());
        }

        private List<Ratio> ratios() {
            List<Ratio> ratios = new ArrayList<>();
            ratios.add(new Ratio(BOUND, Quantiles.median(figures(BOUND)), 0));
            ratios.add(new Ratio(EXACT, Quantiles.at(figures(EXACT), 1), 0));
            for (int agents : AGENTS_THAT_FIND) {
                for (String share : SHARES.keySet()) {
                    String name = FOUND.formatted(share, agents);
                    ratios.add(new Ratio(name, Quantiles.median(figures(name)), 0));
                }
                String name = COST.formatted(agents);
                ratios.add(new Ratio(name, Quantiles.median(figures(name)), 0));
            }
            return ratios;
        }

        private List<Double> figures(String name) {
            return figures.computeIfAbsent(name, first -> new ArrayList<>());
        }

        private void makespans(String what, Jobs jobs, int agents) {
            Columns columns = new Columns();
            for (int round = 0; round < rounds; round++) {
                long seed = FIRST_SEED + round;
                Story story = Story.drawn(jobs, graph.size(), seed, false);
                double least = story.lowerBoundSeconds(agents);
                double ours = Dispatched.longestFirst(story, agents).makespan();
                double exact = ListOrder.CRITICAL_PATH
                        .schedule(story.exact(), agents, seed)
                        .makespan();
                figures(BOUND).add(ours / least);
                figures(EXACT).add(ours / exact);
                columns.add("dispatcher", ours / least);
                columns.add("worst of it over exact durations", ours / exact);
                for (ListOrder order : ListOrder.values()) {
                    columns.add(
                            order.label(), order.schedule(story, agents, seed).makespan() / least);
                }
            }
            progress.accept("%s, %d agents, makespan / lower bound: %s".formatted(what, agents, columns));
        }

        private void breakages(String what, Jobs jobs, int agents) {
            Columns columns = new Columns();
            for (int round = 0; round < rounds; round++) {
                long seed = FIRST_SEED + round;
                Story story = Story.drawn(jobs, graph.size(), seed, true);
                Timeline plain = Dispatched.longestFirst(story, agents);
                Timeline ours = Dispatched.asShipped(story, agents);
                if (plain.built() != ours.built() || plain.found() != ours.found()) {
                    throw new AssertionError("every order builds the same");
                }
                SHARES.forEach((name, share) -> {
                    double ratio = ours.secondsUntilFound(share) / plain.secondsUntilFound(share);
                    figures(FOUND.formatted(name, agents)).add(ratio);
                    columns.add(name, ratio);
                });
                double cost = ours.makespan() / plain.makespan();
                figures(COST.formatted(agents)).add(cost);
                columns.add("makespan", cost);
                columns.add("breakages", ours.found());
                columns.add("built", ours.built());
                for (ListOrder order : ListOrder.values()) {
                    Timeline other = order.schedule(story, agents, seed);
                    columns.add(
                            "half by " + order.label(), other.secondsUntilFound(0.5) / plain.secondsUntilFound(0.5));
                }
            }
            progress.accept("%s, %d agents, dispatcher / critical path: %s".formatted(what, agents, columns));
        }
    }

    /** Figures of several seeds by name, shown as their median and their worst. */
    private static final class Columns {
        private final Map<String, List<Double>> figures = new LinkedHashMap<>();

        void add(String name, double figure) {
            figures.computeIfAbsent(name, first -> new ArrayList<>()).add(figure);
        }

        @Override
        public String toString() {
            List<String> shown = new ArrayList<>();
            figures.forEach((name, each) ->
                    shown.add("%s %.3f (at most %.3f)".formatted(name, Quantiles.median(each), Quantiles.at(each, 1))));
            return String.join("; ", shown);
        }
    }
}
