package dev.tidemark.planner.admit;

import java.util.ArrayList;
import java.util.List;

/**
 * Versions in Nix's order, as {@code builtins.compareVersions} defines it (Nix manual, "builtins.compareVersions"; the
 * rules are those of {@code compareVersions} in Nix's {@code names.cc}): components are runs of digits or of other
 * characters between dots and dashes; numbers compare as numbers, {@code pre} comes before everything, also before
 * nothing, and a word comes before a number.
 */
public final class NixVersion {

    private NixVersion() {}

    /** Negative, zero or positive as {@code a} is older than, the same as, or newer than {@code b}. */
    public static int compare(String a, String b) {
        List<String> left = components(a);
        List<String> right = components(b);
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String l = i < left.size() ? left.get(i) : "";
            String r = i < right.size() ? right.get(i) : "";
            if (comesBefore(l, r)) {
                return -1;
            }
            if (comesBefore(r, l)) {
                return 1;
            }
        }
        return 0;
    }

    private static boolean comesBefore(String a, String b) {
        boolean numberA = isNumber(a);
        boolean numberB = isNumber(b);
        if (numberA && numberB) {
            return compareNumbers(a, b) < 0;
        }
        if (a.isEmpty() && numberB) {
            return true;
        }
        if (a.equals("pre") && !b.equals("pre")) {
            return true;
        }
        if (b.equals("pre")) {
            return false;
        }
        if (numberB) {
            return true;
        }
        if (numberA) {
            return false;
        }
        return a.compareTo(b) < 0;
    }

    /** Of any length: a date with a time is longer than an int. */
    private static int compareNumbers(String a, String b) {
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        return left.length() != right.length() ? Integer.compare(left.length(), right.length()) : left.compareTo(right);
    }

    private static boolean isNumber(String component) {
        return !component.isEmpty() && isDigit(component.charAt(0));
    }

    private static List<String> components(String version) {
        List<String> components = new ArrayList<>();
        int at = 0;
        while (at < version.length()) {
            char c = version.charAt(at);
            if (c == '.' || c == '-') {
                at++;
                continue;
            }
            int end = at + 1;
            while (end < version.length() && continues(c, version.charAt(end))) {
                end++;
            }
            components.add(version.substring(at, end));
            at = end;
        }
        return components;
    }

    private static boolean continues(char first, char next) {
        return next != '.' && next != '-' && isDigit(first) == isDigit(next);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
