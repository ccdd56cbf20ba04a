package dev.tidemark.planner.build;

import java.util.List;

/**
 * How it is said beforehand what a wave is about to build.
 *
 * @param likelyBreak a package that is expected to fail more than this share of its builds is likely to break, once five of its builds are
 *     known: between 0 and 1
 * @param heavyweights attributes of the wave's bumps that are heavyweights, in order
 */
public record NoticeTerms(double likelyBreak, List<String> heavyweights) {

    /**
     * Where nobody says: five times what is assumed of a package of which nothing is known ({@link FailureChance#UNKNOWN}), and no
     * heavyweights.
     */
    public static final NoticeTerms NONE = new NoticeTerms(0.25, List.of());

    /** @throws IllegalArgumentException when the share cannot be */
    public NoticeTerms {
        heavyweights = List.copyOf(heavyweights);
        if (!(likelyBreak >= 0 && likelyBreak <= 1)) {
            throw new IllegalArgumentException("likelyBreak is " + likelyBreak + ": use 0 to 1");
        }
    }
}
