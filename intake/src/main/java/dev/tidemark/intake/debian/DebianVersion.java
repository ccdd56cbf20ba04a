package dev.tidemark.intake.debian;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * A version as Debian orders it: epoch, upstream version, Debian revision (deb-version(7), dpkg's {@code lib/dpkg/version.c}).
 * {@code ~} comes before everything, even the end; letters before all other characters; digits as numbers of any length.
 * The order treats {@code 1.0} and {@code 1.0-0} as equal, as dpkg does; {@code equals} does not.
 *
 * @param epoch decimal digits; {@code "0"} where none is written
 * @param upstream what upstream calls it, which may hold hyphens
 * @param revision what follows the last hyphen; empty where there is none
 */
record DebianVersion(String epoch, String upstream, String revision) implements Comparable<DebianVersion> {

    private static final Pattern EPOCH = Pattern.compile("[0-9]+");
    private static final Pattern UPSTREAM = Pattern.compile("[A-Za-z0-9.+~:-]+");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9.+~]*");
    private static final Comparator<DebianVersion> ORDER = Comparator.comparing(
                    DebianVersion::epoch, DebianVersion::order)
            .thenComparing(DebianVersion::upstream, DebianVersion::order)
            .thenComparing(DebianVersion::revision, DebianVersion::order);

    /** @throws IllegalArgumentException when it is none; the message is a part of a sentence */
    static DebianVersion parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        int hyphen = rest.lastIndexOf('-');
        DebianVersion version = new DebianVersion(
                colon < 0 ? "0" : text.substring(0, colon),
                hyphen < 0 ? rest : rest.substring(0, hyphen),
                hyphen < 0 ? "" : rest.substring(hyphen + 1));
        if (!EPOCH.matcher(version.epoch).matches()
                || !UPSTREAM.matcher(version.upstream).matches()
                || !REVISION.matcher(version.revision).matches()
                || hyphen == rest.length() - 1) {
            throw new IllegalArgumentException("\"%s\" is not a version of Debian's".formatted(text));
        }
        return version;
    }

    @Override
    public int compareTo(DebianVersion other) {
        return ORDER.compare(this, other);
    }

    /** Takes turns: what is no digit, character by character, then a number. */
    private static int order(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() || j < right.length()) {
            while (weight(left, i) != 0 || weight(right, j) != 0) {
                int difference = weight(left, i) - weight(right, j);
                if (difference != 0) {
                    return difference;
                }
                i++;
                j++;
            }
            int leftEnd = endOfDigits(left, i);
            int rightEnd = endOfDigits(right, j);
            int difference = compareNumbers(left.substring(i, leftEnd), right.substring(j, rightEnd));
            if (difference != 0) {
                return difference;
            }
            i = leftEnd;
            j = rightEnd;
        }
        return 0;
    }

    /** 0 for a digit and for the end. */
    private static int weight(String text, int at) {
        if (at >= text.length() || isDigit(text.charAt(at))) {
            return 0;
        }
        char character = text.charAt(at);
        if (character == '~') {
            return -1;
        }
        return Character.isLetter(character) ? character : character + 256;
    }

    private static int compareNumbers(String left, String right) {
        String one = withoutLeadingZeros(left);
        String two = withoutLeadingZeros(right);
        return one.length() == two.length() ? one.compareTo(two) : Integer.compare(one.length(), two.length());
    }

    private static String withoutLeadingZeros(String digits) {
        int at = 0;
        while (at < digits.length() && digits.charAt(at) == '0') {
            at++;
        }
        return digits.substring(at);
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }
}
