package dev.tidemark.planner.build;

/**
 * A package that changes its version. Ordered by nothing: lists of bumps are kept in the order of their attributes.
 *
 * @param attribute the package, within its set
 * @param from the version that the graph had when the bump was admitted; empty while the package is unknown
 * @param to the version that it goes to
 * @param urgency how urgent it is
 * @param publisher who published it
 */
public record Bump(String attribute, String from, String to, Urgency urgency, String publisher) {}
