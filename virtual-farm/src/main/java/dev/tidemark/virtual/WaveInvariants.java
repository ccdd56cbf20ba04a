package dev.tidemark.virtual;

import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What must hold of every decision on a wave. */
final class WaveInvariants {

    private final Consumer<String> violated;
    private final Set<String> demanded = new HashSet<>();

    WaveInvariants(Consumer<String> violated) {
        this.violated = violated;
    }

    /** @param wave before the decision is applied */
    void check(WaveView wave, WaveDecision decision) {
        Map<Integer, JobStatus> after = new HashMap<>();
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.JobChanged(int job, JobStatus status)) {
                endsOnce(wave, job, status);
                after.put(job, status);
            }
        }
        asksOnlyWhileItGoesOn(wave, decision);
        for (WaveDecision.Demand demand : decision.demands()) {
            once(wave.plan(), demand);
            afterItsDependencies(wave, after, demand.job());
        }
    }

    /** Each job ends in exactly one outcome. */
    private void endsOnce(WaveView wave, int job, JobStatus next) {
        JobStatus former = wave.status(job);
        JobState before = former.state();
        if (before == JobState.REGRESSED && next.outputHash() != null && next.generation() == former.generation()) {
            violated.accept("%s had an outcome, and another without an answer".formatted(name(wave.plan(), job)));
        }
        if (before.isFinal() && next.state() != before) {
            violated.accept("%s went from %s to %s".formatted(name(wave.plan(), job), before, next.state()));
        }
    }

    /** A wave that is paused, halted or over asks for nothing. */
    private void asksOnlyWhileItGoesOn(WaveView wave, WaveDecision decision) {
        WaveState state = wave.state();
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.WaveChanged(WaveState next, var reason, var tally)) {
                state = next;
            }
        }
        boolean goesOn = state == WaveState.OPEN || state == WaveState.RED;
        if (!goesOn && !decision.demands().isEmpty()) {
            violated.accept("wave %s is %s and asks for %d builds"
                    .formatted(wave.plan().wave(), state, decision.demands().size()));
        }
    }

    private void once(WavePlan plan, WaveDecision.Demand demand) {
        if (!demanded.add(name(plan, demand.job()) + "#" + demand.tries())) {
            violated.accept("try %d of %s was asked for twice".formatted(demand.tries(), name(plan, demand.job())));
        }
    }

    private void afterItsDependencies(WaveView wave, Map<Integer, JobStatus> after, int job) {
        for (int needed : wave.plan().dependenciesOf(job)) {
            JobStatus status = after.containsKey(needed) ? after.get(needed) : wave.status(needed);
            if (status == null || status.outputHash() == null) {
                violated.accept("%s was asked for before %s was settled"
                        .formatted(name(wave.plan(), job), name(wave.plan(), needed)));
            }
        }
    }

    void countsAddUp(WaveView wave, Map<JobState, Integer> counts) {
        int jobs = counts.values().stream().mapToInt(Integer::intValue).sum();
        if (jobs != wave.plan().waveJobs()) {
            violated.accept("the counts of wave %s add up to %d of %d jobs"
                    .formatted(wave.plan().wave(), jobs, wave.plan().waveJobs()));
        }
    }

    private static String name(WavePlan plan, int job) {
        return "%s of wave %s".formatted(plan.job(job).id(), plan.wave());
    }
}
