package dev.tidemark.planner;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.planner.kafka.GraphFeed;
import dev.tidemark.planner.kafka.HistoryFeed;
import dev.tidemark.planner.topology.Feeds;
import dev.tidemark.planner.topology.PlannerMetrics;
import dev.tidemark.planner.topology.PlannerTopology;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.RegistryProbe;
import dev.tidemark.service.Service;
import dev.tidemark.service.streams.StreamsPart;
import java.time.Duration;

/** Puts a planner together. */
public final class PlannerService {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private PlannerService() {}

    /** A planner that is yet to be started. */
    public static Service of(PlannerConfig config) {
        MetricRegistry metrics = new MetricRegistry();
        EventSerdes serdes = new EventSerdes(config.farm().registry());
        BrokerProbe probe = BrokerProbe.ofProvisionedFarm(config.farm(), BROKER_PATIENCE);
        RegistryProbe registry = new RegistryProbe(serdes, RegistryProbe.PATIENCE);
        GraphFeed graphs = new GraphFeed(
                config.farm(), serdes, config.streams().stateFolder().resolve("graphs"));
        HistoryFeed histories = new HistoryFeed(config.farm(), serdes);
        Feeds feeds = new Feeds(graphs, histories);
        StreamsPart streams = new StreamsPart(
                "tidemark-planner",
                config.farm(),
                config.streams(),
                metrics,
                () -> PlannerTopology.build(
                        serdes, feeds, config.dispatch(), new PlannerMetrics(metrics), probe::partitions));
        return Service.watched("planner", config.status(), metrics, probe, registry, graphs, histories, streams);
    }
}
