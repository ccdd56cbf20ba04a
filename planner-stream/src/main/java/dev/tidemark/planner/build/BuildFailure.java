package dev.tidemark.planner.build;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure and its proof.
 *
 * @param kind what kind of failure
 * @param message one sentence
 * @param logTail the log's last lines, in order
 * @param logHash the whole log in the artifact store; null when none was kept
 * @param fingerprint equal for equal causes
 * @param agent where it happened
 * @param phase what the recipe was doing, in its own word; empty when it did not say
 * @param causeLines the log's lines that the fingerprint was made of, in order; empty where the message is the cause
 * @param lostInputs of INPUT_LOST: attributes of the inputs that could not be read back, in order; empty otherwise
 */
public record BuildFailure(
        FailureKind kind,
        String message,
        List<String> logTail,
        @Nullable Sha256 logHash,
        String fingerprint,
        String agent,
        String phase,
        List<String> causeLines,
        List<String> lostInputs) {

    public BuildFailure {
        logTail = List.copyOf(logTail);
        causeLines = List.copyOf(causeLines);
        lostInputs = List.copyOf(lostInputs);
    }

    /** The same of other inputs. */
    public BuildFailure naming(List<String> inputs) {
        return new BuildFailure(kind, message, logTail, logHash, fingerprint, agent, phase, causeLines, inputs);
    }

    /** The same in other words. */
    public BuildFailure saying(String other) {
        return new BuildFailure(kind, other, logTail, logHash, fingerprint, agent, phase, causeLines, lostInputs);
    }

    /** One that did not happen in a recipe. */
    public BuildFailure(
            FailureKind kind,
            String message,
            List<String> logTail,
            @Nullable Sha256 logHash,
            String fingerprint,
            String agent) {
        this(kind, message, logTail, logHash, fingerprint, agent, "", List.of(), List.of());
    }
}
