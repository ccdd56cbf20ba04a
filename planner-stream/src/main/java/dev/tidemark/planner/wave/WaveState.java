package dev.tidemark.planner.wave;

/** Where a wave stands. */
public enum WaveState {
    /** Its bumps are being applied to the set, and the set evaluated with them. */
    PREPARING,
    /** Jobs are still to be settled. */
    OPEN,
    /** A person stopped it: what was asked for before goes on, nothing else is asked for. */
    PAUSED,
    /** A record for it could not be decided, or too much of it failed: a person has to look. */
    HALTED,
    /** Nothing is left to run and something stands. */
    RED,
    /** Every job is settled and nothing stands. */
    GREEN,
    /** A person gave it up. */
    ABANDONED;

    /** Whether nothing can become of it any more. */
    public boolean isOver() {
        return this == GREEN || this == ABANDONED;
    }
}
