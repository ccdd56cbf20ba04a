package dev.tidemark.fingerprint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lines that may be the cause. Grows while lines that belong to it follow. */
final class Candidate {

    /** Values that are compared mean something in their test alone. */
    private static final Pattern COMPARISON = Pattern.compile(
            "^(?:AssertionError|assert(?:ion)? ?(?:`.*` ?failed)?|.*\\bassertion\\b.*\\b(?:left|right)\\b.*|Failure|.*\\bexpected\\b.*)(?:\\b.*|$)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern DIGITS = Pattern.compile("\\d+");

    private final Rule rule;
    private final long line;
    private final String test;
    private final String unit;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder text;

    /** @param test the test that it is of; empty when that is not known */
    Candidate(Rule rule, long line, String test, String unit, String text, String whole) {
        this.rule = rule;
        this.line = line;
        this.test = test;
        this.unit = unit;
        this.text = new StringBuilder(text);
        lines.add(whole);
    }

    boolean takes(String next) {
        if (lines.size() > rule.mostLines() || !rule.more().matcher(next).find()) {
            return false;
        }
        lines.add(next);
        if ((!next.isBlank() && rule.family() != Family.COMPILER) || next.contains("symbol:")) {
            text.append('\n').append(next.strip());
        } else if (rule.family() == Family.COMPILER && text.toString().endsWith("error:")) {
            text.append(' ').append(next.strip());
        }
        return true;
    }

    Rule.Strength strength() {
        return rule.strength();
    }

    Family family() {
        return rule.family();
    }

    /** The number of its first line. */
    long line() {
        return line;
    }

    /** Where it happened; where that is not said, everything is a place of its own. */
    String unit() {
        return unit.isEmpty() ? text.toString() : unit;
    }

    List<String> lines() {
        return lines;
    }

    /** What the fingerprint is made of. */
    String normalised() {
        String cause = Normalised.of(text.toString());
        return test.isEmpty() || !COMPARISON.matcher(cause).find()
                ? cause
                : DIGITS.matcher(cause).replaceAll("N") + " in " + Normalised.of(test);
    }
}
