package dev.tidemark.agent.build;

/**
 * Interrupts the thread that made it when a build is cancelled, as long as it is open. For what has no other way to be ended: a
 * program of Nix that builds must not be ended so.
 */
public final class Interruption implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private boolean over;
    private boolean given;

    private Interruption() {}

    public static Interruption by(CancelSignal cancel) {
        Interruption interruption = new Interruption();
        cancel.whenGiven(interruption::interrupt);
        return interruption;
    }

    private synchronized void interrupt() {
        if (!over) {
            given = true;
            thread.interrupt();
        }
    }

    /** Afterwards a cancellation leaves the thread alone, also the one that has come. */
    @Override
    public synchronized void close() {
        over = true;
        if (given) {
            var unused = Thread.interrupted();
        }
    }
}
