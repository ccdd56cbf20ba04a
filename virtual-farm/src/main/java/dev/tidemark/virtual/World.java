package dev.tidemark.virtual;

import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a build: how long it takes and how it ends. The same question gives the same answer. Safe for any thread.
 */
interface World {

    /**
     * How a try fails.
     *
     * @param fingerprint equal for equal causes
     */
    record Failed(FailureKind kind, String fingerprint) {}

    /** What is known of how long builds take. */
    BuildTimes times();

    /** How long this try takes. */
    long millis(BuildSpec spec, String attempt);

    /** How this try of a build fails; empty when it does not. */
    Optional<Failed> failure(BuildSpec spec, String attempt);

    /** Which of its inputs this try does not find in the artifact store, once it fails of that. */
    List<String> lost(BuildSpec spec, String attempt);

    /** Whether something that is so likely is the case of something. */
    boolean happens(String what, String of, double chance);

    /** What is made of it. */
    Sha256 output(BuildSpec spec);

    /** Whether a package could be built as it was before the story begins, if all that it needs could. */
    default boolean wasBuilt(String attribute) {
        return true;
    }
}
