package dev.tidemark.benchmarks.nix;

import dev.tidemark.benchmarks.nix.WatchedProcess.Taken;
import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.service.ServiceException;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * The preparation of a wave over a Nix set of the size and shape of nixpkgs 17.09, over {@code nix-instantiate} of all of it at once,
 * without the bump and with it, both into an empty store. The preparation reads what packages are, digests them, finds their edges and says
 * which jobs differ besides, and is not to end where an attribute cannot be evaluated, of which there are some.
 */
public final class EvaluateBenchmark implements Benchmark {

    private static final String TIME = "preparing 17.09 / nix-instantiate of it, twice";
    private static final String MEMORY = "peak memory of agent and Nix / 2 GB";
    private static final double MEMORY_BYTES = 2e9;
    private static final double MEGABYTE = 1e6;
    private static final double MILLIS = 1000;
    private static final int ROUNDS = 3;

    private static final String SET = "like-17-09";
    private static final String BUMPED = "glibc";
    private static final String TO = "99";

    private final Path home;

    /** @param home the folder with the samples */
    public EvaluateBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "evaluate";
    }

    @Override
    public String measures() {
        return "the preparation of a wave over a Nix set as large as nixpkgs 17.09, over nix-instantiate of all of it, with the bump and without";
    }

    @Override
    public List<String> ratios() {
        return List.of(TIME, MEMORY);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        PackageGraph graph = Sample.read(home);
        int bumped = graph.indexOf(BUMPED).orElseThrow();
        String from = graph.version(bumped);
        int reached = graph.affectedBy(new int[] {bumped}).length;
        List<Taken> ours = new ArrayList<>();
        List<Taken> bare = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            Path folder = Stage.temporaryFolder("evaluate");
            try {
                Path set = Files.createDirectory(folder.resolve("set"));
                new EvaluatedSet(graph).write(set, SET);
                bare.add(bare(folder, set));
                ours.add(prepared(folder, set, from, reached));
            } catch (IOException e) {
                throw new ServiceException(
                        "the set cannot be written to %s (%s): free space there".formatted(folder, e.getMessage()), e);
            } finally {
                remove(folder);
            }
            progress.accept("round %d of %d: preparing %.0f s and %.0f MB, nix-instantiate %.0f s and %.0f MB"
                    .formatted(
                            round + 1,
                            rounds,
                            ours.getLast().seconds(),
                            ours.getLast().peakBytes() / MEGABYTE,
                            bare.getLast().seconds(),
                            bare.getLast().peakBytes() / MEGABYTE));
        }
        return result(rounds, ours, bare);
    }

    private static Taken bare(Path folder, Path set) throws InterruptedException {
        WatchedProcess watched = new WatchedProcess(folder.resolve("nix-instantiate.log"));
        Map<String, String> store = Map.of(
                "NIX_REMOTE",
                "local?root=" + folder.resolve("bare"),
                "NIX_CONFIG",
                "build-users-group =\nsubstituters =\n");
        return watched.run(all(set, "{ }"), store)
                .then(watched.run(all(set, "{ %s = \"%s\"; }".formatted(BUMPED, TO)), store));
    }

    private static List<String> all(Path set, String bumps) {
        return List.of(
                "nix-instantiate",
                "--eval",
                "--strict",
                "--json",
                "--read-write-mode",
                "--expr",
                "map (package: package.drvPath) (builtins.attrValues (import %s/packages.nix { bumps = %s; }))"
                        .formatted(set, bumps));
    }

    /** In a JVM as the launcher starts an agent's. */
    private static Taken prepared(Path folder, Path set, String from, int reached) throws InterruptedException {
        return new WatchedProcess(folder.resolve("preparation.log"))
                .run(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Preparation.class.getName(),
                                set.toString(),
                                folder.resolve("agent").toString(),
                                BUMPED,
                                from,
                                TO,
                                Integer.toString(reached)),
                        Map.of());
    }

    private static Measurement result(int rounds, List<Taken> ours, List<Taken> bare) {
        List<Double> times = Quantiles.ratios(
                ours.stream().map(Taken::seconds).toList(),
                bare.stream().map(Taken::seconds).toList());
        List<Double> memory =
                ours.stream().map(taken -> taken.peakBytes() / MEMORY_BYTES).toList();
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        millis.put("preparing 17.09", median(ours));
        millis.put("nix-instantiate of it, twice", median(bare));
        return new Measurement(
                rounds,
                List.of(Ratio.of(TIME, times), Ratio.of(MEMORY, memory)),
                new LinkedHashMap<>(),
                millis,
                Optional.empty());
    }

    private static double median(List<Taken> taken) {
        return MILLIS * Quantiles.median(taken.stream().map(Taken::seconds).toList());
    }

    private static void remove(Path folder) {
        try {
            TreeCopy.delete(folder);
        } catch (IOException e) {
            throw new ServiceException("%s cannot be removed: see who holds files there".formatted(folder), e);
        }
    }
}
