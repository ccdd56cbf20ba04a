package dev.tidemark.cli.graph;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.kafka.GraphFeed;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetters;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The graph that is in force at a farm, read as a planner reads it. */
public final class FarmGraph {

    private FarmGraph() {}

    /**
     * Reads it.
     *
     * @param set whose graph; empty: of the one set that there is
     * @throws ServiceException when there is none, or more than one, with the next step
     */
    public static PackageGraph read(FarmSettings farm, Optional<String> set) throws InterruptedException {
        GraphFeed feed = new GraphFeed(farm, new EventSerdes(farm.registry()), new LeftToPlanners(), Optional.empty());
        try {
            feed.start();
            feed.awaitRead();
            List<String> sets = feed.sets();
            if (sets.isEmpty()) {
                throw new ServiceException(
                        "the farm has no package graph yet: import one with tidemark graph import, or name a file with --graph");
            }
            if (set.isEmpty() && sets.size() > 1) {
                throw new UsageException("the farm has several sets (%s): say which with --set, or write set:package"
                        .formatted(String.join(", ", sets)));
            }
            String asked = set.orElse(sets.getFirst());
            return feed.newest(asked)
                    .orElseThrow(() -> new UsageException("the farm has no set %s; it has %s: correct the name"
                            .formatted(asked, String.join(", ", sets))));
        } finally {
            feed.stop();
        }
    }

    /** A reader writes nothing: the farm's planners put what cannot be read where it belongs. */
    private static final class LeftToPlanners implements DeadLetters {
        @Override
        public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
            // The feed's own line in the log says what and why.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
