package dev.tidemark.planner.build;

/**
 * How likely a package fails a build, by what became of its earlier ones.
 *
 * <p>What is known fades: each further build takes a 64th of it away. A package of a large set is built some thirty to sixty times a
 * year, once a staging cycle and once for each release of something that it needs, and one build in fifty fails. If counts faded by
 * an eighth, as times do, a failure would be forgotten after eight builds, and what fails once in twenty would mostly look like
 * what never fails. With a 64th the builds of about a year count, and those of three years ago hardly do.
 */
public final class FailureChance {

    /** Where nothing is known, one build in twenty fails. */
    public static final double UNKNOWN = 0.05;

    private static final double FADES = 1.0 / 64;
    /** What is believed beforehand is worth as much as so many builds. */
    private static final double BELIEVED = 2;

    private FailureChance() {}

    /**
     * The chance that the next build fails, between 0 and 1.
     *
     * @param successes builds that succeeded, as far as they have not faded; at least 0
     * @param failures builds that the package failed, as far as they have not faded; at least 0
     */
    public static double of(double successes, double failures) {
        return (failures + UNKNOWN * BELIEVED) / (successes + failures + BELIEVED);
    }

    /**
     * From how many builds a chance was learnt, as far as they have not faded.
     *
     * @param chance what {@link #of} gives; less than 1
     * @param successes how many of them succeeded; with fewer of them there are fewer builds
     */
    public static double builds(double chance, double successes) {
        double failures = (chance * (successes + BELIEVED) - UNKNOWN * BELIEVED) / (1 - chance);
        return successes + Math.max(0, failures);
    }

    /** What is left of a count after one more build. */
    public static double faded(double builds) {
        return builds * (1 - FADES);
    }
}
