package dev.tidemark.intake;

import java.io.IOException;

/** A set's packages, in the form that somebody else writes them in. */
public interface PackageReader {

    /**
     * Hands on every package, one after the other, in any order; what cannot be read as one is a problem, and does not end
     * the reading. No more than a few packages are held at a time.
     *
     * @throws IOException when the source itself cannot be read; the message names it and says what to do
     * @throws InterruptedException when the thread is interrupted while it waits for another program
     */
    void read(PackageSink sink) throws IOException, InterruptedException;

    /**
     * Whether what it reads is only an estimate of what bumps change: the set is a program, and its evaluation with the bumps
     * applied decides.
     */
    default boolean readsAnEstimate() {
        return false;
    }
}
