package dev.tidemark.benchmarks.cores;

import dev.tidemark.benchmarks.plan.HeapWeight;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.wave.WaveView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a decision of a wave costs, and what a wave of 100,000 jobs takes in memory. */
public final class CoresBenchmark implements Benchmark {

    private static final String DECISION = "wave decision / bare release loop";
    private static final String VIEW = "wave view / 600 B a job";

    private static final int JOBS = 100_000;
    private static final long SEED = 17_09;
    private static final double VIEW_BYTES = 600;
    private static final int ROUNDS = 15;
    private static final int WARM_UP_ROUNDS = 4;
    /** How far identical contenders may be apart. */
    private static final double TOLERANCE = 0.03;

    @Override
    public String name() {
        return "cores";
    }

    @Override
    public String measures() {
        return "a decision of a wave of 100,000 jobs, over a loop over arrays that makes the same build keys; that wave in"
                + " memory";
    }

    @Override
    public List<String> ratios() {
        return List.of(DECISION, VIEW);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        progress.accept("a wave of %,d jobs".formatted(JOBS));
        PackageGraph graph = LargeWave.graph(JOBS, SEED);
        HeapWeight<WaveView> weight = HeapWeight.of(() -> LargeWave.opened(LargeWave.plan(graph)));
        WaveView wave = weight.held();
        double bytes = (double) weight.bytes() / wave.plan().waveJobs();
        progress.accept("%,d jobs and their baselines take %.0f bytes a job"
                .formatted(wave.plan().waveJobs(), bytes));
        Measurement decision = new WaveContest(wave.plan()).hold(DECISION, WARM_UP_ROUNDS, rounds, TOLERANCE);
        List<Ratio> ratios = new ArrayList<>(decision.ratios());
        ratios.add(new Ratio(VIEW, bytes / VIEW_BYTES, 0));
        return new Measurement(rounds, ratios, decision.aa(), decision.millis(), decision.invalid());
    }
}
