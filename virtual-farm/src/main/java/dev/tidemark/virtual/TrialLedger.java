package dev.tidemark.virtual;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.virtual.Trial.Judged;
import dev.tidemark.virtual.Trial.Published;
import dev.tidemark.virtual.Trial.Report;
import dev.tidemark.virtual.Trial.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the farm of a {@link Trial} builds, and why. */
final class TrialLedger implements FarmObserver {

    private @Nullable WaveView view;
    private final Map<Integer, Instant> failedAt = new HashMap<>();
    private final Set<Integer> failedInputs = new HashSet<>();
    /** By build key: the job that it is of. A wave's jobs have different keys, or are built but once. */
    private final Map<Sha256, Integer> jobs = new HashMap<>();

    private final TreeMap<Purpose, Integer> builds = new TreeMap<>();
    private final Set<String> counted = new HashSet<>();
    private final Map<String, Purpose> purposes = new HashMap<>();
    private int causedBuilds;
    private int begun;
    private int ended;

    @Override
    public void decided(long now, WaveView wave, WaveDecision decision) {
        view = wave;
        decision.demands().forEach(demand -> jobs.putIfAbsent(demand.spec().key(), demand.job()));
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int job, JobStatus status)
                    && !status.failures().isEmpty()) {
                failedAt.putIfAbsent(job, Instant.ofEpochMilli(now));
            }
        }
    }

    @Override
    public void decided(long now, PoolView pool, DispatchEvent event, DispatchDecision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.RequestBuild build
                    && purposes.put(build.attempt().id(), build.purpose()) == null) {
                begun++;
            }
        }
        if (event instanceof DispatchEvent.Finished finished && isByPackage(finished.result())) {
            Purpose purpose = purposes.get(finished.attempt());
            if (purpose != null && isHeeded(decision) && counted.add(finished.attempt())) {
                ended++;
                builds.merge(purpose, 1, Integer::sum);
                count(finished, purpose);
            }
        }
    }

    /** A result that nobody waits for tells no wave anything. */
    private static boolean isHeeded(DispatchDecision decision) {
        return decision.effects().stream().anyMatch(effect -> effect instanceof Effect.TellWave);
    }

    private static boolean isByPackage(Result result) {
        return !(result instanceof Result.Failed(var failure))
                || failure.kind().cause() == FailureKind.Cause.PACKAGE
                || failure.kind().cause() == FailureKind.Cause.SET;
    }

    private void count(DispatchEvent.Finished finished, Purpose purpose) {
        Integer job = jobs.get(finished.key());
        if (job == null || view == null || isWave(job)) {
            return;
        }
        if (purpose == Purpose.INPUT && isReached(job)) {
            causedBuilds++;
        }
        if (finished.result() instanceof Result.Failed && !isReached(job)) {
            failedInputs.add(job);
        }
    }

    private boolean isWave(int job) {
        return id(job).variant() == Variant.WAVE;
    }

    /** Whether the bumps reach it: then it is built without them only to judge. */
    private boolean isReached(int job) {
        JobId id = id(job);
        return view != null && view.plan().numberOf(new JobId(id.attribute(), id.system(), Variant.WAVE)) >= 0;
    }

    private JobId id(int job) {
        if (view == null) {
            throw new AssertionError("a job is of a wave");
        }
        return view.plan().id(job);
    }

    Report report(int deaths, List<Published> published, List<Told> told) {
        WaveView wave = view;
        if (wave == null) {
            throw new AssertionError("the wave was opened");
        }
        List<Judged> judged = new ArrayList<>();
        for (int job = 0; job < wave.plan().size(); job++) {
            if (isWave(job)) {
                JobState state = wave.status(job).state();
                judged.add(new Judged(
                        id(job).attribute(),
                        state,
                        Optional.ofNullable(failedAt.get(job)),
                        state == JobState.REGRESSED ? blamed(wave, job) : List.of()));
            }
        }
        return new Report(
                wave.state(),
                judged,
                builds,
                causedBuilds,
                failedInputs.size(),
                begun - ended,
                deaths,
                published,
                told);
    }

    private static List<String> blamed(WaveView wave, int job) {
        TreeSet<String> blamed = new TreeSet<>();
        Blame.of(wave, job).bumps().stream().map(Bump::attribute).forEach(blamed::add);
        return List.copyOf(blamed);
    }
}
