package dev.tidemark.graph.impact;

/**
 * How long one build takes, as a log-normal distribution of seconds: builds of packages are distributed so (Nussbaum, "Rebuilding
 * Debian using distributed computing", 2006).
 *
 * @param mu mean of the logarithm
 * @param sigma standard deviation of the logarithm; 0 when it always takes equally long
 * @param builds how many builds it was learnt from; 0 when it was assumed
 */
public record BuildTime(double mu, double sigma, int builds) {

    /** Where nothing was learnt: a rebuild of 10,052 packages of Debian, mean 79 s, median 27 s (Nussbaum 2006). */
    public static final BuildTime ASSUMED = new BuildTime(3.30, 1.46, 0);

    private static final double SHORTEST = 1e-6;
    private static final double LONGEST = 366 * 86_400.0;

    /** With a single build nothing is known of the spread; a factor of two either way is taken as one standard deviation. */
    private static final double UNKNOWN_SIGMA = Math.log(2);

    /** @throws IllegalArgumentException for figures that no builds can have */
    public BuildTime {
        double mean = Math.exp(mu + sigma * sigma / 2);
        if (!(sigma >= 0) || !(mean >= SHORTEST && mean <= LONGEST) || builds < 0) {
            throw new IllegalArgumentException(
                    "no build takes %s s: a microsecond is the least, a year the most".formatted(mean));
        }
    }

    /**
     * Learnt from builds of a known average.
     *
     * @param seconds on average, more than 0
     * @param builds how many, at least one
     */
    public static BuildTime learnt(double seconds, int builds) {
        if (!(seconds > 0) || builds < 1) {
            throw new IllegalArgumentException("%d builds of %s s teach nothing".formatted(builds, seconds));
        }
        return new BuildTime(Math.log(seconds) - UNKNOWN_SIGMA * UNKNOWN_SIGMA / 2, UNKNOWN_SIGMA, builds);
    }

    /**
     * Learnt from builds, of whose seconds the logarithms are known. One build more is imagined that lies as far from the mean
     * as anybody would guess, so that few builds that happened to take equally long are not taken for a law.
     *
     * @param mean of the natural logarithm of their seconds
     * @param variance of the same
     * @param builds how many, at least one
     * @throws IllegalArgumentException for figures that no builds can have
     */
    public static BuildTime ofLogarithms(double mean, double variance, int builds) {
        if (builds < 1 || !(variance >= 0)) {
            throw new IllegalArgumentException(
                    "%d builds whose logarithms vary by %s teach nothing".formatted(builds, variance));
        }
        return new BuildTime(mean, Math.sqrt(variance + UNKNOWN_SIGMA * UNKNOWN_SIGMA / builds), builds);
    }

    /** Whether it was learnt from builds, not assumed. */
    public boolean isLearnt() {
        return builds > 0;
    }

    /** The mean, in seconds. */
    public double seconds() {
        return Math.exp(mu + sigma * sigma / 2);
    }
}
