package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.schemas.identity.Sha256;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A wave as the core sees it: the plan and where each job is, in arrays. Rebuilt from the stores, kept up to date by
 * {@link #apply}; belongs to one thread.
 */
public final class WaveView {

    private WavePlan plan;
    private JobState[] states;
    private int[] tries;
    private Digests outputs;
    /** What few jobs have. */
    private @Nullable Remark[] remarks;
    /** By job: how many of those that it needs have no output yet. */
    private int[] missing;

    private final EnumMap<JobState, Integer> counts = new EnumMap<>(JobState.class);
    private int active;
    private int standing;
    private WaveState state;
    private @Nullable String reason;
    private WaveTally tally;
    private Preparation preparation;
    /** By attempt and part: what has arrived of an evaluation that is not frozen yet. */
    private final TreeMap<String, TreeMap<Integer, List<EvaluatedJob>>> heard = new TreeMap<>();

    /** What is known of a job beside its state, its tries and its output. */
    private record Remark(
            int generation,
            boolean owed,
            boolean exhausted,
            @Nullable String waitsFor,
            List<BuildFailure> failures,
            List<String> avoid,
            List<Integer> roots,
            List<Integer> blamed,
            int losses,
            List<Integer> restored,
            List<AttemptLog> otherLogs) {

        private static final Remark NONE =
                new Remark(0, false, false, null, List.of(), List.of(), List.of(), List.of(), 0, List.of(), List.of());

        /** Null where there is nothing to remark. */
        static @Nullable Remark of(JobStatus status) {
            boolean plain = status.generation() == 0
                    && !status.owed()
                    && !status.exhausted()
                    && status.waitsFor() == null
                    && status.failures().isEmpty()
                    && status.avoid().isEmpty()
                    && status.roots().isEmpty()
                    && status.blamed().isEmpty()
                    && status.losses() == 0
                    && status.restored().isEmpty()
                    && status.otherLogs().isEmpty();
            return plain
                    ? null
                    : new Remark(
                            status.generation(),
                            status.owed(),
                            status.exhausted(),
                            status.waitsFor(),
                            status.failures(),
                            status.avoid(),
                            status.roots(),
                            status.blamed(),
                            status.losses(),
                            status.restored(),
                            status.otherLogs());
        }
    }

    private WaveView(WavePlan plan, Change.WaveChanged wave) {
        this.state = wave.state();
        this.reason = wave.reason();
        this.tally = wave.tally();
        this.preparation = wave.preparation();
        this.plan = plan;
        this.states = new JobState[plan.size()];
        Arrays.fill(states, JobState.DORMANT);
        this.tries = new int[plan.size()];
        this.outputs = new Digests(plan.size());
        this.remarks = new Remark[plan.size()];
        this.missing = new int[plan.size()];
        Arrays.setAll(missing, job -> plan.needs().count(job));
        counts.put(JobState.DORMANT, plan.waveJobs());
    }

    /** A wave that was just planned: nothing is wanted yet. */
    public static WaveView planned(WavePlan plan) {
        Change.WaveChanged begun = plan.isEstimate()
                ? new Change.WaveChanged(WaveState.PREPARING, null, WaveTally.NONE, Preparation.OWED)
                : new Change.WaveChanged(WaveState.OPEN, null, WaveTally.NONE, Preparation.NEEDLESS);
        return new WaveView(plan, begun);
    }

    /**
     * A wave as the stores have it: the statuses of jobs that are not as they were {@link #atFirst}, and what was heard of its
     * evaluation, follow through {@link #apply}.
     */
    public static WaveView restored(WavePlan plan, Change.WaveChanged wave) {
        WaveView view = new WaveView(plan, wave);
        for (int job = 0; job < plan.size(); job++) {
            view.put(job, view.atFirst(job));
        }
        return view;
    }

    /** Where a job is as long as nothing has happened to it since its wave was opened, or its jobs were frozen. */
    public JobStatus atFirst(int job) {
        return preparation.isFrozen() && plan.isWaveJob(job) ? JobStatus.PENDING : JobStatus.DORMANT;
    }

    /** The same wave once its jobs are frozen: nothing of them is wanted yet. */
    WaveView frozen(WavePlan other) {
        return new WaveView(other, new Change.WaveChanged(state, reason, tally, preparation.done()));
    }

    /** The same wave with more jobs, which nothing in it needs and nobody wants yet. */
    WaveView with(WavePlan more) {
        WaveView next = new WaveView(more, new Change.WaveChanged(state, reason, tally, preparation));
        System.arraycopy(states, 0, next.states, 0, states.length);
        System.arraycopy(tries, 0, next.tries, 0, tries.length);
        System.arraycopy(remarks, 0, next.remarks, 0, remarks.length);
        System.arraycopy(missing, 0, next.missing, 0, missing.length);
        next.outputs = outputs.ofMore(more.size());
        for (int job = missing.length; job < more.size(); job++) {
            next.missing[job] = (int) Arrays.stream(more.dependenciesOf(job))
                    .filter(need -> !more.isThere(need, next.states[need]))
                    .count();
        }
        next.counts.clear();
        next.counts.putAll(counts);
        next.active = active;
        next.standing = standing;
        return next;
    }

    /** Takes a change over. */
    public void apply(Change change) {
        switch (change) {
            case Change.JobChanged(int index, JobStatus status) -> put(index, status);
            case Change.WaveChanged(WaveState next, String why, WaveTally counted, Preparation prepared) -> {
                state = next;
                reason = why;
                tally = counted;
                preparation = prepared;
            }
            case Change.Heard(String attempt, int chunk, var rows) ->
                heard.computeIfAbsent(attempt, first -> new TreeMap<>()).put(chunk, rows);
            case Change.HeardForgotten() -> heard.clear();
            case Change.Frozen(WavePlan other) -> become(frozen(other));
            case Change.ProbesAdded(WavePlan more, int first) -> become(with(more));
        }
    }

    private void become(WaveView other) {
        plan = other.plan;
        states = other.states;
        tries = other.tries;
        outputs = other.outputs;
        remarks = other.remarks;
        missing = other.missing;
        counts.clear();
        counts.putAll(other.counts);
        active = other.active;
        standing = other.standing;
        preparation = other.preparation;
        heard.clear();
    }

    private void put(int job, JobStatus status) {
        JobState before = states[job];
        if (before != status.state()) {
            count(job, before, status.state());
        }
        states[job] = status.state();
        tries[job] = status.tries();
        outputs.set(job, status.outputHash());
        remarks[job] = Remark.of(status);
    }

    private void count(int job, JobState before, JobState after) {
        if (plan.isWaveJob(job)) {
            counts.merge(before, -1, Integer::sum);
            counts.merge(after, 1, Integer::sum);
            active += (after.isActive() ? 1 : 0) - (before.isActive() ? 1 : 0);
            standing += (after.isStanding() ? 1 : 0) - (before.isStanding() ? 1 : 0);
        }
        boolean there = plan.isThere(job, after);
        if (plan.isThere(job, before) != there) {
            Edges dependents = plan.dependents();
            for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
                missing[dependents.target(edge)] += there ? -1 : 1;
            }
        }
    }

    public WavePlan plan() {
        return plan;
    }

    /** Where a job is; made anew with each call. */
    public JobStatus status(int index) {
        Remark known = remarks[index];
        Remark remark = known == null ? Remark.NONE : known;
        return new JobStatus(
                states[index],
                tries[index],
                remark.generation(),
                remark.owed(),
                remark.exhausted(),
                remark.waitsFor(),
                outputs.get(index),
                remark.failures(),
                remark.avoid(),
                remark.roots(),
                remark.blamed(),
                remark.losses(),
                remark.restored(),
                remark.otherLogs());
    }

    JobState stateOf(int index) {
        return states[index];
    }

    /**
     * Why a job is where it is, or what it waits for, as a sentence that names what is at its root; empty when there is nothing
     * to say.
     */
    public String reasonOf(int index) {
        JobStatus status = status(index);
        if (status.owed()) {
            return "its wave is " + state;
        }
        if (status.waitsFor() != null) {
            return status.waitsFor();
        }
        return switch (status.state()) {
            case STUCK ->
                "it fails, and whether it fails without the bump cannot be found out: its baseline is "
                        + withReason(plan.baselineOf(index));
            case EXCLUDED -> "it needs " + behind(status);
            case PREEXISTING ->
                status.roots().isEmpty() ? "it fails without the bump too" : "it needs " + behind(status);
            case DORMANT,
                    PENDING,
                    READY,
                    RUNNING,
                    CONFIRMING,
                    JUDGING,
                    BISECTING,
                    SUCCEEDED,
                    UNCHANGED,
                    CANCELLED,
                    REGRESSED,
                    BLOCKED -> "";
        };
    }

    private String behind(JobStatus status) {
        int root = status.roots().getFirst();
        return "%s, which is %s".formatted(plan.attribute(root), withReason(root));
    }

    private String withReason(int index) {
        String why = status(index).waitsFor();
        return why == null ? states[index].name() : "%s (%s)".formatted(states[index], why);
    }

    boolean isOwed(int index) {
        Remark remark = remarks[index];
        return remark != null && remark.owed();
    }

    /** What is made of a job; null where nothing is yet. */
    public @Nullable Sha256 outputOf(int index) {
        return outputs.get(index);
    }

    /** What is built for a job; empty while something that it needs has no output. */
    public Optional<BuildSpec> spec(int index) {
        return Asking.spec(plan, index, this::outputOf);
    }

    /** How many of those that a job needs it still waits for. */
    int missing(int index) {
        return missing[index];
    }

    /** How many WAVE jobs have something still to happen to them without anybody's answer. */
    int active() {
        return active;
    }

    /** How many WAVE jobs stand. */
    int standing() {
        return standing;
    }

    public WaveState state() {
        return state;
    }

    /** Why it is PAUSED, HALTED or ABANDONED, what its preparation waits for, or why that failed; null otherwise. */
    public @Nullable String reason() {
        return reason;
    }

    /** What is counted so that it can be halted. */
    public WaveTally tally() {
        return tally;
    }

    /** How far it is in being prepared. */
    public Preparation preparation() {
        return preparation;
    }

    /** What of an attempt's evaluation has arrived, in the order of its parts. */
    List<EvaluatedJob> heard(String attempt) {
        TreeMap<Integer, List<EvaluatedJob>> parts = heard.get(attempt);
        return parts == null
                ? List.of()
                : parts.values().stream().flatMap(List::stream).toList();
    }

    boolean hasHeard() {
        return !heard.isEmpty();
    }

    /** How many WAVE jobs are in each state; they add up to the plan's. States without a job are left out. */
    public Map<JobState, Integer> counts() {
        EnumMap<JobState, Integer> present = new EnumMap<>(counts);
        present.values().removeIf(count -> count == 0);
        return present;
    }

    /** Something that a decision changes. */
    public sealed interface Change {
        /** A job is somewhere else, or more is known of it. */
        record JobChanged(int index, JobStatus status) implements Change {}

        /** The wave is somewhere else, or more is counted of it, or its preparation is further. */
        record WaveChanged(WaveState state, @Nullable String reason, WaveTally tally, Preparation preparation)
                implements Change {}

        /** A part of an evaluation has arrived. */
        record Heard(String attempt, int chunk, List<EvaluatedJob> rows) implements Change {}

        /** What has arrived of evaluations is of no use any more. */
        record HeardForgotten() implements Change {}

        /** These are the wave's jobs, in place of the estimated ones; nothing of them is wanted yet. */
        record Frozen(WavePlan plan) implements Change {}

        /**
         * Jobs with some of the bumps were added to the wave's.
         *
         * @param plan all of them
         * @param first the number of the first that was added
         */
        record ProbesAdded(WavePlan plan, int first) implements Change {}
    }
}
