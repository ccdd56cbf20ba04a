package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to a wave. */
public sealed interface WaveEvent {

    /** It was planned. */
    record Opened() implements WaveEvent {}

    /**
     * Something became of a build that it asked for.
     *
     * @param job the job's number, or that of the preparation
     * @param tries which try it answers; an answer to another one changes nothing
     * @param report what became of it
     */
    record JobReported(int job, int tries, Report report) implements WaveEvent {}

    /** A record for it could not be decided. */
    record Undecidable(String reason) implements WaveEvent {}

    /** A person wants something of it. */
    record Commanded(Order order, Signature by) implements WaveEvent {}

    /**
     * Who said something, and why.
     *
     * @param actor the person's name or handle
     * @param reason a sentence
     */
    record Signature(String actor, String reason) {
        @Override
        public String toString() {
            return actor + ": " + reason;
        }
    }

    /** What a person can want of a wave. */
    sealed interface Order {
        /** Ask for nothing new. */
        record Pause() implements Order {}

        /** Go on, after a pause or a halt; one that could not be prepared is prepared again. */
        record Resume() implements Order {}

        /** Give it up: nothing of it is wanted any more. */
        record Abandon() implements Order {}

        /**
         * Settle a job that stands.
         *
         * @param job the job's number; -1 when the wave has no such job
         * @param resolution how
         */
        record Answer(int job, Resolution resolution) implements Order {}
    }

    /** How a job that stands is answered. */
    enum Resolution {
        /** It is built again. */
        RETRY,
        /** The wave goes on without it and what needs it. */
        WONT_FIX,
        /** The same, because nobody can mend it. */
        CANT_FIX
    }

    /** What became of a build. */
    sealed interface Report {
        /** An agent began. */
        record Started(String agent) implements Report {}

        /** There is an output. */
        record Built(Sha256 outputHash, Duration took) implements Report {}

        /**
         * A part of what the set evaluates to. Of the preparation alone.
         *
         * @param attempt which attempt at it says so
         * @param chunk which part, from 0; the same one again is the same
         */
        record Evaluated(String attempt, int chunk, List<EvaluatedJob> rows) implements Report {
            public Evaluated {
                rows = List.copyOf(rows);
            }
        }

        /**
         * The workspace is published, and all of its evaluation was said. Of the preparation alone.
         *
         * @param attempt which attempt at it says so
         * @param rows how many jobs its parts have together
         */
        record Prepared(String attempt, Sha256 workspace, int rows, String agent, Duration took) implements Report {}

        /**
         * It failed, the set refused it, or what it is to be built from is lost.
         *
         * @param lostWorkspace digest of the workspace that is lost, which may be another wave's; null where none is, and where an
         *     earlier release does not say which
         */
        record Failed(
                BuildFailure failure,
                Duration took,
                @Nullable Sha256 lostWorkspace) implements Report {
            public Failed(BuildFailure failure, Duration took) {
                this(failure, took, null);
            }
        }

        /** Nobody fits at the moment. */
        record Waiting(String reason) implements Report {}

        /** The farm failed an attempt whose log was kept, and tries again or gives up: that is told besides. */
        record FailedByFarm(String reason, AttemptLog log) implements Report {}

        /** Nobody has fitted for long, or the farm failed too often. */
        record Stuck(String reason, boolean nobodyFits) implements Report {}
    }
}
