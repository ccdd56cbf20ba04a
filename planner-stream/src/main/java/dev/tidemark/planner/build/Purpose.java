package dev.tidemark.planner.build;

/** Why a build is asked for. */
public enum Purpose {
    /** The job itself, in its wave, for the first time. */
    BUILD,
    /** A dependency outside the wave's changes, whose output is not there yet. */
    INPUT,
    /** Again, because the farm failed and not the package. */
    INFRA_RETRY,
    /** Again, to tell a flake from a failure. */
    CONFIRM,
    /** Without the bumps, to tell what they broke from what was broken before. */
    BASELINE,
    /** Again, because a person said so. */
    RETRY,
    /** The set with a wave's bumps applied, and evaluated: before any job of the wave. */
    PREPARE,
    /** With some of the bumps, to tell which of them breaks it. */
    PROBE,
    /** Again, because the artifact store has lost what it had been built to. */
    RESTORE,
    /** A source that jobs are built with: before any of them, and once however many they are. */
    FETCH
}
