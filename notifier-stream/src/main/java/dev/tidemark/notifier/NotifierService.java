package dev.tidemark.notifier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.http.EventStream;
import dev.tidemark.notifier.http.FeedBook;
import dev.tidemark.notifier.http.JobLookup;
import dev.tidemark.notifier.http.Pages;
import dev.tidemark.notifier.http.PublicServer;
import dev.tidemark.notifier.http.WishTokens;
import dev.tidemark.notifier.kafka.FarmDirectory;
import dev.tidemark.notifier.kafka.ScopeTopics;
import dev.tidemark.notifier.kafka.WishWriter;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.topology.NotifierTopology;
import dev.tidemark.notifier.topology.Telling;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Part;
import dev.tidemark.service.RegistryProbe;
import dev.tidemark.service.Service;
import dev.tidemark.service.streams.StreamsPart;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Puts a notifier together. */
public final class NotifierService {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private NotifierService() {}

    /** A notifier that is yet to be started. */
    public static Service of(NotifierConfig config) {
        MetricRegistry metrics = new MetricRegistry();
        FarmSettings farm = config.farm();
        EventSerdes serdes = new EventSerdes(farm.registry());
        BrokerProbe probe = BrokerProbe.ofProvisionedFarm(farm, BROKER_PATIENCE);
        FarmDirectory directory = new FarmDirectory();
        WishWriter wishes =
                new WishWriter(farm, serdes, directory.addresses(), probe::partitions, InstantSource.system());
        Templates templates = new Templates(
                config.templates().isEmpty() ? Optional.empty() : Optional.of(Path.of(config.templates())));
        FeedBook book = new FeedBook();
        // Links are known once the server listens, and the server answers with links.
        AtomicReference<PublicServer> listening = new AtomicReference<>();
        WishTokens tokens = new WishTokens(
                WishSecret.of(config.http().secret(), config.streams().stateFolder()),
                () -> listening.get().links());
        Ending ending = new Ending();
        PublicServer server = new PublicServer(
                config.http(),
                links -> new Pages(
                        new Pages.Sources(
                                book,
                                new EventStream(farm, serdes),
                                templates,
                                tokens,
                                wishes,
                                new JobLookup(farm, serdes)),
                        links,
                        config.http(),
                        ending::hasBegun));
        listening.set(server);
        Telling telling = new Telling(
                config.pace(), Scope.of(config.scopes()), config.scopeTopics(), config.messages(), directory);
        List<Part> parts = new ArrayList<>(List.of(
                probe,
                new RegistryProbe(serdes, RegistryProbe.PATIENCE),
                new ScopeTopics(farm, config.scopeTopics()),
                wishes,
                directory.packages(farm, serdes),
                directory.maintainers(farm, serdes),
                directory.subscriptions(farm, serdes),
                server,
                ending,
                book.breakages(farm, serdes),
                book.inboxes(farm, serdes),
                book.notices(farm, serdes),
                new StreamsPart(
                        "tidemark-notifier",
                        farm,
                        config.streams(),
                        metrics,
                        () -> NotifierTopology.build(serdes, telling, metrics, probe::partitions))));
        parts.addAll(new Couriers(config, serdes, metrics)
                .all(new Couriers.Desk(
                        templates, server::links, tokens, directory.addresses(), wishes, book::breakage)));
        return Service.watched("notifier", config.status(), metrics, parts.toArray(Part[]::new));
    }
}
