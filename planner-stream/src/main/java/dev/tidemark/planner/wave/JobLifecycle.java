package dev.tidemark.planner.wave;

import static dev.tidemark.planner.wave.JobState.BISECTING;
import static dev.tidemark.planner.wave.JobState.BLOCKED;
import static dev.tidemark.planner.wave.JobState.CANCELLED;
import static dev.tidemark.planner.wave.JobState.CONFIRMING;
import static dev.tidemark.planner.wave.JobState.DORMANT;
import static dev.tidemark.planner.wave.JobState.EXCLUDED;
import static dev.tidemark.planner.wave.JobState.JUDGING;
import static dev.tidemark.planner.wave.JobState.PENDING;
import static dev.tidemark.planner.wave.JobState.PREEXISTING;
import static dev.tidemark.planner.wave.JobState.READY;
import static dev.tidemark.planner.wave.JobState.REGRESSED;
import static dev.tidemark.planner.wave.JobState.RUNNING;
import static dev.tidemark.planner.wave.JobState.STUCK;
import static dev.tidemark.planner.wave.JobState.SUCCEEDED;
import static dev.tidemark.planner.wave.JobState.UNCHANGED;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job's states as a table. What is not in it does not happen; docs/job-lifecycle.md is generated from it. */
public final class JobLifecycle {

    /** What can befall a job. */
    public enum Trigger {
        /** The wave needs it. */
        WANTED,
        /** All that it needs is built. */
        INPUTS_READY,
        /** All that it reads is what its baseline was built from. */
        INPUTS_UNCHANGED,
        /** Something that it needs stands. */
        INPUT_STANDS,
        /** Something that it needs fails without the bumps too. */
        INPUT_PREEXISTING,
        /** The wave goes on without something that it needs. */
        INPUT_EXCLUDED,
        /** What stood before it is under way again. */
        INPUT_RESUMED,
        /** An agent builds it. */
        STARTED,
        /** An agent builds it again after a failure. */
        RETRY_STARTED,
        /** It was built. */
        BUILT,
        /** It failed, which may still be chance. */
        FAILED,
        /** With the bumps, it failed so often that it is no chance, or for the last time that it is tried. */
        FAILED_AGAIN,
        /** Without the bumps, it failed as it does with them, or as often. */
        FAILED_UNBUMPED,
        /** The set says that it is not to be built. */
        REFUSED,
        /** No agent fits, or the farm failed too often. */
        NOBODY_FITS,
        /** No agent fits, and the wave is not to wait for one. */
        NOBODY_AWAITED,
        /** With some of the bumps, it failed as it does with all of them, or for the last time that it is tried. */
        FAILED_PROBED,
        /** Without the bumps it is built, and one of them reaches it, or no probe can be made. */
        BASELINE_GOOD,
        /** Without the bumps it is built, and several of them reach it. */
        SEVERAL_SUSPECTED,
        /** It is known which of the bumps break it, as far as probes can tell. */
        CULPRIT_FOUND,
        /** Without the bumps it is built, from the very same inputs: the failures were chance. */
        BASELINE_IDENTICAL,
        /** Without the bumps it fails too. */
        BASELINE_BAD,
        /** The wave goes on without what would judge it. */
        BASELINE_EXCLUDED,
        /** The set has it only with the bumps: it cannot have been broken before. */
        NO_BASELINE,
        /** It cannot be found out what it does without the bumps. */
        BASELINE_STANDS,
        /** What kept the baseline from being built is under way again. */
        BASELINE_RESUMED,
        /** What it was to be built from is not in the artifact store any more. */
        INPUT_LOST,
        /** What it was built to is not in the artifact store any more. */
        OUTPUT_LOST,
        /** A person said that it is to be built again. */
        RETRIED,
        /** A person said that the wave is to go on without it. */
        GIVEN_UP,
        /** A person gave its wave up. */
        WAVE_ABANDONED
    }

    /** One row: in this state, this leads to that one. */
    public record Row(JobState from, Trigger trigger, JobState to) {}

    private static final List<Row> ROWS = List.of(
            new Row(DORMANT, Trigger.WANTED, PENDING),
            new Row(DORMANT, Trigger.REFUSED, EXCLUDED),
            new Row(PENDING, Trigger.INPUTS_READY, READY),
            new Row(PENDING, Trigger.INPUTS_UNCHANGED, UNCHANGED),
            new Row(PENDING, Trigger.INPUT_STANDS, BLOCKED),
            new Row(PENDING, Trigger.INPUT_PREEXISTING, PREEXISTING),
            new Row(PENDING, Trigger.INPUT_EXCLUDED, EXCLUDED),
            new Row(PENDING, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(READY, Trigger.STARTED, RUNNING),
            new Row(READY, Trigger.RETRY_STARTED, CONFIRMING),
            new Row(READY, Trigger.BUILT, SUCCEEDED),
            new Row(READY, Trigger.FAILED, CONFIRMING),
            new Row(READY, Trigger.REFUSED, EXCLUDED),
            new Row(READY, Trigger.NOBODY_FITS, STUCK),
            new Row(READY, Trigger.NOBODY_AWAITED, EXCLUDED),
            new Row(READY, Trigger.INPUT_LOST, PENDING),
            new Row(READY, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(RUNNING, Trigger.BUILT, SUCCEEDED),
            new Row(RUNNING, Trigger.FAILED, CONFIRMING),
            new Row(RUNNING, Trigger.FAILED_UNBUMPED, PREEXISTING),
            new Row(RUNNING, Trigger.FAILED_PROBED, REGRESSED),
            new Row(RUNNING, Trigger.REFUSED, EXCLUDED),
            new Row(RUNNING, Trigger.NOBODY_FITS, STUCK),
            new Row(RUNNING, Trigger.NOBODY_AWAITED, EXCLUDED),
            new Row(RUNNING, Trigger.INPUT_LOST, PENDING),
            new Row(RUNNING, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(CONFIRMING, Trigger.BUILT, SUCCEEDED),
            new Row(CONFIRMING, Trigger.FAILED, CONFIRMING),
            new Row(CONFIRMING, Trigger.FAILED_AGAIN, JUDGING),
            new Row(CONFIRMING, Trigger.FAILED_UNBUMPED, PREEXISTING),
            new Row(CONFIRMING, Trigger.FAILED_PROBED, REGRESSED),
            new Row(CONFIRMING, Trigger.REFUSED, EXCLUDED),
            new Row(CONFIRMING, Trigger.NOBODY_FITS, STUCK),
            new Row(CONFIRMING, Trigger.NOBODY_AWAITED, EXCLUDED),
            new Row(CONFIRMING, Trigger.INPUT_LOST, PENDING),
            new Row(CONFIRMING, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(JUDGING, Trigger.BASELINE_GOOD, REGRESSED),
            new Row(JUDGING, Trigger.SEVERAL_SUSPECTED, BISECTING),
            new Row(JUDGING, Trigger.BASELINE_IDENTICAL, SUCCEEDED),
            new Row(JUDGING, Trigger.BASELINE_BAD, PREEXISTING),
            new Row(JUDGING, Trigger.BASELINE_EXCLUDED, EXCLUDED),
            new Row(JUDGING, Trigger.NO_BASELINE, REGRESSED),
            new Row(JUDGING, Trigger.BASELINE_STANDS, STUCK),
            new Row(JUDGING, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(BISECTING, Trigger.CULPRIT_FOUND, REGRESSED),
            new Row(BISECTING, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(SUCCEEDED, Trigger.OUTPUT_LOST, PENDING),
            new Row(UNCHANGED, Trigger.OUTPUT_LOST, PENDING),
            new Row(REGRESSED, Trigger.RETRIED, PENDING),
            new Row(REGRESSED, Trigger.GIVEN_UP, EXCLUDED),
            new Row(REGRESSED, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(BLOCKED, Trigger.INPUT_STANDS, BLOCKED),
            new Row(BLOCKED, Trigger.INPUT_RESUMED, PENDING),
            new Row(BLOCKED, Trigger.INPUT_PREEXISTING, PREEXISTING),
            new Row(BLOCKED, Trigger.INPUT_EXCLUDED, EXCLUDED),
            new Row(BLOCKED, Trigger.GIVEN_UP, EXCLUDED),
            new Row(BLOCKED, Trigger.WAVE_ABANDONED, CANCELLED),
            new Row(STUCK, Trigger.BASELINE_RESUMED, JUDGING),
            new Row(STUCK, Trigger.STARTED, RUNNING),
            new Row(STUCK, Trigger.RETRY_STARTED, CONFIRMING),
            new Row(STUCK, Trigger.BUILT, SUCCEEDED),
            new Row(STUCK, Trigger.RETRIED, PENDING),
            new Row(STUCK, Trigger.GIVEN_UP, EXCLUDED),
            new Row(STUCK, Trigger.WAVE_ABANDONED, CANCELLED));

    private static final Map<JobState, Map<Trigger, Row>> TABLE = table();

    private JobLifecycle() {}

    private static Map<JobState, Map<Trigger, Row>> table() {
        Map<JobState, Map<Trigger, Row>> table = new EnumMap<>(JobState.class);
        for (JobState state : JobState.values()) {
            table.put(state, new EnumMap<>(Trigger.class));
        }
        ROWS.forEach(row -> table.getOrDefault(row.from(), Map.of()).put(row.trigger(), row));
        return table;
    }

    /** The table, ordered by state, then trigger. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The row that a trigger takes; null when it does not concern a job in this state. */
    static @Nullable Row row(JobState from, Trigger trigger) {
        Map<Trigger, Row> rows = TABLE.get(from);
        return rows == null ? null : rows.get(trigger);
    }
}
