package dev.tidemark.agent.build;

/** Carries out builds. Thread-safe: called from one thread a build. */
@FunctionalInterface
public interface Executor {

    /**
     * Blocks until the build has ended and nothing of it runs any more. Whatever goes wrong is an outcome.
     *
     * @param cancel tells when the build is not wanted any more
     */
    BuildOutcome execute(BuildTask task, CancelSignal cancel);
}
