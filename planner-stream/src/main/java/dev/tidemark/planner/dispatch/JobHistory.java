package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.FailureChance;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Duration;

/**
 * How a package's builds in a pool go: how long those take that succeed, as mean and variance of the natural logarithm of
 * their seconds, and how likely one fails. Each of the first eight builds weighs as much as the others; from then on the newest
 * weighs an eighth, so that what a package has become is learnt and what it was is forgotten. Once five are known, one that lies
 * further out than three standard deviations counts as if it lay there. Successes and failures fade more slowly: times change
 * with a version, and failures are too rare to be learnt from eight builds ({@link FailureChance}). A package that moves to
 * another pool, of the same system and another trust domain, begins anew there: other agents build it.
 *
 * @param packageId the package
 * @param builds how many builds the times were learnt from; 0 while none has succeeded
 * @param mean of the logarithm; 0 while none has succeeded
 * @param variance of the logarithm; 0 after one build
 * @param successes builds that succeeded, faded by each further end
 * @param failures builds that the package failed, faded by each further end
 * @param flakes those of the failures that were chance, faded by each further end
 * @param memoryAbove a machine with so much memory, in bytes, was too small where a larger one was not; 0 when none was
 */
public record JobHistory(
        PackageId packageId,
        int builds,
        double mean,
        double variance,
        double successes,
        double failures,
        double flakes,
        long memoryAbove) {

    /** How many builds are weighed equally before the old ones are forgotten. */
    static final int REMEMBERED = 8;

    private static final double MILLIS_A_SECOND = 1000;
    private static final int KNOWN = 5;
    private static final double SIGMAS = 3;
    /** Else what always took equally long could never become slower. */
    private static final double LEAST_SIGMA = 0.25;

    /** @throws IllegalArgumentException for figures that no builds can have */
    public JobHistory {
        if (builds < 0 || !Double.isFinite(mean) || !(variance >= 0) || !Double.isFinite(variance)) {
            throw new IllegalArgumentException("no %d builds of %s take exp(%s) seconds with a variance of %s"
                    .formatted(builds, packageId, mean, variance));
        }
        if (!(successes >= 0)
                || !(failures >= 0)
                || !(flakes >= 0)
                || !Double.isFinite(successes + failures + flakes)
                || memoryAbove < 0) {
            throw new IllegalArgumentException(
                    "%s builds of %s cannot succeed and %s fail, %s of them by chance, %d bytes being too few"
                            .formatted(successes, packageId, failures, flakes, memoryAbove));
        }
    }

    /** Nothing is known of a package. */
    public static JobHistory none(PackageId of) {
        return new JobHistory(of, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * With one more build that succeeded; Welford's rule, with a weight that stops to shrink.
     *
     * @param took at least 0; what is less than a millisecond counts as one
     */
    public JobHistory built(Duration took) {
        double logarithm = within(Math.log(Math.max(1, took.toMillis()) / MILLIS_A_SECOND));
        int now = builds + 1;
        double weight = 1.0 / Math.min(now, REMEMBERED);
        double apart = logarithm - mean;
        return new JobHistory(
                packageId,
                now,
                mean + weight * apart,
                (1 - weight) * (variance + weight * apart * apart),
                FailureChance.faded(successes) + 1,
                FailureChance.faded(failures),
                FailureChance.faded(flakes),
                memoryAbove);
    }

    /** With so many failures that were chance: what failed was built when it was tried again with the same inputs. */
    JobHistory flaked(int times) {
        return new JobHistory(packageId, builds, mean, variance, successes, failures, flakes + times, memoryAbove);
    }

    /** With one more build that the package failed. */
    public JobHistory failed() {
        return new JobHistory(
                packageId,
                builds,
                mean,
                variance,
                FailureChance.faded(successes),
                FailureChance.faded(failures) + 1,
                FailureChance.faded(flakes),
                memoryAbove);
    }

    JobHistory needing(long moreThan) {
        return new JobHistory(packageId, builds, mean, variance, successes, failures, flakes, moreThan);
    }

    private double within(double logarithm) {
        if (builds < KNOWN) {
            return logarithm;
        }
        double far = SIGMAS * Math.max(LEAST_SIGMA, Math.sqrt(variance));
        return Math.min(mean + far, Math.max(mean - far, logarithm));
    }

    /** How likely the next build fails, between 0 and 1. */
    public double failureChance() {
        return FailureChance.of(successes, failures);
    }

    /** How long the next build takes, on average; the mean of the log-normal distribution. */
    double expectedSeconds() {
        return Math.exp(mean + variance / 2);
    }
}
