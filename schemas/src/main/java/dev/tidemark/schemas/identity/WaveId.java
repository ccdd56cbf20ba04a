package dev.tidemark.schemas.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wave's name, such as {@code demo-1-3f9c2a71}: the set, its ordinal among the set's waves, and the start of a digest
 * over what it carries.
 *
 * @param value the name
 */
public record WaveId(String value) implements Comparable<WaveId> {

    private static final Pattern ORDINAL = Pattern.compile("-(\\d{1,18})(-[0-9a-f]+)?$");

    /** @throws IllegalArgumentException when it is not a name */
    public WaveId {
        Names.valid("wave", value);
    }

    /** Which wave of its set it is, from 1: of two the one that was opened later has more. 0 when its name does not say. */
    public long ordinal() {
        Matcher ordinal = ORDINAL.matcher(value);
        return ordinal.find() ? Long.parseLong(ordinal.group(1)) : 0;
    }

    @Override
    public int compareTo(WaveId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
