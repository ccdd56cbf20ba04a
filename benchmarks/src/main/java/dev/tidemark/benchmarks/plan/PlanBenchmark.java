package dev.tidemark.benchmarks.plan;

import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.graph.GraphFile;
import dev.tidemark.graph.EdgeKind;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What planning costs: the walk from a bump to all that it reaches, over the graph of a whole distribution and over one of a
 * million packages; that graph in memory; the command as a process; an import.
 */
public final class PlanBenchmark implements Benchmark {

    /** How far identical contenders may be apart. */
    static final double TOLERANCE = 0.03;
    /** Of processes, which share the machine with whatever else runs. */
    private static final double PROCESS_TOLERANCE = 0.1;

    private static final String CLOSURE = "%s's closure / by hand";
    private static final List<String> BUMPED = List.of("openssl", "glibc");
    private static final String LARGE = CLOSURE.formatted("a package of a million");
    private static final String HEAP = "heap of a million / (200 B a package + 16 B an edge)";
    private static final String COLD = "cold plan / ninja -n";
    private static final String IMPORT = "import / raw produce";

    private static final int ROUNDS = 31;
    private static final int WARM_UP_ROUNDS = 6;
    private static final int MILLION = 1_000_000;
    private static final int FARM_PACKAGES = 100_000;
    private static final int FARM_EDGES = 760_000;
    private static final long SEED = 17_09;
    private static final int PACKAGE_BYTES = 200;
    private static final int EDGE_BYTES = 16;

    private final Path home;

    /**
     * How often contenders take turns.
     *
     * @param warmUp rounds that do not count
     * @param counted rounds that do
     */
    record Rounds(int warmUp, int counted) {}

    /** @param home the folder with the {@code tidemark} command and the samples */
    public PlanBenchmark(Path home) {
        this.home = home.toAbsolutePath();
    }

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String measures() {
        return "what a bump reaches, over the same by hand; the graph in memory; the plan command, over ninja; an import, over"
                + " the bare producer";
    }

    @Override
    public List<String> ratios() {
        List<String> ratios = new ArrayList<>();
        BUMPED.forEach(attribute -> ratios.add(CLOSURE.formatted(attribute)));
        ratios.addAll(List.of(LARGE, HEAP, COLD, IMPORT));
        return ratios;
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        return new Run(new Rounds(WARM_UP_ROUNDS, rounds), progress).measure();
    }

    /** One run. Each part lets go of what it made before the next begins. */
    private final class Run {
        private final Rounds rounds;
        private final Consumer<String> progress;
        private final List<Measurement> parts = new ArrayList<>();

        Run(Rounds rounds, Consumer<String> progress) {
            this.rounds = rounds;
            this.progress = progress;
        }

        Measurement measure() throws InterruptedException {
            requireNinja();
            FarmFolder folder = FarmFolder.take(Stage.temporaryFolder("plan"));
            try {
                SetGraph set = sample();
                PackageGraph real = set.toGraph(EnumSet.allOf(EdgeKind.class));
                closures(real);
                million(real);
                cold(real, folder);
                imports(set, folder);
                return Measurement.together(rounds.counted(), parts);
            } catch (IOException e) {
                throw new ServiceException(
                        "a file of the benchmark cannot be written (%s): free space in the temporary folder"
                                .formatted(e.getMessage()),
                        e);
            } finally {
                folder.remove();
            }
        }

        /** Says at once what came out: the whole takes minutes. */
        private void add(Measurement part) {
            parts.add(part);
            part.ratios()
                    .forEach(ratio ->
                            progress.accept("%s: %.3f ± %.3f".formatted(ratio.name(), ratio.value(), ratio.spread())));
            part.invalid().ifPresent(progress);
        }

        private SetGraph sample() throws InterruptedException {
            progress.accept("reading " + Sample.of(home));
            return Sample.set(home);
        }

        private void closures(PackageGraph real) throws InterruptedException {
            ClosureContest contest = new ClosureContest(real);
            for (String attribute : BUMPED) {
                progress.accept("what a bump of %s reaches, of %,d packages".formatted(attribute, real.size()));
                int index = real.indexOf(attribute).orElseThrow();
                add(contest.hold(CLOSURE.formatted(attribute), attribute, index, true, rounds));
            }
        }

        private void million(PackageGraph real) throws InterruptedException {
            progress.accept("making a graph of %,d packages".formatted(MILLION));
            SyntheticSet set = SyntheticSet.of(real, MILLION, SEED);
            HeapWeight<PackageGraph> weight = HeapWeight.of(set::graph);
            PackageGraph graph = weight.held();
            long edgeBytes = (long) EDGE_BYTES * graph.edges();
            long allowed = (long) PACKAGE_BYTES * graph.size() + edgeBytes;
            progress.accept("%,d packages and %,d edges take %,d bytes: %.0f a package, besides %d an edge"
                    .formatted(
                            graph.size(),
                            graph.edges(),
                            weight.bytes(),
                            (double) (weight.bytes() - edgeBytes) / graph.size(),
                            EDGE_BYTES));
            add(new ClosureContest(graph)
                    .hold(LARGE, "1,000,000 packages", ClosureContest.mostNeeded(graph), false, rounds));
            add(exact(HEAP, (double) weight.bytes() / allowed));
        }

        /** What does not depend on what else runs. */
        private Measurement exact(String name, double value) {
            return new Measurement(
                    rounds.counted(),
                    List.of(new Ratio(name, value, 0)),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    Optional.empty());
        }

        private void cold(PackageGraph real, FarmFolder folder) throws IOException, InterruptedException {
            progress.accept(
                    "the plan command, of a prepared graph of %,d packages, and ninja".formatted(FARM_PACKAGES));
            PackageGraph graph =
                    SyntheticSet.of(real, FARM_PACKAGES, FARM_EDGES, SEED).graph();
            Path prepared = folder.resolve("synthetic.graph");
            Path ninja = folder.resolve("build.ninja");
            GraphFile.prepare(graph, prepared);
            NinjaFile.write(graph, ninja);
            String bumped = graph.attribute(ClosureContest.mostNeeded(graph));
            Path sample = folder.resolve("sample.graph");
            GraphFile.prepare(real, sample);
            add(new Duel(
                            COLD,
                            new Duel.Side("cold: tidemark plan", plan(bumped, prepared)),
                            new Duel.Side(
                                    "cold: ninja -n",
                                    new ChildProcess(home, List.of("ninja", "-n", "-f", ninja.toString()))),
                            beside(real, sample, folder))
                    .hold(1, rounds.counted(), PROCESS_TOLERANCE));
        }

        private ChildProcess plan(String bumped, Path prepared) {
            return new ChildProcess(
                    home, List.of(home.resolve("tidemark").toString(), "plan", bumped, "--graph", prepared.toString()));
        }

        /** Of the real graph, beside what asks a like question of another. */
        private List<Duel.Side> beside(PackageGraph real, Path sample, FarmFolder folder)
                throws IOException, InterruptedException {
            List<Duel.Side> beside = new ArrayList<>();
            beside.add(new Duel.Side("cold: tidemark plan openssl, 17.09", plan("openssl", sample)));
            if (ChildProcess.isInstalled("apt-cache")) {
                beside.add(new Duel.Side(
                        "cold: apt-cache rdepends --recurse libssl3",
                        new ChildProcess(home, List.of("apt-cache", "rdepends", "--recurse", "libssl3"))));
            } else {
                progress.accept("left out: apt-cache is not installed");
            }
            if (ChildProcess.isInstalled("nix-instantiate")) {
                progress.accept("making a Nix store of %,d derivations".formatted(real.size()));
                int openssl = real.indexOf("openssl").orElseThrow();
                beside.add(new Duel.Side(
                        "cold: nix-store --referrers-closure openssl, 17.09",
                        NixStore.fill(real, folder.resolve("nix")).referrers(openssl)));
            } else {
                progress.accept("left out: nix-instantiate is not installed");
            }
            return beside;
        }

        private void imports(SetGraph set, FarmFolder folder) throws InterruptedException {
            progress.accept("importing %,d packages".formatted(set.size()));
            try (ImportContest contest = ImportContest.start(set, folder.resolve("broker"))) {
                add(contest.hold(IMPORT, rounds));
            }
        }
    }

    private static void requireNinja() {
        if (!ChildProcess.isInstalled("ninja")) {
            throw new ServiceException("ninja, which the plan command is held against, is not on the PATH: install it"
                    + " (Debian and Ubuntu: apt-get install ninja-build), and run the benchmark again");
        }
    }
}
