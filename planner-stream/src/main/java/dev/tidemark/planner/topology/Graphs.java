package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import java.util.Optional;

/** The newest whole graph of each set. Safe for any thread. */
public interface Graphs {

    /** Empty while none is published. */
    Optional<PackageGraph> newest(String set);
}
