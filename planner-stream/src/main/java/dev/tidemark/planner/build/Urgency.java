package dev.tidemark.planner.build;

/** How urgent a bump is, and with it its wave. Later is more urgent. */
public enum Urgency {
    ROUTINE,
    SECURITY
}
