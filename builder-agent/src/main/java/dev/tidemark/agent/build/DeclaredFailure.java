package dev.tidemark.agent.build;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a recipe itself says of its failure, with a line {@code tidemark-failure: KIND MESSAGE}. It may say what no agent can see;
 * what is the farm's doing is not for it to say.
 *
 * @param kind of failure
 * @param message one sentence; may be empty
 */
public record DeclaredFailure(FailureKind kind, String message) {

    private static final Map<String, FailureKind> KINDS = Map.of(
            "refused", FailureKind.REFUSED,
            "pin-conflict", FailureKind.PIN_CONFLICT,
            "evaluation-failed", FailureKind.EVALUATION_FAILED,
            "fetch-failed", FailureKind.FETCH_FAILED,
            "hash-mismatch", FailureKind.HASH_MISMATCH,
            "out-of-memory", FailureKind.OUT_OF_MEMORY);

    /** @param text what follows the line's mark; empty when it names no kind that a recipe may say */
    public static Optional<DeclaredFailure> parse(String text) {
        String[] words = text.strip().split("\\s+", 2);
        FailureKind kind = KINDS.get(words[0].toLowerCase(Locale.ROOT));
        return kind == null
                ? Optional.empty()
                : Optional.of(new DeclaredFailure(kind, words.length < 2 ? "" : LogTail.clean(words[1])));
    }
}
