package dev.tidemark.graph;

/**
 * The set itself says that a package is not to be built.
 *
 * @param kind why
 * @param reason what the set says, for a person
 */
public record Refusal(Kind kind, String reason) {

    /** Why. */
    public enum Kind {
        BROKEN,
        INSECURE,
        /** Not for this system, or not for this interpreter. */
        UNSUPPORTED,
        EVALUATION_FAILED
    }
}
