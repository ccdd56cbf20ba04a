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
}
