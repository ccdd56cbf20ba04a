package dev.tidemark.agent.build;

/** What went wrong with a build. The contract's enumeration of the same name says what each means. */
public enum FailureKind {
    AGENT_FAULT,
    INPUT_LOST,
    BUILD_FAILED,
    TEST_FAILED,
    LOG_LIMIT,
    OUTPUT_LIMIT,
    TIMED_OUT,
    SILENT,
    OUT_OF_MEMORY,
    REFUSED,
    PIN_CONFLICT,
    EVALUATION_FAILED,
    FETCH_FAILED,
    HASH_MISMATCH
}
