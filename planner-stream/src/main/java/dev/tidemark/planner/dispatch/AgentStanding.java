package dev.tidemark.planner.dispatch;

import java.time.Instant;

/**
 * How an agent stands, for people.
 *
 * @param agent what is known of it
 * @param busy how many of its slots are taken
 * @param state in a word
 * @param condition of its machine
 * @param until when a QUARANTINED one is trusted again; otherwise since when its life lasts
 */
public record AgentStanding(Agent agent, int busy, State state, Condition condition, Instant until) {

    /** The same of a machine that is so. */
    AgentStanding in(Condition other) {
        return new AgentStanding(agent, busy, state, other, until);
    }

    /** In a word. The first that holds, from the last to the first. */
    public enum State {
        /** A slot is free. */
        FREE,
        /** Every slot is taken. */
        BUSY,
        /** It has too little memory or disk for now. */
        HELD,
        /** It finishes what it has and gets nothing new. */
        DRAINING,
        /** It failed what others build, and gets nothing new for a time. */
        QUARANTINED,
        /** It has been silent for some beats, and gets nothing new. */
        SUSPECT,
        /** It has been silent for long: its builds are wanted again. */
        LOST,
        /** It has ended in order. */
        LEFT
    }
}
