package dev.tidemark.service;

import java.util.List;

/** Something that a service consists of: a server, a topology, a feed. Started and stopped once, by one thread. */
public interface Part {

    /** For logs and for {@code /readyz}: a noun, such as {@code graph-feed}. */
    String name();

    /**
     * Starts it and returns once it is under way; it need not be ready yet.
     *
     * @throws ServiceException when it cannot run here, with the next step
     */
    void start() throws InterruptedException;

    /** Stops it and waits, within a bound of its own, until it has. Also called after a failed start; harmless twice. */
    void stop();

    /** What {@code /readyz} says of it besides, a line each, however it is. Called from any thread; must not block. */
    default List<String> remarks() {
        return List.of();
    }

    /** How it is now. Called from any thread, at any time; must not block. */
    Health health();
}
