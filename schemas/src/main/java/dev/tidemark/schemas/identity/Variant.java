package dev.tidemark.schemas.identity;

/** Which of a wave's worlds a job belongs to. */
public enum Variant {
    /** With the wave's bumps applied. */
    WAVE,
    /** Without them. */
    BASELINE,
    /** With some of them: which, {@link JobId#probe} says. */
    PROBE
}
