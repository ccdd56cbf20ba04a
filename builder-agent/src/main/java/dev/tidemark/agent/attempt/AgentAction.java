package dev.tidemark.agent.attempt;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.workspace.EvaluatedJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something that the agent is to do. */
public sealed interface AgentAction {

    /** Something to say to the dispatcher, in the order of the decisions. */
    sealed interface Report extends AgentAction {}

    /**
     * Say that the agent lives, and which attempts it knows.
     *
     * @param condition of its machine
     * @param mood whether it wants more
     */
    record ReportBeat(List<AttemptStatus> attempts, Condition condition, Mood mood) implements Report {
        public ReportBeat {
            attempts = List.copyOf(attempts);
        }
    }

    /**
     * Whether an agent wants more.
     *
     * @param hold why it wants nothing new for now
     * @param draining whether it only finishes what it has
     * @param leaving whether it ends now, and has nothing any more
     */
    record Mood(HoldBack.Hold hold, boolean draining, boolean leaving) {}

    /** Say that a build began. */
    record ReportStarted(String attempt, Optional<String> traceparent) implements Report {}

    /** Say a part of what a preparation found. */
    record ReportEvaluated(String attempt, int chunk, List<EvaluatedJob> jobs, Optional<String> traceparent)
            implements Report {
        public ReportEvaluated {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Say how a build ended.
     *
     * @param endedAt by the agent's clock; the same however often it is said
     */
    record ReportFinished(BuildTask task, BuildOutcome outcome, Instant endedAt, Optional<String> traceparent)
            implements Report {}

    /** Start this build now. */
    record StartBuild(BuildTask task) implements AgentAction {}

    /** Stop this build; its end will be an event. */
    record CancelBuild(String attempt) implements AgentAction {}

    /**
     * This life of the agent is over: nothing more is to be said.
     *
     * @param fenced why it must end; empty when it was told to
     */
    record EndAgent(Optional<String> fenced) implements AgentAction {}

    /** Where an attempt stands. */
    record AttemptStatus(String attempt, State state) {}

    /** The states of an attempt, in their order. */
    enum State {
        WAITING,
        RUNNING,
        FINISHED
    }
}
