package dev.tidemark.benchmarks.nix;

import dev.tidemark.benchmarks.nix.NixFarm.WaveTimes;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.service.ServiceException;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A wave over the bundled Nix set on a farm with two slots, over {@code nix-build} of the same packages with the same bump, two at
 * once; both with an empty store. The wave evaluates the set twice, judges, signs, uploads and streams logs besides. Each recipe takes
 * some seconds, in which it uses no processor.
 */
public final class NixBenchmark implements Benchmark {

    private static final String RATIO = "a wave, 2 slots / nix-build -j2";
    private static final String SET = "workbench";
    private static final String ROOT = "strkit";
    private static final String TO = "1.1";
    private static final int SLOTS = 2;
    private static final int ROUNDS = 5;
    private static final int WORK_SECONDS = 3;
    private static final double MILLIS = 1000;

    private final Path set;

    /** @param set the folder of the bundled Nix set */
    public NixBenchmark(Path set) {
        this.set = set;
    }

    @Override
    public String name() {
        return "nix";
    }

    @Override
    public String measures() {
        return "a wave over the bundled Nix set, whose recipes take %d s each, over nix-build of the same packages, both from an empty store"
                .formatted(WORK_SECONDS);
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
        List<WaveTimes> waves = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            FarmFolder folder = FarmFolder.take(Stage.temporaryFolder("nix"));
            try {
                Path copy = copy(folder.resolve("set"));
                try (NixFarm farm = NixFarm.start(folder, SET, copy, SLOTS)) {
                    waves.add(farm.wave(ROOT, TO));
                }
                bare.add(new BareNix(copy, folder.resolve(""), SLOTS)
                        .build(waves.getLast().building().keySet(), arguments()));
            } finally {
                folder.remove();
            }
            progress.accept("round %d of %d: %d packages, a wave %.1f s, nix-build %.1f s"
                    .formatted(
                            round + 1,
                            rounds,
                            waves.getLast().building().size(),
                            waves.getLast().whole(),
                            bare.getLast()));
        }
        return result(rounds, waves, bare);
    }

    private static List<String> arguments() {
        return List.of(
                "bumps",
                "{ %s = \"%s\"; }".formatted(ROOT, TO),
                "unfree",
                "false",
                "work",
                Integer.toString(WORK_SECONDS));
    }

    /** The set as a farm is to see it: without what only another agent may build. */
    private Path copy(Path target) {
        try {
            TreeCopy.copy(set, target);
            Files.writeString(target.resolve("set.json"), """
                    {
                      "set": "%s",
                      "kind": "nix",
                      "nix": {"file": "default.nix", "arguments": {"unfree": "false", "work": "%d"}},
                      "apply": {"by": "argument", "versions": "bumps"}
                    }
                    """.formatted(SET, WORK_SECONDS));
            return target;
        } catch (IOException e) {
            throw new ServiceException(
                    "the set %s cannot be copied (%s): free space in the temporary folder"
                            .formatted(set, e.getMessage()),
                    e);
        }
    }

    private static Measurement result(int rounds, List<WaveTimes> waves, List<Double> bare) {
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        List<Double> whole = waves.stream().map(WaveTimes::whole).toList();
        millis.put("a wave", MILLIS * Quantiles.median(whole));
        millis.put("of that until its first build began", median(waves.stream().map(WaveTimes::untilFirst)));
        millis.put(
                "its builds one after the other / 2 slots",
                median(waves.stream().map(wave -> sum(wave) / SLOTS)));
        millis.put(
                "a build until it is said to be built",
                median(waves.stream().map(wave -> sum(wave) / wave.building().size())));
        millis.put("of that the recipe's own", MILLIS * WORK_SECONDS);
        millis.put("nix-build", MILLIS * Quantiles.median(bare));
        return new Measurement(
                rounds,
                List.of(Ratio.of(RATIO, Quantiles.ratios(whole, bare))),
                new LinkedHashMap<>(),
                millis,
                Optional.empty());
    }

    private static double sum(WaveTimes wave) {
        return wave.building().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static double median(Stream<Double> seconds) {
        return MILLIS * Quantiles.median(seconds.toList());
    }
}
