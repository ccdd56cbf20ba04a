package dev.tidemark.planner.build;

/**
 * How likely a package fails a build by chance, by what became of its earlier ones: the two counts of a beta distribution. What is
 * believed of a package before anything is known of it is what its set shows, and is worth as much as {@value #BELIEVED} builds.
 *
 * <p>After some failures in a row either all of them were chance, or the wave broke the job. Bayes' rule weighs the one, by the
 * beta-binomial distribution (the mean of p&#8319; over what p may be), against the other, which befalls one job in fifty.
 * Counts fade as in {@link FailureChance}.
 *
 * @param flakes builds that failed by chance, with what is believed beforehand; more than 0
 * @param steady builds that did not, with what is believed beforehand; more than 0
 */
public record FlakeScore(double flakes, double steady) {

    /** However flaky a package is, a failure is tried so often in all. */
    public static final int MOST_TRIES = 4;

    private static final int BELIEVED = 20;
    /** A first failure may be its agent's, whatever is known of the package. */
    private static final int LEAST_TRIES = 2;
    /** Chance that is left out of account. */
    private static final double NEGLIGIBLE = 0.01;
    /** How many jobs of a wave it breaks. */
    private static final double BROKEN = 0.02;
    /** Of its earlier builds: what fails more often, chance apart, is broken as a rule. */
    private static final double MOSTLY = 0.5;

    /** For who has learnt nothing of a set: one build in five hundred fails by chance. */
    private static final double SHARE_OF_A_SET = 0.002;
    /** What is believed of a set beforehand is worth as much as so many of its builds. */
    private static final double BELIEVED_OF_A_SET = 1000;

    /** Nothing is known of the package, nor of its set. */
    public static final FlakeScore UNKNOWN = of(SHARE_OF_A_SET, 0, 0);

    /** @throws IllegalArgumentException when a count is none */
    public FlakeScore {
        if (!(flakes > 0) || !(steady > 0) || !Double.isFinite(flakes + steady)) {
            throw new IllegalArgumentException(
                    "of a package's builds %s failed by chance and %s did not".formatted(flakes, steady));
        }
    }

    /**
     * Of a package.
     *
     * @param share what its set shows, {@link #shareOf}
     * @param flakes builds of it that failed by chance, as far as they have not faded; at least 0
     * @param successes builds of it that succeeded, as far as they have not faded; at least 0
     */
    public static FlakeScore of(double share, double flakes, double successes) {
        return new FlakeScore(flakes + BELIEVED * share, successes + BELIEVED * (1 - share));
    }

    /**
     * The share of a set's builds that fail by chance, more than 0 and less than 1.
     *
     * @param flakes builds of all its packages that failed by chance; at least 0
     * @param successes builds of all its packages that succeeded; at least 0
     */
    public static double shareOf(double flakes, double successes) {
        return (flakes + SHARE_OF_A_SET * BELIEVED_OF_A_SET) / (flakes + successes + BELIEVED_OF_A_SET);
    }

    /** So many builds succeeded at least, as far as they have not faded: what is believed beforehand may be all of the rest. */
    public double successes() {
        return Math.max(0, steady - BELIEVED);
    }

    /**
     * The share of the jobs that fail so often in a row of which all failures are chance, between 0 and 1.
     *
     * @param failures at least 1
     */
    public double chanceAfter(int failures) {
        return chanceAfter(failures, BROKEN);
    }

    private double chanceAfter(int failures, double broken) {
        double allByChance = 1;
        for (int before = 0; before < failures; before++) {
            allByChance *= (flakes + before) / (flakes + steady + before);
        }
        double sound = (1 - broken) * allByChance;
        return sound / (sound + broken);
    }

    /**
     * Whether so many failures in a row show that a package is broken without any wave's doing: most of its earlier builds failed, chance
     * apart, so that it is as likely broken as those say, and what they leave to chance is negligible.
     *
     * @param failures at least 1
     * @param failureChance how likely a build of it fails, of whatever, by its earlier ones ({@link FailureChance})
     */
    public boolean isKnownBroken(int failures, double failureChance) {
        double broken = failureChance - flakes / (flakes + steady);
        return broken > MOSTLY && chanceAfter(failures, broken) < NEGLIGIBLE;
    }

    /** How often a job is tried before its failures are not taken for chance any more: 2 to {@value #MOST_TRIES} times. */
    public int tries() {
        int tries = LEAST_TRIES;
        while (tries < MOST_TRIES && chanceAfter(tries) >= NEGLIGIBLE) {
            tries++;
        }
        return tries;
    }
}
