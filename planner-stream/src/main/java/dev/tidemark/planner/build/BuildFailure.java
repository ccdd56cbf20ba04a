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
 */
public record BuildFailure(
        FailureKind kind,
        String message,
        List<String> logTail,
        @Nullable Sha256 logHash,
        String fingerprint,
        String agent) {

    public BuildFailure {
        logTail = List.copyOf(logTail);
    }
}
