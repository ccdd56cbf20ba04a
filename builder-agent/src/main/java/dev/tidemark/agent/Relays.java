package dev.tidemark.agent;

import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.log.LoggedAttempt;

/**
 * How an executor, which is made first, reaches the agent that it builds for.
 *
 * @param evaluations what preparations find
 * @param logs what recipes print
 */
record Relays(EvaluationRelay evaluations, Logs logs) {

    Relays() {
        this(new EvaluationRelay(), new Logs());
    }

    /** Nobody hears what is printed before there is an agent. Thread-safe. */
    static final class Logs implements LiveLogs {
        private volatile LiveLogs agent = LiveLogs.UNHEARD;

        void to(LiveLogs agent) {
            this.agent = agent;
        }

        @Override
        public LiveLog open(LoggedAttempt attempt) {
            return agent.open(attempt);
        }
    }
}
