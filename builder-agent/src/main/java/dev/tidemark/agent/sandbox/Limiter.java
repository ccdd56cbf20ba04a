package dev.tidemark.agent.sandbox;

import java.io.IOException;

/** What holds commands to what they may use. Thread-safe. */
public interface Limiter extends AutoCloseable {

    /** In a word, for beats and people: {@code cgroup}, {@code prlimit} or {@code none}. */
    String label();

    /**
     * Room for one command.
     *
     * @param name unique among those that are open
     * @throws IOException when the system does not give it
     */
    Enclosure enclose(String name, Allowance allowance) throws IOException;

    /** Gives back what the system gave; no room is open any more. */
    @Override
    default void close() throws IOException, InterruptedException {}
}
