package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.schemas.identity.Sha256;

/** Something that happened to a wave. */
public sealed interface WaveEvent {

    /** It was planned. */
    record Opened() implements WaveEvent {}

    /**
     * Something became of a build that it asked for.
     *
     * @param job the job's number
     * @param tries which try it answers; an answer to another one changes nothing
     * @param report what became of it
     */
    record JobReported(int job, int tries, Report report) implements WaveEvent {}

    /** What became of a build. */
    sealed interface Report {
        /** An agent began. */
        record Started(String agent) implements Report {}

        /** There is an output. */
        record Built(Sha256 outputHash) implements Report {}

        /** The package failed. */
        record Failed(BuildFailure failure) implements Report {}

        /** Nobody fits at the moment. */
        record Waiting(String reason) implements Report {}

        /** Nobody has fitted for long, or the farm failed too often. */
        record Stuck(String reason) implements Report {}
    }
}
