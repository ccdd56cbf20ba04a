package dev.tidemark.planner.admit;

/** Why a bump is not taken up yet. The first group is HELD until something or somebody changes, the second WAITING: its time comes. */
public enum Obstacle {
    /** The set has no graph. */
    NO_GRAPH,
    /** The set's graph has no such package, or has it no more. */
    NO_PACKAGE,
    /** It changes nothing: the set has that version, or a newer one. */
    NOT_NEWER,
    /** It goes to a prerelease, from what is none. */
    PRERELEASE,
    /** It says SECURITY without advisories, or in the name of somebody who may not. */
    NOT_ENTITLED,
    /** The policy holds the package. */
    ON_HOLD,
    /** The policy excludes the package. */
    EXCLUDED,
    /** The wave that carried it was abandoned. */
    ABANDONED,
    /** It is too fresh. */
    AGE,
    /** Its package had a wave not long ago. */
    CADENCE,
    /** A wave that runs carries its package. */
    RUNNING,
    /** The set's waves have cost as much as they may in a week. */
    BUDGET,
    /** It waits for those that it goes together with. */
    GROUP,
    /** It rebuilds much, and so does a wave that runs. */
    HEAVYWEIGHT,
    /** It waits for others to share a wave with. */
    BATCH;

    /** Whether it is WAITING; HELD if not. */
    public boolean passes() {
        return switch (this) {
            case NO_GRAPH, NO_PACKAGE, NOT_NEWER, PRERELEASE, NOT_ENTITLED, ON_HOLD, EXCLUDED, ABANDONED -> false;
            case AGE, CADENCE, RUNNING, BUDGET, GROUP, HEAVYWEIGHT, BATCH -> true;
        };
    }
}
