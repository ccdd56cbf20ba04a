package dev.tidemark.schemas.identity;

import java.util.Comparator;

/**
 * A node of a set's graph, written {@code set:attribute}. Ordered by set, then attribute.
 *
 * @param set the set's name
 * @param attribute the attribute path, unique within the set
 */
public record PackageId(String set, String attribute) implements Comparable<PackageId> {

    /** In place of an attribute: the set itself with a wave's bumps applied. No package can be called so. */
    public static final String WORKSPACE = "@workspace";

    private static final Comparator<PackageId> ORDER =
            Comparator.comparing(PackageId::set).thenComparing(PackageId::attribute);

    /** @throws IllegalArgumentException when a name holds anything that could separate or control */
    public PackageId {
        Names.valid("set", set);
        Names.validAttribute(attribute);
    }

    /**
     * Reads {@code set:attribute}.
     *
     * @throws IllegalArgumentException when there is not exactly one colon, or a name is not valid
     */
    public static PackageId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no set: write set:package, such as demo:textkit");
        }
        return new PackageId(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether it names the set with bumps applied, and no package. */
    public boolean isWorkspace() {
        return attribute.equals(WORKSPACE);
    }

    @Override
    public int compareTo(PackageId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return set + ":" + attribute;
    }
}
