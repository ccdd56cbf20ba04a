package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happened to a pool. */
public sealed interface DispatchEvent {

    /**
     * A wave wants a build.
     *
     * @param want who, and how much
     * @param spec what to build
     * @param avoid agents that it has failed on
     * @param doubted whether one of those failures may have been the farm's: the next such one counts as the package's
     * @param expectedSeconds how long it takes, as the wave expects; 0 when it does not say
     */
    record Demanded(Want want, BuildSpec spec, List<String> avoid, boolean doubted, double expectedSeconds)
            implements DispatchEvent {
        public Demanded {
            avoid = List.copyOf(avoid);
        }
    }

    /** A wave does not want any more what it asked for with the same job and try. */
    record Withdrawn(WaveId wave, JobId job, int tries) implements DispatchEvent {}

    /** A person has decided which agent may build, and as what. */
    record Enrolled(Enrolment enrolment) implements DispatchEvent {}

    /** It is as if nobody had ever enrolled an agent. */
    record EnrolmentForgotten(String agent) implements DispatchEvent {}

    /**
     * What somebody says in the name of an agent cannot be believed.
     *
     * @param incarnation the life that he says it is of
     * @param detail what exactly is wrong, where there is more to say; else empty
     * @param key that he says he has; null when he does not say
     * @param offer that he makes; null when he makes none
     */
    record Distrusted(
            String agent,
            String incarnation,
            About about,
            Distrust why,
            String detail,
            @Nullable AgentKey key,
            @Nullable Offer offer)
            implements DispatchEvent {

        /** What he says. */
        public enum About {
            /** That an agent lives. */
            LIFE,
            /** How a build ended. */
            RESULT
        }
    }

    /**
     * An agent lives, and that life is of who holds the agent's key.
     *
     * @param stampedAt the broker's time of the beat
     * @param condition of its machine
     * @param leaving whether it is the last: the agent has ended in order
     */
    record Beat(
            String agent,
            String incarnation,
            Instant stampedAt,
            Offer offer,
            List<KnownAttempt> attempts,
            Condition condition,
            boolean leaving)
            implements DispatchEvent {
        public Beat {
            attempts = List.copyOf(attempts);
        }

        /** One of many, which says nothing of the machine. */
        public Beat(String agent, String incarnation, Instant stampedAt, Offer offer, List<KnownAttempt> attempts) {
            this(agent, incarnation, stampedAt, offer, attempts, Condition.UNKNOWN, false);
        }
    }

    /**
     * An attempt that an agent knows of.
     *
     * @param finished whether it only waits to hear that its result has arrived
     */
    record KnownAttempt(String id, boolean finished) {}

    /** An agent began. */
    record Started(String agent, String incarnation, String attempt) implements DispatchEvent {}

    /**
     * An agent says a part of what a preparation found.
     *
     * @param chunk which part, from 0
     */
    record Evaluated(String agent, String incarnation, String attempt, int chunk, List<EvaluatedJob> rows)
            implements DispatchEvent {
        public Evaluated {
            rows = List.copyOf(rows);
        }
    }

    /** An agent ended, and signed that with its key. */
    record Finished(String agent, String incarnation, String attempt, Sha256 key, Result result, Duration duration)
            implements DispatchEvent {}

    /** Time has passed. */
    record Ticked() implements DispatchEvent {}

    /** How a build ended. */
    sealed interface Result {
        /** There is an output. */
        record Built(Sha256 outputHash) implements Result {}

        /**
         * A preparation succeeded.
         *
         * @param rows how many jobs the parts that it said before have together
         */
        record Prepared(Sha256 workspace, int rows) implements Result {}

        /** There is none. */
        record Failed(BuildFailure failure) implements Result {}
    }
}
