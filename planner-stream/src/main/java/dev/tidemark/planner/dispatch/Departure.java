package dev.tidemark.planner.dispatch;

/** How an agent went. */
public enum Departure {
    /** It said so, and had nothing any more. */
    LEFT,
    /** It has been silent for long. */
    LOST,
    /** It may not build any more, by a person's decision or since it offers more than it may. */
    DISMISSED
}
