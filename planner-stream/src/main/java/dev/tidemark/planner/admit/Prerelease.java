package dev.tidemark.planner.admit;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a version says of itself that it is not finished. It is one when it has, as a whole run of letters and in any case,
 * one of the words that projects use for it ({@code alpha, beta, rc, cr, pre, preview, prerelease, dev, snapshot, nightly,
 * canary, milestone, eap, ea, next, unstable}); when it ends in a number behind {@code a}, {@code b} or {@code c} that stands
 * behind a digit, as in Python's {@code 1.0b2} (PEP 440; {@code 2024b} and {@code 1.1.1w} are none); or has a milestone such as
 * {@code -M3}. A project that tells by odd numbers alone is not recognised.
 */
final class Prerelease {

    private static final Set<String> WORDS = Set.of(
            "alpha",
            "beta",
            "rc",
            "cr",
            "pre",
            "preview",
            "prerelease",
            "dev",
            "snapshot",
            "nightly",
            "canary",
            "milestone",
            "eap",
            "ea",
            "next");
    private static final Pattern LETTERS = Pattern.compile("[a-z]+");
    private static final Pattern PYTHON = Pattern.compile("[0-9][abc][0-9]{1,3}$");
    private static final Pattern MILESTONE = Pattern.compile("[.-]m[0-9]{1,2}($|[.-])");

    /** What stands behind a release that it comes after: no prerelease of it, but a snapshot since. */
    private static final String SNAPSHOT = "unstable";

    private Prerelease() {}

    static boolean is(String version) {
        return LETTERS.matcher(version.toLowerCase(Locale.ROOT))
                        .results()
                        .anyMatch(run -> run.group().equals(SNAPSHOT))
                || base(version).isPresent();
    }

    /** The release that it is a prerelease of, such as 2.0 of 2.0-rc1; empty where it is of none. */
    static Optional<String> base(String version) {
        String lower = version.toLowerCase(Locale.ROOT);
        int at = Integer.MAX_VALUE;
        Matcher letters = LETTERS.matcher(lower);
        while (letters.find() && at == Integer.MAX_VALUE) {
            at = WORDS.contains(letters.group()) ? letters.start() : at;
        }
        Matcher python = PYTHON.matcher(lower);
        at = python.find() ? Math.min(at, python.start() + 1) : at;
        Matcher milestone = MILESTONE.matcher(lower);
        at = milestone.find() ? Math.min(at, milestone.start()) : at;
        return at == Integer.MAX_VALUE ? Optional.empty() : Optional.of(version.substring(0, at));
    }
}
