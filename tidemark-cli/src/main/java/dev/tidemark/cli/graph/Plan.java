package dev.tidemark.cli.graph;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import java.util.List;

/**
 * What was asked and what the answer is.
 *
 * @param graph that was asked
 * @param bumped what would be bumped
 * @param capacity who would build
 * @param impact what it would take
 * @param jobs every job of it, dependencies first; empty where nobody wants their names
 */
public record Plan(PackageGraph graph, List<Bumped> bumped, Capacity capacity, Impact impact, List<Impact.Job> jobs) {

    public Plan {
        bumped = List.copyOf(bumped);
        jobs = List.copyOf(jobs);
    }

    /** Attribute, version and, if it was said, the version that it would go to. */
    String change(Bumped bump) {
        String version = graph.version(bump.index());
        return "%s %s%s"
                .formatted(
                        graph.attribute(bump.index()),
                        version.isEmpty() ? "(no version)" : version,
                        bump.to().map(to -> " -> " + to).orElse(""));
    }

    long rootsBlocked() {
        return impact.blocked().stream().filter(Impact.Blocked::root).count();
    }
}
