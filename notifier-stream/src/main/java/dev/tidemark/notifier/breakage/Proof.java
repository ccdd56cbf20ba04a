package dev.tidemark.notifier.breakage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job failed with the bump, and that it does not without.
 *
 * @param kind the kind of failure
 * @param message one sentence
 * @param logTail the log's last lines
 * @param logHash the whole log in the artifact store; null when none was kept
 * @param fingerprint equal for equal causes
 * @param agent where it failed last
 * @param phase what the recipe was doing, in its own word; empty when it did not say
 * @param tries how often it was tried
 * @param baselineOutputHash the output that it has without the bump
 */
public record Proof(
        String kind,
        String message,
        List<String> logTail,
        @Nullable String logHash,
        String fingerprint,
        String agent,
        String phase,
        int tries,
        String baselineOutputHash) {

    public Proof {
        logTail = List.copyOf(logTail);
    }
}
