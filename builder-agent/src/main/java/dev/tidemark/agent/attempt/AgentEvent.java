package dev.tidemark.agent.attempt;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.workspace.EvaluatedJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that happened to an agent. */
public sealed interface AgentEvent {

    /**
     * The dispatcher wants a build. The same attempt may be asked for any number of times.
     *
     * @param traceparent of the request; goes back with what is reported of it
     */
    record BuildRequested(BuildTask task, Optional<String> traceparent) implements AgentEvent {}

    /** The dispatcher has the attempt's result for good. */
    record AttemptSettled(String attempt) implements AgentEvent {}

    /** A newer life of this agent was heard of. */
    record AgentFenced(String reason) implements AgentEvent {}

    /**
     * A preparation that this agent had started has found some of its jobs.
     *
     * @param chunk the number of the part, from 0
     */
    record JobsEvaluated(String attempt, int chunk, List<EvaluatedJob> jobs) implements AgentEvent {
        public JobsEvaluated {
            jobs = List.copyOf(jobs);
        }
    }

    /** A build that this agent had started is over. */
    record BuildEnded(String attempt, BuildOutcome outcome, Instant at) implements AgentEvent {}

    /** The dispatcher does not heed what the agent says; it may be mended without it. */
    record TurnedAway(String reason) implements AgentEvent {}

    /**
     * The time of a beat has come.
     *
     * @param condition of the machine
     */
    record BeatDue(Condition condition) implements AgentEvent {}

    /** The agent is to finish what it runs, give the rest back, and end. */
    record DrainRequested() implements AgentEvent {}

    /** The agent is to stop what it runs, and end; said again, without waiting for that. */
    record StopRequested() implements AgentEvent {}
}
