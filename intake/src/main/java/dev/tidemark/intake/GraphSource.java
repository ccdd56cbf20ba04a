package dev.tidemark.intake;

/**
 * A graph that can be read, and has not been yet.
 *
 * @param format what it is written in
 * @param set what the set is called
 * @param reader serves one reading
 */
public record GraphSource(String format, String set, PackageReader reader) {}
