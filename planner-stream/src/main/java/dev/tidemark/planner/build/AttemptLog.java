package dev.tidemark.planner.build;

import dev.tidemark.schemas.identity.Sha256;
import java.util.Optional;

/**
 * The whole log of an attempt that failed.
 *
 * @param kind how it failed
 * @param agent where
 * @param logHash the log in the artifact store
 */
public record AttemptLog(FailureKind kind, String agent, Sha256 logHash) {

    /** Of a failure; empty where no log of it was kept. */
    public static Optional<AttemptLog> of(BuildFailure failure) {
        return Optional.ofNullable(failure.logHash())
                .map(hash -> new AttemptLog(failure.kind(), failure.agent(), hash));
    }
}
