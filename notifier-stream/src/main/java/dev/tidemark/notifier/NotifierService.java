package dev.tidemark.notifier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.kafka.FarmDirectory;
import dev.tidemark.notifier.topology.NotifierTopology;
import dev.tidemark.notifier.topology.Telling;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.RegistryProbe;
import dev.tidemark.service.Service;
import dev.tidemark.service.streams.StreamsPart;
import java.time.Duration;

/** Puts a notifier together. */
public final class NotifierService {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private NotifierService() {}

    /** A notifier that is yet to be started. */
    public static Service of(NotifierConfig config) {
        MetricRegistry metrics = new MetricRegistry();
        EventSerdes serdes = new EventSerdes(config.farm().registry());
        RegistryProbe registry = new RegistryProbe(serdes, RegistryProbe.PATIENCE);
        BrokerProbe probe = BrokerProbe.ofProvisionedFarm(config.farm(), BROKER_PATIENCE);
        FarmDirectory directory = new FarmDirectory();
        Telling telling = new Telling(config.pace(), Scope.of(config.scopes()), config.messages(), directory);
        StreamsPart streams = new StreamsPart(
                "tidemark-notifier",
                config.farm(),
                config.streams(),
                metrics,
                () -> NotifierTopology.build(serdes, telling, metrics, probe::partitions));
        return Service.watched(
                "notifier",
                config.status(),
                metrics,
                probe,
                registry,
                directory.packages(config.farm(), serdes),
                directory.maintainers(config.farm(), serdes),
                directory.subscriptions(config.farm(), serdes),
                streams);
    }
}
