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

/**
 * What a decision of a wave costs, what a wave of 100,000 jobs takes in memory, and what an assignment costs when 100,000 builds
 * wait.
 */
public final class CoresBenchmark implements Benchmark {

    private static final String DECISION = "wave decision / bare release loop";
    private static final String VIEW = "wave view / 600 B a job";

    private static final int JOBS = 100_000;
    private static final long SEED = 17_09;
    private static final double VIEW_BYTES = 600;
    private static final int MANY_READY = 100_000;
    private static final int FEW_READY = 1_000;
    private static final int AGENTS = 1_000;
    private static final int ROUNDS = 31;
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
                + " memory; an assignment with many builds ready, over one with few";
    }

    @Override
    public List<String> ratios() {
        return List.of(DECISION, VIEW, AssignmentCost.RATIO);
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        Measurement wave = said(wave(rounds, progress), progress);
        progress.accept("%,d and %,d builds that wait for %,d agents".formatted(MANY_READY, FEW_READY, AGENTS));
        Measurement assignment =
                AssignmentCost.duel(MANY_READY, FEW_READY, AGENTS).hold(WARM_UP_ROUNDS, rounds, TOLERANCE);
        return Measurement.together(rounds, List.of(wave, said(assignment, progress)));
    }

    /** Says at once what came out. */
    private static Measurement said(Measurement part, Consumer<String> progress) {
        part.ratios()
                .forEach(ratio ->
                        progress.accept("%s: %.3f ± %.3f".formatted(ratio.name(), ratio.value(), ratio.spread())));
        part.invalid().ifPresent(progress);
        return part;
    }

    private static Measurement wave(int rounds, Consumer<String> progress) throws InterruptedException {
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
