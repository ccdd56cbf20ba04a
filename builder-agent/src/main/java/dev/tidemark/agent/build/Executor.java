package dev.tidemark.agent.build;

import java.io.IOException;

/** Carries out builds. Thread-safe: called from one thread a build. */
@FunctionalInterface
public interface Executor extends AutoCloseable {

    /**
     * Blocks until the build has ended and nothing of it runs any more. Whatever goes wrong is an outcome.
     *
     * @param cancel tells when the build is not wanted any more
     */
    BuildOutcome execute(BuildTask task, CancelSignal cancel);

    /** What it can build, and how. Always the same. */
    default Abilities abilities() {
        return Abilities.ANY;
    }

    /** Gives back what it holds. Called once, when no build runs any more. */
    @Override
    default void close() throws IOException, InterruptedException {}
}
