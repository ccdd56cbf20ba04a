package dev.tidemark.virtual;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.Optional;

/** What becomes of builds in a {@link Trial}, by who knows why. */
public interface Fate {

    /**
     * How a try fails.
     *
     * @param kind whose doing it is follows from it
     * @param fingerprint what its log comes to
     */
    record Failed(FailureKind kind, String fingerprint) {}

    /**
     * How this try of a build fails; empty when it does not. Asked once a try, and of what was built before the trial never.
     *
     * @param attempt names the try
     */
    Optional<Failed> failure(BuildSpec spec, String attempt);

    /** What is made of it when it does not fail: of the same, the same. */
    Sha256 output(BuildSpec spec);

    /** Whether a package fails before anything was bumped. */
    boolean isBrokenBefore(String attribute);

    /** What a farm has learnt of a package that has built it before. */
    JobHistory history(PackageId packageId);
}
