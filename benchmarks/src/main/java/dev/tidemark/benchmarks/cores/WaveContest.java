package dev.tidemark.benchmarks.cores;

import dev.tidemark.benchmarks.plan.Duel;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Every job of a wave is built, one after the other: by the core, a decision each, beside a loop over arrays that releases
 * what waits for nothing more and makes the same build keys. Both make every key; the two must be the same.
 */
final class WaveContest {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double NANOS_PER_MILLI = 1e6;

    private final WavePlan plan;
    private final Sha256[] outputs;
    private final BareLoop bare;
    private final int expected;

    WaveContest(WavePlan plan) {
        this.plan = plan;
        this.outputs = new Sha256[plan.size()];
        Arrays.setAll(outputs, job -> Sha256.builder().add("output").add(job).build());
        this.bare = new BareLoop(plan, outputs);
        this.expected = bare.run();
    }

    /** @param ratio what it is called */
    Measurement hold(String ratio, int warmUp, int rounds, double tolerance) throws InterruptedException {
        return new Duel(
                        ratio,
                        new Duel.Side("a decision: Tidemark", this::ours),
                        new Duel.Side("a decision: bare arrays", this::bare),
                        List.of())
                .hold(warmUp, rounds, tolerance);
    }

    private double ours() {
        WaveView view = WaveView.planned(plan);
        WaveDecision opening = AdvanceWave.decide(view, new WaveEvent.Opened());
        opening.changes().forEach(view::apply);
        Deque<WaveDecision.Demand> asked = new ArrayDeque<>(opening.demands());
        long begin = THREADS.getCurrentThreadCpuTime();
        int keys = 0;
        while (!asked.isEmpty()) {
            WaveDecision.Demand demand = asked.remove();
            keys ^= demand.spec().key().hashCode();
            WaveEvent.Report built = new WaveEvent.Report.Built(outputs[demand.job()], Duration.ofSeconds(1));
            WaveDecision decision =
                    AdvanceWave.decide(view, new WaveEvent.JobReported(demand.job(), demand.tries(), built));
            decision.changes().forEach(view::apply);
            asked.addAll(decision.demands());
        }
        long spent = THREADS.getCurrentThreadCpuTime() - begin;
        return perDecision(spent, keys);
    }

    private double bare() {
        long begin = THREADS.getCurrentThreadCpuTime();
        int keys = bare.run();
        return perDecision(THREADS.getCurrentThreadCpuTime() - begin, keys);
    }

    private double perDecision(long nanos, int keys) {
        if (keys != expected) {
            throw new AssertionError("the two make other build keys");
        }
        return nanos / NANOS_PER_MILLI / plan.waveJobs();
    }

    /** What somebody would write by hand who has a wave of which every build succeeds. */
    private static final class BareLoop {
        private final WavePlan plan;
        private final int[] jobs;
        private final int[][] needs;
        private final int[][] dependents;
        private final String[] outputs;
        private final FrozenJob[] frozen;

        BareLoop(WavePlan plan, Sha256[] outputs) {
            this.plan = plan;
            this.frozen = new FrozenJob[plan.size()];
            Arrays.setAll(frozen, plan::job);
            this.jobs = IntStream.range(0, plan.size())
                    .filter(job -> frozen[job].id().variant() == Variant.WAVE)
                    .toArray();
            this.outputs = Arrays.stream(outputs).map(Sha256::hex).toArray(String[]::new);
            this.needs = new int[plan.size()][];
            int[] count = new int[plan.size()];
            for (int job : jobs) {
                needs[job] = Arrays.stream(plan.dependenciesOf(job))
                        .boxed()
                        .sorted((one, other) -> frozen[one]
                                .id()
                                .attribute()
                                .compareTo(frozen[other].id().attribute()))
                        .mapToInt(Integer::intValue)
                        .toArray();
                Arrays.stream(needs[job]).forEach(need -> count[need]++);
            }
            this.dependents = new int[plan.size()][];
            Arrays.setAll(dependents, job -> new int[count[job]]);
            for (int job : jobs) {
                for (int need : needs[job]) {
                    dependents[need][--count[need]] = job;
                }
            }
        }

        int run() {
            int[] missing = new int[plan.size()];
            int[] queue = new int[jobs.length];
            int end = 0;
            for (int job : jobs) {
                missing[job] = needs[job].length;
                if (missing[job] == 0) {
                    queue[end++] = job;
                }
            }
            int keys = 0;
            for (int at = 0; at < end; at++) {
                keys ^= key(queue[at]).hashCode();
                for (int dependent : dependents[queue[at]]) {
                    if (--missing[dependent] == 0) {
                        queue[end++] = dependent;
                    }
                }
            }
            return keys;
        }

        /** As BuildSpec says it. */
        private Sha256 key(int job) {
            FrozenJob own = frozen[job];
            Sha256.Builder digest = Sha256.builder()
                    .add(plan.set() + ":" + own.id().attribute())
                    .add(own.id().system())
                    .add(own.trust().label())
                    .add(own.recipeDigest().hex())
                    .add(own.version());
            for (int need : needs[job]) {
                digest.add(frozen[need].id().attribute()).add(outputs[need]);
            }
            return digest.build();
        }
    }
}
