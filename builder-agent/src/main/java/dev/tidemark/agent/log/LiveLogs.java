package dev.tidemark.agent.log;

/** Where it is told what recipes print, while they print it. Thread-safe. */
@FunctionalInterface
public interface LiveLogs {

    /** Tells nobody. */
    LiveLogs UNHEARD = attempt -> LiveLog.UNHEARD;

    /** The log of an attempt that begins; whoever opens it closes it, so that who watches is told of its end. */
    LiveLog open(LoggedAttempt attempt);
}
