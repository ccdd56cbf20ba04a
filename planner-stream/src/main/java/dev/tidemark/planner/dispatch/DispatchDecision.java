package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What follows from an event.
 *
 * @param changes to the pool's state, in order
 * @param effects what agents, waves, operators and whoever plans are told, in order
 */
public record DispatchDecision(List<Change> changes, List<Effect> effects) {

    /** Something that changes in a pool. All but what is {@link Fleeting} outlive the process. */
    public sealed interface Change {
        record DemandPut(Demand demand) implements Change {}

        record DemandRemoved(Sha256 key) implements Change {}

        record AgentPut(Agent agent) implements Change {}

        /** An agent is not known any more. */
        record AgentRemoved(String name, Departure how) implements Change {}

        /** An agent may build, or not any more. */
        record EnrolmentPut(Enrolment enrolment) implements Change {}

        /** Nobody knows of an agent any more. */
        record EnrolmentRemoved(String agent) implements Change {}

        /** A build succeeded. */
        record EvidenceFound(Sha256 key, Sha256 outputHash) implements Change {}

        /** What a build succeeded with is lost. */
        record EvidenceLost(Sha256 key) implements Change {}

        /** How its builds go is known better. */
        record HistoryLearnt(JobHistory history) implements Change {}

        record AttemptsNumbered(long next) implements Change {}

        /** Operators were told that the artifact store has lost something. */
        record LossTold(Instant at) implements Change {}

        /** A wave has had more of the pool. */
        record SharePut(WaveShare share) implements Change {}

        /** A wave wants nothing any more, or not at the moment. */
        record ShareRemoved(WaveId wave) implements Change {}
    }

    /** What is known again soon enough after a restart. */
    public sealed interface Fleeting extends Change {
        /** An agent was heard. */
        record Heard(String agent, Instant at) implements Fleeting {}

        /** How an agent's machine is has changed. */
        record Felt(String agent, Condition condition) implements Fleeting {}

        /**
         * Beats in a row did not mention an attempt.
         *
         * @param weight what that means by now, since it was last asked for
         * @param resends how often it was asked for again
         * @param since when the first of them was heard
         */
        record Unmentioned(String attempt, int weight, int resends, Instant since) implements Fleeting {

            Unmentioned and(int more) {
                return new Unmentioned(attempt, weight + more, resends, since);
            }

            Unmentioned sentAgain() {
                return new Unmentioned(attempt, 0, resends + 1, since);
            }
        }

        /** A beat mentions an attempt that those before it did not. */
        record Mentioned(String attempt) implements Fleeting {}

        /** Operators know why somebody who says that he is an agent is not heeded. */
        record Told(String agent, Distrust why) implements Fleeting {}

        /** What they knew of an agent is past. */
        record ToldForgotten(String agent) implements Fleeting {}

        /** Operators were told that an agent, in this life, does not find in its artifact store what others find. */
        record Doubted(String agent, String incarnation, Instant at) implements Fleeting {}

        /** What waits was looked at once since this dispatcher began: what was kept of it may have been said of agents that are back. */
        record LookedAround() implements Fleeting {}

        /** People were told how an agent stands. */
        record Published(AgentStanding standing, Instant at) implements Fleeting {}
    }

    /** Something that somebody is told. */
    public sealed interface Effect {
        /** An agent is to build. */
        record RequestBuild(
                Attempt attempt,
                BuildSpec spec,
                Purpose purpose,
                @Nullable String traceparent) implements Effect {}

        /** An agent may forget an attempt, and stops it if it runs. */
        record SettleAttempt(String agent, String incarnation, String attempt) implements Effect {}

        /** A life of an agent is to end. */
        record FenceAgent(String agent, String incarnation, String reason) implements Effect {}

        /** Who says that he is an agent is told why he is not heeded. */
        record TurnAway(String agent, String incarnation, String reason) implements Effect {}

        /** The record that said so is kept for people to look at, and for nothing else. */
        record PutAside(Distrust why, String reason) implements Effect {}

        /** One who wants a build is told what became of it. */
        record TellWave(Wanter wanter, News news) implements Effect {}

        /** Whoever plans is told how builds go. */
        record PublishHistory(JobHistory history) implements Effect {}

        /** People are told how an agent stands. */
        record PublishAgent(AgentStanding standing) implements Effect {}

        /** Operators are told what they must know. */
        record TellOperators(OperatorNews news) implements Effect {}
    }

    /** What one who wants a build is told. */
    public sealed interface News {
        record Started(String agent, String attempt) implements News {}

        record Built(Sha256 outputHash, boolean reused, Duration duration, String agent) implements News {}

        /**
         * It failed, or what it is to be built from is lost.
         *
         * @param lostWorkspace digest of the workspace that is lost, which may be another wave's; null where none is
         */
        record Failed(
                BuildFailure failure,
                Duration duration,
                @Nullable Sha256 lostWorkspace) implements News {
            public Failed(BuildFailure failure, Duration duration) {
                this(failure, duration, null);
            }
        }

        /** A part of what a preparation found. */
        record Evaluated(String attempt, int chunk, List<EvaluatedJob> rows) implements News {}

        /** A preparation succeeded: its parts were told before, as far as he wanted it then. */
        record Prepared(String attempt, Sha256 workspace, int rows, Duration duration, String agent) implements News {}

        record Waiting(String reason) implements News {}

        /**
         * The farm failed an attempt, and it is tried again, or given up: that is told besides.
         *
         * @param kind how it failed
         * @param agent on which agent
         * @param logHash the attempt's whole log in the artifact store; null when none was kept
         */
        record FailedByFarm(
                String reason,
                String attempt,
                FailureKind kind,
                String agent,
                @Nullable Sha256 logHash) implements News {

            /** The attempt's whole log; empty when none was kept. */
            public Optional<AttemptLog> log() {
                return Optional.ofNullable(logHash).map(hash -> new AttemptLog(kind, agent, hash));
            }
        }

        /** @param nobodyFits false when the farm failed it too often */
        record Stuck(String reason, boolean nobodyFits) implements News {}
    }
}
