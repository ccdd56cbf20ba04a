package dev.tidemark.virtual;

import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.JobStanding;
import dev.tidemark.notifier.breakage.Judgement;
import dev.tidemark.notifier.breakage.Judgement.Outcome;
import dev.tidemark.notifier.breakage.Judgement.WaveStage;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.wave.Blame;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells a notifier what happens in the waves of a virtual farm; what the topics `wave` and `job` and who gathers from them are in a real
 * one. Everything is said twice, as topics may.
 */
final class WaveHerald implements FarmObserver {

    private static final int TIMES = 2;

    private final VirtualNotifier notifier;
    private final Map<WaveId, WaveState> states = new HashMap<>();
    private final Map<WaveId, Map<JobId, JobStanding>> standings = new HashMap<>();
    private List<WaveView.Change> changes = List.of();
    private Instant now = Instant.EPOCH;

    WaveHerald(VirtualNotifier notifier) {
        this.notifier = notifier;
    }

    @Override
    public void decided(long at, WaveView wave, WaveDecision decision) {
        now = Instant.ofEpochMilli(at);
        changes = decision.changes();
    }

    /** What it said of its jobs goes before what became of it. */
    @Override
    public void told(WaveView wave, Map<JobState, Integer> counts) {
        WaveId id = wave.plan().wave();
        boolean isNew = !states.containsKey(id);
        if (isNew) {
            moved(wave);
        }
        for (WaveView.Change change : changes) {
            if (change instanceof WaveView.Change.JobChanged(int job, JobStatus status)
                    && wave.plan().id(job).variant() == Variant.WAVE) {
                changed(wave, job, status);
            }
        }
        if (!isNew && states.get(id) != wave.state()) {
            moved(wave);
        }
    }

    private void say(Judgement judgement) {
        for (int time = 0; time < TIMES; time++) {
            notifier.hear(judgement, now);
        }
    }

    private void moved(WaveView wave) {
        WaveStage stage = switch (wave.state()) {
            case PREPARING, OPEN, PAUSED, HALTED -> WaveStage.UNDER_WAY;
            case RED -> WaveStage.RED;
            case GREEN -> WaveStage.GREEN;
            case ABANDONED -> WaveStage.ABANDONED;
        };
        states.put(wave.plan().wave(), wave.state());
        List<String> packages =
                wave.plan().bumps().stream().map(bump -> bump.attribute()).toList();
        say(new Judgement.WaveMoved(wave.plan().wave(), packages, stage));
    }

    private void changed(WaveView wave, int job, JobStatus status) {
        JobId id = wave.plan().id(job);
        Map<JobId, JobStanding> ofWave = standings.computeIfAbsent(wave.plan().wave(), first -> new HashMap<>());
        JobStanding standing = standing(status.state());
        if (standing.isNews(ofWave.get(id))) {
            say(judgement(wave, job, status));
        }
        if (standing.stands()) {
            ofWave.put(id, standing);
        } else {
            ofWave.remove(id);
        }
    }

    private static JobStanding standing(JobState state) {
        return switch (state) {
            case REGRESSED -> JobStanding.REGRESSED;
            case BLOCKED -> JobStanding.BLOCKED;
            case DORMANT, PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING, STUCK -> JobStanding.OPEN;
            case SUCCEEDED, UNCHANGED, PREEXISTING, EXCLUDED, CANCELLED -> JobStanding.SETTLED;
        };
    }

    private static Judgement judgement(WaveView wave, int job, JobStatus status) {
        WavePlan plan = wave.plan();
        JobId id = plan.id(job);
        return switch (status.state()) {
            case REGRESSED -> new Judgement.Regressed(finding(wave, job, status));
            case BLOCKED ->
                new Judgement.Blocked(new BlockedJob(
                        plan.wave(),
                        id,
                        status.roots().stream().map(plan::id).toList(),
                        plan.job(job).maintainers()));
            case DORMANT, PENDING, READY, RUNNING, CONFIRMING, JUDGING, BISECTING, STUCK ->
                new Judgement.Reopened(plan.wave(), id);
            case SUCCEEDED, UNCHANGED -> new Judgement.Settled(plan.wave(), id, Outcome.GOOD, "");
            case PREEXISTING -> new Judgement.Settled(plan.wave(), id, Outcome.PREEXISTING, "");
            case EXCLUDED -> new Judgement.Settled(plan.wave(), id, Outcome.EXCLUDED, "");
            case CANCELLED -> new Judgement.Settled(plan.wave(), id, Outcome.CANCELLED, "");
        };
    }

    private static Finding finding(WaveView wave, int job, JobStatus status) {
        BuildFailure failure = Objects.requireNonNull(status.failure(), "what regressed has failed");
        Blame blame = Blame.of(wave, job);
        List<Bump> bumps = new ArrayList<>();
        blame.bumps()
                .forEach(bump -> bumps.add(
                        new Bump(bump.attribute(), bump.to(), bump.urgency() == Urgency.SECURITY, bump.publisher())));
        return new Finding(
                wave.plan().wave(),
                wave.plan().id(job),
                failure.fingerprint(),
                bumps,
                new Finding.People(wave.plan().job(job).maintainers(), blame.maintainers()),
                "/" + status.tries(),
                Optional.empty());
    }
}
