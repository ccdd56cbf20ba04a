package dev.tidemark.agent.build;

import dev.tidemark.agent.process.CommandEnd;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Stops a command, whether or not it has begun. The first reason counts. Thread-safe. */
public final class Stopper {

    private final CompletableFuture<CommandEnd> reason = new CompletableFuture<>();

    /** The first call counts. */
    public void stop(CommandEnd why) {
        reason.complete(why);
    }

    /** @param command is told the reason, at once when there is one, else on the thread that gives it */
    public void connect(Consumer<CommandEnd> command) {
        var unused = reason.thenAccept(command);
    }
}
