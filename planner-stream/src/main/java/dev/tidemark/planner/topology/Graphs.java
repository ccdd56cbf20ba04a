package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import java.util.Optional;

/** The newest whole graph of each set. Safe for any thread. */
public interface Graphs {

    /**
     * Empty while none is published. Waits for what was published before the start, so that no bump is judged against less; a clock asks
     * {@link #areRead} first.
     *
     * @throws org.apache.kafka.common.KafkaException when that can not be read
     */
    Optional<PackageGraph> newest(String set);

    /** Whether all that was published before the start is in force. Who has them at hand has read them. */
    default boolean areRead() {
        return true;
    }
}
