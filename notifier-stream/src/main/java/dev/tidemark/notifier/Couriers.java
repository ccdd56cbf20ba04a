package dev.tidemark.notifier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.codec.IssueCodec;
import dev.tidemark.notifier.codec.LetterCodec;
import dev.tidemark.notifier.courier.Addresses;
import dev.tidemark.notifier.courier.Courier;
import dev.tidemark.notifier.courier.MailChannel;
import dev.tidemark.notifier.courier.WebhookChannel;
import dev.tidemark.notifier.courier.github.GithubChannel;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetterSender;
import dev.tidemark.service.Part;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts the couriers together that the config asks for. */
final class Couriers {

    private final NotifierConfig config;
    private final EventSerdes serdes;
    private final MetricRegistry metrics;
    private final InstantSource clock = InstantSource.system();

    Couriers(NotifierConfig config, EventSerdes serdes, MetricRegistry metrics) {
        this.config = config;
        this.serdes = serdes;
        this.metrics = metrics;
    }

    /**
     * What couriers write and look up.
     *
     * @param links known once the public server listens
     * @param newest by breakage, how it stands as far as that is known
     */
    record Desk(
            Templates templates,
            Supplier<Links> links,
            WishLinks wishes,
            Addresses addresses,
            Addresses.Endings endings,
            Function<String, Optional<BreakageCard>> newest) {}

    List<Part> all(Desk desk) {
        List<Part> couriers = new ArrayList<>();
        couriers.add(Courier.ofInboxes(
                identity("webhook"),
                config.farm(),
                serdes,
                () -> new WebhookChannel(config.webhook(), desk.addresses(), desk.endings(), clock),
                config.webhook().courier(),
                office()));
        if (config.mail().enabled()) {
            couriers.add(Courier.ofInboxes(
                    identity("mail"),
                    config.farm(),
                    serdes,
                    () -> new MailChannel(
                            config.mail(),
                            new LetterCodec(desk.templates(), desk.links().get(), desk.wishes()),
                            desk.wishes(),
                            desk.addresses(),
                            desk.endings(),
                            clock),
                    config.mail().courier(),
                    office()));
        }
        if (config.github().hasTracker()) {
            couriers.add(Courier.ofBreakages(
                    identity("github"),
                    config.farm(),
                    serdes,
                    () -> greeting(new GithubChannel(
                            config.github(),
                            new IssueCodec(desk.templates(), desk.links().get(), mentioned(desk)),
                            desk.newest(),
                            config.streams().stateFolder(),
                            clock)),
                    config.github().courier(),
                    office()));
        }
        return couriers;
    }

    private Function<String, Optional<String>> mentioned(Desk desk) {
        return config.github().mention() ? desk.addresses()::github : person -> Optional.empty();
    }

    /** Who waits for GitHub's answer waits beside the courier: it begins meanwhile. */
    private static GithubChannel greeting(GithubChannel channel) {
        Thread unused = Thread.startVirtualThread(channel::greet);
        return channel;
    }

    private Courier.Identity identity(String name) {
        return new Courier.Identity(name, config.streams().instance());
    }

    private Courier.Office office() {
        return new Courier.Office(metrics, new DeadLetterSender(config.farm().clientSettings()), clock);
    }
}
