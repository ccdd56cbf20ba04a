package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a package's builds in a pool take, as mean and variance of the natural logarithm of their seconds. Each of the
 * first eight builds weighs as much as the others; from then on the newest weighs an eighth, so that what a package has become
 * is learnt and what it was is forgotten. A package that moves to another pool, of the same system and another trust domain,
 * begins anew there: other agents build it.
 *
 * @param packageId the package
 * @param builds how many builds it was learnt from, at least 1
 * @param mean of the logarithm
 * @param variance of the logarithm; 0 after one build
 */
public record JobHistory(PackageId packageId, int builds, double mean, double variance) {

    /** How many builds are weighed equally before the old ones are forgotten. */
    static final int REMEMBERED = 8;

    private static final double MILLIS_A_SECOND = 1000;

    /** @throws IllegalArgumentException for figures that no builds can have */
    public JobHistory {
        if (builds < 1 || !Double.isFinite(mean) || !(variance >= 0) || !Double.isFinite(variance)) {
            throw new IllegalArgumentException("no %d builds of %s take exp(%s) seconds with a variance of %s"
                    .formatted(builds, packageId, mean, variance));
        }
    }

    /**
     * The history with one more build; Welford's rule, with a weight that stops to shrink.
     *
     * @param before empty when it is the first
     * @param took at least 0; what is less than a millisecond counts as one
     */
    static JobHistory after(Optional<JobHistory> before, PackageId built, Duration took) {
        double logarithm = Math.log(Math.max(1, took.toMillis()) / MILLIS_A_SECOND);
        return before.map(history -> history.with(logarithm)).orElseGet(() -> new JobHistory(built, 1, logarithm, 0));
    }

    private JobHistory with(double logarithm) {
        int now = builds + 1;
        double weight = 1.0 / Math.min(now, REMEMBERED);
        double apart = logarithm - mean;
        return new JobHistory(
                packageId, now, mean + weight * apart, (1 - weight) * (variance + weight * apart * apart));
    }
}
