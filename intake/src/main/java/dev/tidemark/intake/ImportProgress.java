package dev.tidemark.intake;

/** Told how far an import is, from the importing thread. */
@FunctionalInterface
public interface ImportProgress {

    /** For who does not want to know. */
    ImportProgress SILENT = (records, of) -> {};

    /**
     * @param records handed to the broker so far
     * @param of all that there are to write
     */
    void written(int records, int of);

    /**
     * Told while the source is read, before anything is written.
     *
     * @param what is being read
     * @param done in whatever unit the source has
     * @param of in the same unit; 0 when the end is not known
     */
    default void reading(String what, long done, long of) {}
}
