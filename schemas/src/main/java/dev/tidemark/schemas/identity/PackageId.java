package dev.tidemark.schemas.identity;

import java.util.Comparator;
import java.util.Optional;

/**
 * A node of a set's graph, written {@code set:attribute}. Ordered by set, then attribute.
 *
 * @param set the set's name
 * @param attribute the attribute path, unique within the set
 */
public record PackageId(String set, String attribute) implements Comparable<PackageId> {

    /** In place of an attribute: the set itself with a wave's bumps applied. No package can be called so. */
    public static final String WORKSPACE = "@workspace";

    /**
     * How a name begins that is in place of an attribute and means a source: what is fetched for packages, and known by what is in it. No
     * package can be called so.
     */
    private static final String SOURCE = "@source-";

    private static final int DIGITS_OF_SOURCE = 12;

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

    /** Whether it names a source, and no package. */
    public boolean isSource() {
        return isSource(attribute);
    }

    /** Whether what is in place of an attribute names a source. */
    public static boolean isSource(String attribute) {
        return attribute.startsWith(SOURCE);
    }

    /**
     * What is in place of a source's attribute: equal for equal sources, in every wave.
     *
     * @param digest over its name and what is in it
     * @param name of the file or folder that it becomes; what cannot be in a package's name is replaced
     */
    public static String source(Sha256 digest, String name) {
        return SOURCE + digest.brief(DIGITS_OF_SOURCE) + "-" + Names.replaced(name);
    }

    /** The name that {@link #source} was given; of anything else all of it. */
    public static String nameOfSource(String attribute) {
        return isSource(attribute) ? attribute.substring(SOURCE.length() + DIGITS_OF_SOURCE + 1) : attribute;
    }

    /** What follows the mark of a source; empty where it is none. */
    static Optional<String> sourceIn(String attribute) {
        return isSource(attribute) ? Optional.of(attribute.substring(SOURCE.length())) : Optional.empty();
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
