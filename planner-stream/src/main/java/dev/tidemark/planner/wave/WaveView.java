package dev.tidemark.planner.wave;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A wave as the core sees it: the plan and where each job is. Rebuilt from the stores, kept up to date by
 * {@link #apply}; belongs to one thread.
 */
public final class WaveView {

    private final WavePlan plan;
    private final JobStatus[] statuses;
    private final EnumMap<JobState, Integer> counts = new EnumMap<>(JobState.class);
    private WaveState state;
    private @Nullable String reason;

    private WaveView(WavePlan plan, WaveState state, @Nullable String reason) {
        this.plan = plan;
        this.state = state;
        this.reason = reason;
        this.statuses = new JobStatus[plan.size()];
        Arrays.fill(statuses, JobStatus.DORMANT);
        counts.put(JobState.DORMANT, plan.waveJobs());
    }

    /** A wave that was just planned: nothing is wanted yet. */
    public static WaveView planned(WavePlan plan) {
        return new WaveView(plan, WaveState.OPEN, null);
    }

    /** A wave as the stores have it; the statuses follow through {@link #apply}. */
    public static WaveView restored(WavePlan plan, WaveState state, @Nullable String reason) {
        return new WaveView(plan, state, reason);
    }

    /** Takes a change over. */
    public void apply(Change change) {
        switch (change) {
            case Change.JobChanged(int index, JobStatus status) -> {
                if (plan.isWaveJob(index)) {
                    counts.merge(statuses[index].state(), -1, Integer::sum);
                    counts.merge(status.state(), 1, Integer::sum);
                }
                statuses[index] = status;
            }
            case Change.WaveChanged(WaveState next, String why) -> {
                state = next;
                reason = why;
            }
        }
    }

    public WavePlan plan() {
        return plan;
    }

    public JobStatus status(int index) {
        return statuses[index];
    }

    public WaveState state() {
        return state;
    }

    /** Why it is HALTED; null otherwise. */
    public @Nullable String reason() {
        return reason;
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

        /** The wave is somewhere else. */
        record WaveChanged(WaveState state, @Nullable String reason) implements Change {}
    }
}
