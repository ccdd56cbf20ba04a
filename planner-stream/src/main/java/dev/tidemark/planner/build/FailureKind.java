package dev.tidemark.planner.build;

/** How a build failed, and whose doing that is. */
public enum FailureKind {
    AGENT_FAULT(Cause.FARM),
    INPUT_LOST(Cause.FARM),
    BUILD_FAILED(Cause.PACKAGE),
    TEST_FAILED(Cause.PACKAGE),
    LOG_LIMIT(Cause.PACKAGE),
    OUTPUT_LIMIT(Cause.PACKAGE),
    EVALUATION_FAILED(Cause.PACKAGE),
    HASH_MISMATCH(Cause.PACKAGE),
    /** The set's own, like REFUSED, but with the bumps it may be new: somebody has to mend it, so it is judged. */
    PIN_CONFLICT(Cause.PACKAGE),
    TIMED_OUT(Cause.EITHER),
    SILENT(Cause.EITHER),
    OUT_OF_MEMORY(Cause.EITHER),
    FETCH_FAILED(Cause.EITHER),
    REFUSED(Cause.SET);

    /** Whose doing a failure is. */
    public enum Cause {
        /** An agent or its surroundings: retried elsewhere, or once lost inputs are there again; never told to a maintainer. */
        FARM,
        /** The package. */
        PACKAGE,
        /** First retried as the farm's, then judged as the package's. */
        EITHER,
        /** The set, which says that the package is not to be built: no failure. */
        SET
    }

    private final Cause cause;

    FailureKind(Cause cause) {
        this.cause = cause;
    }

    public Cause cause() {
        return cause;
    }
}
