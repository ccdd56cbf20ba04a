package dev.tidemark.schemas.identity;

/**
 * A wave's name, such as {@code demo-1-3f9c2a71}: the set, its ordinal among the set's waves, and the start of a digest
 * over what it carries.
 *
 * @param value the name
 */
public record WaveId(String value) implements Comparable<WaveId> {

    /** @throws IllegalArgumentException when it is not a name */
    public WaveId {
        Names.valid("wave", value);
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
