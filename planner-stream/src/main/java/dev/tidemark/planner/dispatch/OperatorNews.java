package dev.tidemark.planner.dispatch;

import java.time.Duration;

/**
 * Something that operators must know.
 *
 * @param kind what kind of thing
 * @param subject whom or what it is about
 * @param message what happened, as a sentence
 * @param next the next step, as a command or a sentence
 */
public record OperatorNews(Kind kind, String subject, String message, String next) {

    /** How long what goes on and on is not told again. */
    static final Duration AGAIN_AFTER = Duration.ofHours(1);

    /** What kind of thing. */
    public enum Kind {
        /** An agent was silent for too long: its builds are wanted again. */
        AGENT_LOST,
        /** An agent fails what others build: it gets nothing new. */
        AGENT_QUARANTINED,
        /** An agent is not enrolled, cannot prove that it is who it says, or offers more than it may: it gets no work. */
        AGENT_REFUSED,
        /** What came as a result is not one of an enrolled agent: it settled nothing. */
        RESULT_REFUSED,
        /** No agent has fitted for the policy's time. */
        NOBODY_FITS,
        /** An agent does not find in its artifact store what another finds there. Told at most once an hour for each life of it. */
        STORE_DOUBTED,
        /** The artifact store has lost what had been built, and it is built again. Told at most once an hour for each pool. */
        ARTIFACT_LOST,
        /** Something could not be downloaded from anywhere, by any agent that tried. */
        FETCH_FAILED
    }
}
