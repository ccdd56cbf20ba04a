package dev.tidemark.intake;

import java.util.List;

/**
 * A graph, and what a person should know of how it came about.
 *
 * @param graph ready to be published
 * @param edges from a package to another that it needs, for whatever reasons; two reasons are one edge
 * @param problems what was left out for being broken; none where that was not allowed
 * @param notes what is rightly not in the graph, a sentence each, in the order in which it was found
 */
public record GraphReading(SetGraph graph, long edges, Problems problems, List<String> notes) {

    public GraphReading {
        notes = List.copyOf(notes);
    }
}
