package dev.tidemark.planner.wave;

/** A job's state. What leads from one to another: {@link JobLifecycle}. */
public enum JobState {
    /** A job without the bumps, or with some of them, that nobody wants (yet). Not shown to anybody. */
    DORMANT(Kind.UNWANTED),
    /** Waits for its dependencies. */
    PENDING(Kind.ACTIVE),
    /** Released; waits for an agent. */
    READY(Kind.ACTIVE),
    /** Being built. */
    RUNNING(Kind.ACTIVE),
    /** It failed and is tried again. */
    CONFIRMING(Kind.ACTIVE),
    /** It failed every time; its baseline is awaited. */
    JUDGING(Kind.ACTIVE),
    /** Without the bumps it is built; probes are to tell which of them break it. */
    BISECTING(Kind.ACTIVE),
    /** Built. */
    SUCCEEDED(Kind.FINAL),
    /** All that it reads is its baseline's, and so is its output: nothing was built. */
    UNCHANGED(Kind.FINAL),
    /** Fails, or cannot be built, without the bumps too. */
    PREEXISTING(Kind.FINAL),
    /** The wave goes on without it and what needs it. */
    EXCLUDED(Kind.FINAL),
    /** Its wave was abandoned before it was settled. */
    CANCELLED(Kind.FINAL),
    /** The wave broke it. */
    REGRESSED(Kind.STANDING),
    /** Needs a job that stands. */
    BLOCKED(Kind.STANDING),
    /** No agent fits, or the farm failed too often. */
    STUCK(Kind.STANDING);

    private enum Kind {
        UNWANTED,
        ACTIVE,
        FINAL,
        STANDING
    }

    private final Kind kind;

    JobState(Kind kind) {
        this.kind = kind;
    }

    /** Something is still to happen without anybody's answer. */
    public boolean isActive() {
        return kind == Kind.ACTIVE;
    }

    /** Stands until somebody answers or an agent that fits appears. */
    public boolean isStanding() {
        return kind == Kind.STANDING;
    }

    /** Nothing happens to it any more, unless the artifact store loses what it was built to. */
    public boolean isFinal() {
        return kind == Kind.FINAL;
    }

    /** There is an output that dependents can be built from. */
    boolean hasOutput() {
        return this == SUCCEEDED || this == UNCHANGED;
    }

    /** An agent may have been asked to build it; where none was yet, the status says that it is owed. */
    boolean isUnderWay() {
        return this == READY || this == RUNNING || this == CONFIRMING;
    }
}
