package dev.tidemark.agent.build;

/** What a recipe's end means. */
public sealed interface Verdict {

    /** It says that it has done its work. */
    record Done() implements Verdict {}

    /** It has not. */
    record Failed(FailureKind kind, String message) implements Verdict {}

    /** Nobody wants to know. */
    record Cancelled() implements Verdict {}
}
