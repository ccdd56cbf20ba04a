package dev.tidemark.notifier;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.codec.LetterCodec;
import dev.tidemark.notifier.courier.Addresses;
import dev.tidemark.notifier.courier.Courier;
import dev.tidemark.notifier.courier.MailChannel;
import dev.tidemark.notifier.courier.WebhookChannel;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.DeadLetterSender;
import dev.tidemark.service.Part;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Puts the couriers together that the config asks for. */
final class Couriers {

    private final NotifierConfig config;
    private final EventSerdes serdes;
    private final MetricRegistry metrics;

    Couriers(NotifierConfig config, EventSerdes serdes, MetricRegistry metrics) {
        this.config = config;
        this.serdes = serdes;
        this.metrics = metrics;
    }

    /**
     * What couriers write and look up.
     *
     * @param links known once the public server listens
     */
    record Desk(
            Templates templates,
            Supplier<Links> links,
            WishLinks wishes,
            Addresses addresses,
            Addresses.Endings endings) {}

    List<Part> all(Desk desk) {
        InstantSource clock = InstantSource.system();
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
        return couriers;
    }

    private Courier.Identity identity(String name) {
        return new Courier.Identity(name, config.streams().instance());
    }

    private Courier.Office office() {
        return new Courier.Office(metrics, new DeadLetterSender(config.farm().clientSettings()));
    }
}
