package dev.tidemark.workspace;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.List;

/**
 * A job as a set's own evaluation has it: a WAVE job that bumps change, or a BASELINE job that one of those is built from or
 * judged by.
 *
 * @param id the job
 * @param version the version that is built
 * @param trust the domain that it asks for itself
 * @param recipeDigest its recipe and all that it reads of its own
 * @param features what an agent must have, in alphabetical order
 * @param maintainers handles, in the set's order
 * @param sentinel whether it tests what is bumped
 * @param refusal why the set says that it is not to be built; empty when it is
 * @param needs the jobs that it is built from, ordered; without cycles
 */
public record EvaluatedJob(
        JobId id,
        String version,
        TrustDomain trust,
        Sha256 recipeDigest,
        List<String> features,
        List<String> maintainers,
        boolean sentinel,
        String refusal,
        List<JobId> needs) {

    public EvaluatedJob {
        features = List.copyOf(features);
        maintainers = List.copyOf(maintainers);
        needs = List.copyOf(needs);
    }
}
