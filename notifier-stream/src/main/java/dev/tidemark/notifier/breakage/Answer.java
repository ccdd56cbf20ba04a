package dev.tidemark.notifier.breakage;

import java.time.Instant;

/**
 * Somebody said that a breakage will stay.
 *
 * @param kind WONT_FIX or CANT_FIX
 * @param actor who says so
 * @param reason why
 * @param at when it was said
 */
public record Answer(Kind kind, String actor, String reason, Instant at) {

    /** What is said. */
    public enum Kind {
        WONT_FIX,
        CANT_FIX
    }
}
