package dev.tidemark.planner.wave;

/** Where a wave stands. */
public enum WaveState {
    /** Jobs are still to be settled. */
    OPEN,
    /** A record for it could not be decided. */
    HALTED,
    /** Nothing is left to run and something stands. */
    RED,
    /** Every job is settled and nothing stands. */
    GREEN
}
