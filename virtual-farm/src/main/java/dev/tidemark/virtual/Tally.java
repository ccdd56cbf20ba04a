package dev.tidemark.virtual;

import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.HdrHistogram.Histogram;

/** Counts what happens in a virtual farm. */
final class Tally implements FarmObserver {

    private static final double MILLIS = 1000;
    private static final int DIGITS = 3;

    private final long beganAt;
    private final int slots;
    private final ToIntFunction<String> jobs;
    private final TreeMap<String, Standing> bumps = new TreeMap<>();
    private final Map<WaveId, Path> paths = new HashMap<>();
    private final Map<Sha256, Long> wantedSince = new HashMap<>();
    private final Map<Sha256, Build> builds = new HashMap<>();
    /** What everybody was last told of each wave. */
    private final Map<WaveId, Map<JobState, Integer>> jobStates = new HashMap<>();
    /** Of each what broke, and which bumps broke it: no two jobs fail of the same cause here. */
    private final Set<List<String>> breakages = new HashSet<>();

    private List<WaveView.Change> changes = List.of();
    private final Histogram waited = new Histogram(DIGITS);
    private int waves;
    private long built;
    private long deduped;
    private long reused;
    private long cutOff;
    private long superseded;
    private long busy;
    private long lastEnd;
    private double longestPath;

    private record Build(long endedAt, long millis) {}

    /** How long the jobs of a wave had to wait for one another at least. */
    private static final class Path {
        private final long openedAt;
        private final long[] end;
        private final Map<Integer, Sha256> keys = new HashMap<>();

        Path(long openedAt, int jobs) {
            this.openedAt = openedAt;
            this.end = new long[jobs];
        }
    }

    /**
     * @param beganAt when the first bump came
     * @param slots how many builds can run at once
     * @param jobs how many a bump of a package would have had
     */
    Tally(long beganAt, int slots, ToIntFunction<String> jobs) {
        this.jobs = jobs;
        this.beganAt = beganAt;
        this.slots = slots;
        this.lastEnd = beganAt;
    }

    @Override
    public void decided(long now, AdmitBump.SetEvent event, AdmitBump.Decision decision) {
        for (BumpStatus bump : decision.bumps()) {
            bumps.put(bump.id(), bump.standing());
            if (bump.standing() instanceof Standing.Skipped) {
                superseded += jobs.applyAsInt(bump.bump().attribute());
            }
        }
        waves += decision.opened().size();
    }

    @Override
    public void told(WaveView wave, Map<JobState, Integer> counts) {
        jobStates.put(wave.plan().wave(), new TreeMap<>(counts));
        for (WaveView.Change change : changes) {
            if (change instanceof WaveView.Change.JobChanged(int job, var status)
                    && status.state() == JobState.REGRESSED
                    && wave.plan().id(job).variant() == Variant.WAVE) {
                List<String> breakage =
                        new ArrayList<>(List.of(wave.plan().id(job).toString()));
                Blame.of(wave, job).bumps().stream()
                        .map(Bump::attribute)
                        .sorted()
                        .forEach(breakage::add);
                breakages.add(breakage);
            }
        }
    }

    private SortedMap<JobState, Integer> jobs() {
        TreeMap<JobState, Integer> all = new TreeMap<>();
        jobStates.values().forEach(counts -> counts.forEach((state, count) -> all.merge(state, count, Integer::sum)));
        all.values().removeIf(count -> count == 0);
        return all;
    }

    @Override
    public void decided(long now, WaveView wave, WaveDecision decision) {
        changes = decision.changes();
        WavePlan plan = wave.plan();
        Path path = paths.computeIfAbsent(plan.wave(), opened -> new Path(now, plan.size()));
        decision.demands()
                .forEach(demand -> path.keys.put(demand.job(), demand.spec().key()));
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int job, var status) && status.outputHash() != null) {
                lengthen(plan, path, job);
                cutOff += status.state() == JobState.UNCHANGED ? 1 : 0;
            }
        }
    }

    private void lengthen(WavePlan plan, Path path, int job) {
        long begin = 0;
        for (int needed : plan.dependenciesOf(job)) {
            begin = Math.max(begin, path.end[needed]);
        }
        Build build = builds.get(path.keys.get(job));
        long took = build == null ? 0 : Math.clamp(build.endedAt() - path.openedAt, 0, build.millis());
        path.end[job] = begin + took;
        longestPath = Math.max(longestPath, (path.openedAt - beganAt + path.end[job]) / MILLIS);
    }

    @Override
    public void decided(long now, PoolView pool, DispatchEvent event, DispatchDecision decision) {
        if (event instanceof DispatchEvent.Demanded demanded) {
            wantedSince.putIfAbsent(demanded.spec().key(), now);
        }
        long told = 0;
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.RequestBuild build) {
                waited.recordValue(now - wantedSince.getOrDefault(build.spec().key(), now));
            } else if (effect instanceof Effect.TellWave(var wanter, News.Built news)) {
                told += news.reused() ? 0 : 1;
                reused += news.reused() ? 1 : 0;
            }
        }
        deduped += Math.max(0, told - 1);
    }

    @Override
    public void worked(long now, VirtualAgent agent, Effect.RequestBuild build, long millis) {
        built++;
        busy += millis;
        lastEnd = Math.max(lastEnd, now);
        builds.put(build.spec().key(), new Build(now, millis));
        wantedSince.remove(build.spec().key());
    }

    private int standing(Class<? extends Standing> standing) {
        return (int) bumps.values().stream().filter(standing::isInstance).count();
    }

    SimulationReport report(int open, Invariants invariants) {
        SequencedMap<String, Long> avoided = new LinkedHashMap<>();
        avoided.put("dedupe", deduped);
        avoided.put("evidence", reused);
        avoided.put("cutoff", cutOff);
        avoided.put("supersession", superseded);
        double makespan = (lastEnd - beganAt) / MILLIS;
        double work = busy / MILLIS / Math.max(1, slots);
        return new SimulationReport(
                waves,
                open,
                jobs(),
                breakages.size(),
                new SimulationReport.Bumps(
                        standing(Standing.InWave.class) + standing(Standing.Done.class),
                        standing(Standing.Skipped.class),
                        standing(Standing.Held.class) + standing(Standing.Waiting.class)),
                built,
                avoided,
                makespan,
                Math.max(work, longestPath),
                new SimulationReport.QueueAge(percentile(50), percentile(90), percentile(99), percentile(100)),
                makespan == 0 ? 0 : work / makespan,
                invariants.count(),
                invariants.violations());
    }

    private double percentile(double percentile) {
        return waited.getValueAtPercentile(percentile) / MILLIS;
    }
}
