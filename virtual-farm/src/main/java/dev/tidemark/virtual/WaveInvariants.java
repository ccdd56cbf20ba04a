package dev.tidemark.virtual;

import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What must hold of every decision on a wave. */
final class WaveInvariants {

    private final Consumer<String> violated;
    private final Set<String> demanded = new HashSet<>();
    /** By attempt: the WAVE jobs that a pool heard it evaluate. */
    private final Map<String, TreeSet<JobId>> evaluated = new HashMap<>();
    /** By wave: the attempts that it was told are whole. */
    private final Map<WaveId, List<News.Prepared>> prepared = new HashMap<>();

    WaveInvariants(Consumer<String> violated) {
        this.violated = violated;
    }

    /** A pool heard a part of an evaluation. */
    void evaluated(DispatchEvent.Evaluated part) {
        TreeSet<JobId> jobs = evaluated.computeIfAbsent(part.attempt(), first -> new TreeSet<>());
        part.rows().stream()
                .map(EvaluatedJob::id)
                .filter(id -> id.variant() == Variant.WAVE)
                .forEach(jobs::add);
    }

    /** A wave is told that an evaluation is whole. */
    void prepared(WaveId wave, News.Prepared whole) {
        prepared.computeIfAbsent(wave, first -> new ArrayList<>()).add(whole);
    }

    /** @param wave before the decision is applied */
    void check(WaveView wave, WaveDecision decision) {
        WavePlan plan = wave.plan();
        Map<Integer, JobStatus> after = new HashMap<>();
        boolean isFrozen = false;
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.Frozen(WavePlan frozen)) {
                if (!plan.isEstimate()) {
                    violated.accept("wave %s was frozen twice".formatted(plan.wave()));
                }
                plan = frozen;
                isFrozen = true;
                asEvaluated(frozen);
            } else if (change instanceof WaveView.Change.ProbesAdded(WavePlan more, int first)) {
                plan = more;
            } else if (change instanceof WaveView.Change.JobChanged(int job, JobStatus status)) {
                if (!isFrozen && job < wave.plan().size()) {
                    endsOnce(wave, job, status);
                }
                after.put(job, status);
            }
        }
        asksOnlyWhileItGoesOn(wave, decision);
        for (WaveDecision.Demand demand : decision.demands()) {
            once(plan, demand);
            if (demand.job() == WavePlan.PREPARATION) {
                continue;
            }
            if (plan.isEstimate()) {
                violated.accept("%s was asked for before its wave was prepared".formatted(plan.id(demand.job())));
            }
            boolean bumped = plan.id(demand.job()).variant() == Variant.WAVE;
            if (!demand.spec()
                    .workspace()
                    .equals(bumped ? plan.workspace() : plan.workspace().base())) {
                violated.accept(
                        "%s was asked for in another workspace than its wave's".formatted(name(plan, demand.job())));
            }
            afterItsDependencies(plan, isFrozen ? null : wave, after, demand.job());
        }
    }

    /** The jobs of the wave are those of an evaluation that it was told is whole, all of them and no others. */
    private void asEvaluated(WavePlan plan) {
        TreeSet<JobId> jobs = new TreeSet<>();
        for (int job = 0; job < plan.size(); job++) {
            if (plan.id(job).variant() == Variant.WAVE) {
                jobs.add(plan.id(job));
            }
        }
        boolean whole = prepared.getOrDefault(plan.wave(), List.of()).stream()
                .anyMatch(each -> plan.workspace().equals(new Workspace.Published(each.workspace()))
                        && jobs.equals(evaluated.get(each.attempt())));
        if (!whole) {
            violated.accept("wave %s was frozen with jobs that no evaluation has that was told to it whole"
                    .formatted(plan.wave()));
        }
    }

    /** Each job ends in exactly one outcome. */
    private void endsOnce(WaveView wave, int job, JobStatus next) {
        JobStatus former = wave.status(job);
        JobState before = former.state();
        if (before == JobState.REGRESSED && next.outputHash() != null && next.generation() == former.generation()) {
            violated.accept("%s had an outcome, and another without an answer".formatted(name(wave.plan(), job)));
        }
        boolean lost = next.losses() == former.losses() + 1 && next.generation() == former.generation() + 1;
        if (before.isFinal() && next.state() != before && !lost) {
            violated.accept("%s went from %s to %s".formatted(name(wave.plan(), job), before, next.state()));
        }
    }

    /** A wave that is paused, halted or over asks for nothing. */
    private void asksOnlyWhileItGoesOn(WaveView wave, WaveDecision decision) {
        WaveState state = wave.state();
        for (WaveView.Change change : decision.changes()) {
            if (change instanceof WaveView.Change.WaveChanged(WaveState next, var reason, var tally, var preparation)) {
                state = next;
            }
        }
        boolean goesOn = state == WaveState.OPEN || state == WaveState.RED;
        boolean prepares = state == WaveState.PREPARING
                && decision.demands().stream().allMatch(demand -> demand.job() == WavePlan.PREPARATION);
        if (!goesOn && !prepares && !decision.demands().isEmpty()) {
            violated.accept("wave %s is %s and asks for %d builds"
                    .formatted(wave.plan().wave(), state, decision.demands().size()));
        }
    }

    private void once(WavePlan plan, WaveDecision.Demand demand) {
        if (!demanded.add(name(plan, demand.job()) + "#" + demand.tries())) {
            violated.accept("try %d of %s was asked for twice".formatted(demand.tries(), name(plan, demand.job())));
        }
    }

    /** @param before where its jobs were; null where they were frozen only now */
    private void afterItsDependencies(
            WavePlan plan, @Nullable WaveView before, Map<Integer, JobStatus> after, int job) {
        for (int needed : plan.dependenciesOf(job)) {
            JobStatus status = after.get(needed);
            if (status == null && before != null && needed < before.plan().size()) {
                status = before.status(needed);
            }
            if (status == null || status.outputHash() == null) {
                violated.accept(
                        "%s was asked for before %s was settled".formatted(name(plan, job), name(plan, needed)));
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
        return "%s of wave %s".formatted(plan.id(job), plan.wave());
    }
}
