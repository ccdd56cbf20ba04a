package dev.tidemark.notifier.breakage;

/**
 * A package that changed its version.
 *
 * @param attribute the package, within its set
 * @param from the version before
 * @param to the version after
 * @param security whether it is a SECURITY bump
 * @param publisher who published it
 */
public record Bump(String attribute, String from, String to, boolean security, String publisher) {}
