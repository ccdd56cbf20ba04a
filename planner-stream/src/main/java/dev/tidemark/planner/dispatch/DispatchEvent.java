package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Something that happened to a pool. */
public sealed interface DispatchEvent {

    /** A wave wants a build. */
    record Demanded(Wanter wanter, BuildSpec spec, Purpose purpose, Urgency urgency, int rank, List<String> avoid)
            implements DispatchEvent {}

    /**
     * An agent lives.
     *
     * @param stampedAt the broker's time of the beat
     */
    record Beat(
            String agent,
            String incarnation,
            Instant stampedAt,
            List<String> features,
            int slots,
            List<KnownAttempt> attempts)
            implements DispatchEvent {}

    /**
     * An attempt that an agent knows of.
     *
     * @param finished whether it only waits to hear that its result has arrived
     */
    record KnownAttempt(String id, boolean finished) {}

    /** An agent began. */
    record Started(String agent, String incarnation, String attempt) implements DispatchEvent {}

    /** An agent ended. */
    record Finished(String agent, String incarnation, String attempt, Sha256 key, Result result, Duration duration)
            implements DispatchEvent {}

    /** Time has passed. */
    record Ticked() implements DispatchEvent {}

    /** How a build ended. */
    sealed interface Result {
        /** There is an output. */
        record Built(Sha256 outputHash) implements Result {}

        /** There is none. */
        record Failed(BuildFailure failure) implements Result {}
    }
}
