package dev.tidemark.notifier.breakage;

import org.jspecify.annotations.Nullable;

/** What a job's state means for breakages. */
public enum JobStanding {
    /** The wave broke it. */
    REGRESSED,
    /** It needs jobs that stand. */
    BLOCKED,
    /** Nothing is known yet, or only operators need to know. */
    OPEN,
    /** It came to an outcome. */
    SETTLED;

    /** Whether it stands, and so is remembered until it stands no more. */
    public boolean stands() {
        return this == REGRESSED || this == BLOCKED;
    }

    /**
     * Whether its set's breakages need to hear of it.
     *
     * @param before what the set heard last of a job that stood; null when it did not stand
     */
    public boolean isNews(@Nullable JobStanding before) {
        return this != OPEN || before != null;
    }
}
