package dev.tidemark.benchmarks.idle;

import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a whole farm in one process, and an agent in one of its own, take of a machine while there is nothing to build. */
public final class IdleBenchmark implements Benchmark {

    private static final int ROUNDS = 6;
    private static final Duration ROUND = Duration.ofSeconds(10);
    /** A start is over, and what it compiled. */
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private static final double MEGABYTE = 1e6;
    private static final double AGENT_BYTES = 150 * MEGABYTE;
    private static final double AGENT_SHARE = 0.02;
    private static final double FARM_BYTES = 600 * MEGABYTE;
    private static final double FARM_SHARE = 0.05;

    private static final List<String> RATIOS = List.of(
            "an agent's resident memory / 150 MB",
            "an agent's processor time / 2 % of a core",
            "a farm's resident memory / 600 MB",
            "a farm's processor time / 5 % of a core");

    private final Path home;

    /** @param home the folder of the launcher */
    public IdleBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String measures() {
        return "an agent of 8 slots and a whole farm in one process that have nothing to do: memory and processor, over what they may take";
    }

    @Override
    public List<String> ratios() {
        return RATIOS;
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        List<List<Double>> perRatio =
                RATIOS.stream().<List<Double>>map(ratio -> new ArrayList<>()).toList();
        try (FarmFolder folder = FarmFolder.take(Stage.temporaryFolder("idle"))) {
            progress.accept("starting a farm, and one more agent");
            try (IdleFarm farm = IdleFarm.start(home, folder.resolve("idle"))) {
                progress.accept("letting them come to rest");
                TimeUnit.MILLISECONDS.sleep(SETTLE.toMillis());
                for (int round = 0; round < rounds; round++) {
                    measure(farm, perRatio);
                    progress.accept("round %d of %d: agent %.0f MB, %.2f %% of a core; farm %.0f MB, %.2f %%"
                            .formatted(
                                    round + 1,
                                    rounds,
                                    perRatio.get(0).getLast() * AGENT_BYTES / MEGABYTE,
                                    perRatio.get(1).getLast() * AGENT_SHARE * 100,
                                    perRatio.get(2).getLast() * FARM_BYTES / MEGABYTE,
                                    perRatio.get(3).getLast() * FARM_SHARE * 100));
                }
            }
            folder.remove();
        }
        List<Ratio> ratios = new ArrayList<>();
        for (int at = 0; at < RATIOS.size(); at++) {
            ratios.add(Ratio.of(RATIOS.get(at), perRatio.get(at)));
        }
        return new Measurement(rounds, ratios, new LinkedHashMap<>(), new LinkedHashMap<>(), Optional.empty());
    }

    private static void measure(IdleFarm farm, List<List<Double>> perRatio) throws InterruptedException {
        Usage agent = farm.agent();
        Usage all = farm.farm();
        long begin = System.nanoTime();
        TimeUnit.MILLISECONDS.sleep(ROUND.toMillis());
        Usage agentAfter = farm.agent();
        Usage allAfter = farm.farm();
        double nanos = System.nanoTime() - begin;
        perRatio.get(0).add(agentAfter.resident() / AGENT_BYTES);
        perRatio.get(1).add(share(agent, agentAfter, nanos) / AGENT_SHARE);
        perRatio.get(2).add(allAfter.resident() / FARM_BYTES);
        perRatio.get(3).add(share(all, allAfter, nanos) / FARM_SHARE);
    }

    private static double share(Usage before, Usage after, double nanos) {
        return after.processor().minus(before.processor()).toNanos() / nanos;
    }
}
