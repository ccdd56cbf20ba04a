package dev.tidemark.fingerprint;

import java.util.regex.Pattern;

/**
 * What the words of a tool look like when they name a cause. Groups of the pattern: {@code text} is the cause (without it the whole line),
 * {@code unit} is where it happened (a source file, a test), of which only the first cause counts.
 *
 * @param family the tool's
 * @param strength how sure it is that this is the cause
 * @param pattern found in the line
 * @param more lines that belong to it when they follow at once
 * @param mostLines how many such lines at most
 */
record Rule(Family family, Strength strength, Pattern pattern, Pattern more, int mostLines) {

    /** Nothing. */
    static final Pattern NO_MORE = Pattern.compile("(?!)");

    /** Later is stronger. */
    enum Strength {
        /** It speaks of an error. */
        HINT,
        /** Something failed, and it is not said why. */
        SYMPTOM,
        /** This is why. */
        CAUSE
    }

    static Rule cause(Family family, String pattern) {
        return new Rule(family, Strength.CAUSE, Pattern.compile(pattern), NO_MORE, 0);
    }

    static Rule cause(Family family, String pattern, String more, int mostLines) {
        return new Rule(family, Strength.CAUSE, Pattern.compile(pattern), Pattern.compile(more), mostLines);
    }

    static Rule symptom(Family family, String pattern) {
        return new Rule(family, Strength.SYMPTOM, Pattern.compile(pattern), NO_MORE, 0);
    }

    static Rule hint(String pattern) {
        return new Rule(Family.UNKNOWN, Strength.HINT, Pattern.compile(pattern), NO_MORE, 0);
    }
}
