package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.List;

/**
 * A job as it was when its wave was planned; never changes.
 *
 * @param id the job
 * @param version the version that is built
 * @param trust the domain that it is built in
 * @param recipeDigest its recipe and all that it reads of its own
 * @param features what an agent must have
 * @param maintainers handles, in the set's order
 * @param expectedSeconds how long its build is expected to take; kept with the precision of a float
 * @param failureChance how likely the package fails it, between 0 and 1; kept with the precision of a float
 * @param flakeScore how likely it fails by chance; kept with the precision of floats
 * @param sentinel whether it tests what is bumped, so that it and what leads to it go first
 * @param refusal why the set says that it is not to be built; empty when it is
 */
public record FrozenJob(
        JobId id,
        String version,
        TrustDomain trust,
        Sha256 recipeDigest,
        List<String> features,
        List<String> maintainers,
        double expectedSeconds,
        double failureChance,
        FlakeScore flakeScore,
        boolean sentinel,
        String refusal) {

    public FrozenJob {
        features = List.copyOf(features);
        maintainers = List.copyOf(maintainers);
    }

    /** The same in another variant. */
    FrozenJob as(JobId other) {
        return new FrozenJob(
                other,
                version,
                trust,
                recipeDigest,
                features,
                maintainers,
                expectedSeconds,
                failureChance,
                flakeScore,
                false,
                refusal);
    }

    /** The same in another domain. */
    FrozenJob in(TrustDomain domain) {
        return domain == trust
                ? this
                : new FrozenJob(
                        id,
                        version,
                        domain,
                        recipeDigest,
                        features,
                        maintainers,
                        expectedSeconds,
                        failureChance,
                        flakeScore,
                        sentinel,
                        refusal);
    }
}
