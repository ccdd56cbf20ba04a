package dev.tidemark.notifier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.topology.NotifierTopology;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.Part;
import dev.tidemark.service.Service;
import dev.tidemark.service.StatusServer;
import dev.tidemark.service.streams.StreamsPart;
import java.time.Duration;
import java.util.List;

/** Puts a notifier together. */
public final class NotifierService {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private NotifierService() {}

    /** A notifier that is yet to be started. */
    public static Service of(NotifierConfig config) {
        MetricRegistry metrics = new MetricRegistry();
        EventSerdes serdes = new EventSerdes(config.farm().registry());
        Part probe = BrokerProbe.ofProvisionedFarm(config.farm(), BROKER_PATIENCE);
        Part streams = new StreamsPart(
                "tidemark-notifier", config.farm(), config.streams(), () -> NotifierTopology.build(serdes, metrics));
        StatusServer status = new StatusServer(config.status(), metrics, List.of(probe, streams));
        return new Service("notifier", List.of(status, probe, streams));
    }
}
