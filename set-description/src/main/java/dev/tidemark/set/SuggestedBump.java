package dev.tidemark.set;

/**
 * A bump that the set's author thinks worth trying.
 *
 * @param attribute of a package of the set
 * @param to the version to go to
 * @param note what to expect, for a person; may be empty
 */
public record SuggestedBump(String attribute, String to, String note) {}
