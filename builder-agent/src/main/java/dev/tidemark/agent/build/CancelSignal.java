package dev.tidemark.agent.build;

import java.util.concurrent.CompletableFuture;

/** Tells a build, from another thread, that it is not wanted any more. Given once; it stays given. Thread-safe. */
public final class CancelSignal {

    private final CompletableFuture<Boolean> given = new CompletableFuture<>();

    public void give() {
        given.complete(true);
    }

    public boolean isGiven() {
        return given.isDone();
    }

    /** Runs the action once: at once when the signal was given before, else on the thread that gives it. */
    public void whenGiven(Runnable action) {
        var unused = given.thenRun(action);
    }
}
