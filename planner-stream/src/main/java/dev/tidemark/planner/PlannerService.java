package dev.tidemark.planner;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.planner.kafka.GraphFeed;
import dev.tidemark.planner.topology.PlannerMetrics;
import dev.tidemark.planner.topology.PlannerTopology;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.Part;
import dev.tidemark.service.Service;
import dev.tidemark.service.StatusServer;
import dev.tidemark.service.streams.StreamsPart;
import java.time.Duration;
import java.util.List;

/** Puts a planner together. */
public final class PlannerService {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private PlannerService() {}

    /** A planner that is yet to be started. */
    public static Service of(PlannerConfig config) {
        MetricRegistry metrics = new MetricRegistry();
        EventSerdes serdes = new EventSerdes(config.farm().registry());
        GraphFeed feed = new GraphFeed(config.farm(), serdes);
        StreamsPart streams = new StreamsPart(
                "tidemark-planner",
                config.farm(),
                config.streams(),
                () -> PlannerTopology.build(serdes, feed, config.dispatch(), new PlannerMetrics(metrics)));
        List<Part> work = List.of(BrokerProbe.ofProvisionedFarm(config.farm(), BROKER_PATIENCE), feed, streams);
        return new Service(
                "planner",
                List.of(new StatusServer(config.status(), metrics, work), work.get(0), work.get(1), work.get(2)));
    }
}
