package semver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version number: {@code 2.1}, {@code 2.1.3}, {@code 2.1.3-rc.1}. Parts left out are 0. */
public record Version(int major, int minor, int patch, String preRelease) implements Comparable<Version> {
    private static final Pattern SHAPE =
            Pattern.compile("v?(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?(?:-([0-9A-Za-z.-]+))?");

    public static Version parse(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a version: \"" + text + "\"");
        }
        return new Version(
                number(parts.group(1)), number(parts.group(2)), number(parts.group(3)),
                parts.group(4) == null ? "" : parts.group(4));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** A pre-release comes before its release. */
    @Override
    public int compareTo(Version other) {
        int order = Integer.compare(major, other.major);
        order = order != 0 ? order : Integer.compare(minor, other.minor);
        order = order != 0 ? order : Integer.compare(patch, other.patch);
        if (order != 0 || preRelease.equals(other.preRelease)) {
            return order;
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return preRelease.isEmpty() ? 1 : -1;
        }
        return comparePreReleases(preRelease.split("\\."), other.preRelease.split("\\."));
    }

    private static int comparePreReleases(String[] these, String[] those) {
        for (int i = 0; i < Math.min(these.length, those.length); i++) {
            boolean numbers = these[i].matches("\\d{1,9}") && those[i].matches("\\d{1,9}");
            int order = numbers
                    ? Integer.compare(Integer.parseInt(these[i]), Integer.parseInt(those[i]))
                    : these[i].compareTo(those[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(these.length, those.length);
    }

    /** How far it is from here to a later version. Before 1.0 a minor step may break, so it counts as major. */
    public Step stepTo(Version later) {
        if (later.compareTo(this) <= 0) {
            throw new IllegalArgumentException(later + " is not later than " + this);
        }
        if (later.major != major || (major == 0 && later.minor != minor)) {
            return Step.MAJOR;
        }
        return later.minor != minor ? Step.MINOR : Step.PATCH;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease);
    }

    /** The highest part that moves. */
    public enum Step {
        MAJOR,
        MINOR,
        PATCH
    }
}
