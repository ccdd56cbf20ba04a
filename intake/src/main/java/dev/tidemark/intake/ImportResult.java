package dev.tidemark.intake;

/** What became of an import. */
public sealed interface ImportResult {

    /** The set whose graph it is. */
    String set();

    /** The latest revision's number, after the import. */
    long sequence();

    /** How many packages that revision has. */
    int packages();

    /**
     * A new revision was published.
     *
     * @param removed how many packages of the former revision are gone
     */
    record Published(String set, long sequence, int packages, int removed) implements ImportResult {}

    /** The latest revision is this graph already: nothing was published. */
    record Unchanged(String set, long sequence, int packages) implements ImportResult {}
}
