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
     * @param written how many packages are new, or other than they lay on the topic
     * @param removed how many packages that lay there are gone
     */
    record Published(String set, long sequence, int packages, int written, int removed) implements ImportResult {

        /** How many packages lay there already, word for word, and were not written again. */
        public int unchanged() {
            return packages - written;
        }
    }

    /** The latest revision is this graph already: nothing was published. */
    record Unchanged(String set, long sequence, int packages) implements ImportResult {}
}
