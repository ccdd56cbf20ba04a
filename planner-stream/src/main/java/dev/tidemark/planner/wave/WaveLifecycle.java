package dev.tidemark.planner.wave;

import static dev.tidemark.planner.wave.WaveState.ABANDONED;
import static dev.tidemark.planner.wave.WaveState.GREEN;
import static dev.tidemark.planner.wave.WaveState.HALTED;
import static dev.tidemark.planner.wave.WaveState.OPEN;
import static dev.tidemark.planner.wave.WaveState.PAUSED;
import static dev.tidemark.planner.wave.WaveState.PREPARING;
import static dev.tidemark.planner.wave.WaveState.RED;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wave's states as a table. What is not in it does not happen; docs/job-lifecycle.md is generated from it. */
public final class WaveLifecycle {

    /** What can befall a wave. */
    public enum Trigger {
        /** The set's evaluation was frozen, or the workspace that was lost is there again. */
        PREPARED,
        /** Its bumps cannot be applied, or the farm failed to. */
        PREPARATION_FAILED,
        /** A person wants it to go on, and it is not prepared yet, or its workspace is lost. */
        RESUMED_UNPREPARED,
        /** A person wants nothing new asked for. */
        PAUSED_BY_PERSON,
        /** A person wants it to go on. */
        RESUMED_BY_PERSON,
        /** A person gave it up. */
        ABANDONED_BY_PERSON,
        /** Too many of its first jobs failed. */
        TOO_MANY_FAILED,
        /** It took the hours that the policy gives it. */
        HOURS_SPENT,
        /** The artifact store has lost its workspace: it is prepared again. */
        WORKSPACE_LOST,
        /** What it was made of does not make the workspace that was lost, or it is lost again and again. */
        WORKSPACE_NOT_RESTORED,
        /** A record for it could not be decided. */
        UNDECIDABLE,
        /** Something is to happen without anybody's answer. */
        UNDER_WAY,
        /** Nothing is left to run and something stands. */
        LEFT_STANDING,
        /** Nothing is left to run and nothing stands. */
        ALL_SETTLED
    }

    /** One row: in this state, this leads to that one. */
    public record Row(WaveState from, Trigger trigger, WaveState to) {}

    private static final List<Row> ROWS = List.of(
            new Row(PREPARING, Trigger.PREPARED, OPEN),
            new Row(PREPARING, Trigger.PREPARATION_FAILED, RED),
            new Row(PREPARING, Trigger.PAUSED_BY_PERSON, PAUSED),
            new Row(PREPARING, Trigger.ABANDONED_BY_PERSON, ABANDONED),
            new Row(PREPARING, Trigger.WORKSPACE_NOT_RESTORED, HALTED),
            new Row(PREPARING, Trigger.UNDECIDABLE, HALTED),
            new Row(OPEN, Trigger.PAUSED_BY_PERSON, PAUSED),
            new Row(OPEN, Trigger.ABANDONED_BY_PERSON, ABANDONED),
            new Row(OPEN, Trigger.TOO_MANY_FAILED, HALTED),
            new Row(OPEN, Trigger.HOURS_SPENT, HALTED),
            new Row(OPEN, Trigger.WORKSPACE_LOST, PREPARING),
            new Row(OPEN, Trigger.UNDECIDABLE, HALTED),
            new Row(OPEN, Trigger.LEFT_STANDING, RED),
            new Row(OPEN, Trigger.ALL_SETTLED, GREEN),
            new Row(PAUSED, Trigger.RESUMED_UNPREPARED, PREPARING),
            new Row(PAUSED, Trigger.RESUMED_BY_PERSON, OPEN),
            new Row(PAUSED, Trigger.ABANDONED_BY_PERSON, ABANDONED),
            new Row(PAUSED, Trigger.UNDECIDABLE, HALTED),
            new Row(HALTED, Trigger.RESUMED_UNPREPARED, PREPARING),
            new Row(HALTED, Trigger.RESUMED_BY_PERSON, OPEN),
            new Row(HALTED, Trigger.ABANDONED_BY_PERSON, ABANDONED),
            new Row(HALTED, Trigger.UNDECIDABLE, HALTED),
            new Row(RED, Trigger.RESUMED_UNPREPARED, PREPARING),
            new Row(RED, Trigger.ABANDONED_BY_PERSON, ABANDONED),
            new Row(RED, Trigger.UNDECIDABLE, HALTED),
            new Row(RED, Trigger.UNDER_WAY, OPEN),
            new Row(RED, Trigger.ALL_SETTLED, GREEN));

    private WaveLifecycle() {}

    /** The table, ordered by state, then trigger. */
    public static List<Row> rows() {
        return ROWS;
    }

    /** The row that a trigger takes; null when it does not concern a wave in this state. */
    static @Nullable Row row(WaveState from, Trigger trigger) {
        for (Row row : ROWS) {
            if (row.from() == from && row.trigger() == trigger) {
                return row;
            }
        }
        return null;
    }
}
