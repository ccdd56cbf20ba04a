package dev.tidemark.intake;

/** What becomes of a graph that has problems. */
public enum Leniency {
    /** It is not published: the former revision stays in force. */
    STRICT,
    /**
     * What is broken is left out: such packages, edges to them and to what is not in the set, and all but the first of
     * packages with one name. A source that was cut off is refused nevertheless: half a set would take the other half out.
     */
    LENIENT
}
