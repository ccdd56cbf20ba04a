package dev.tidemark.notifier.kafka;

import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.notifier.courier.Addresses;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.MailRule;
import dev.tidemark.schemas.event.MuteKind;
import dev.tidemark.schemas.event.MuteRule;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.WebhookRule;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes wishes that come by a link, and that a way to somebody has ended, each once the brokers have it. Safe for any thread.
 */
public final class WishWriter implements Part, Addresses.Endings {

    private static final Logger LOG = LoggerFactory.getLogger(WishWriter.class);
    private static final String LINK = "a link";
    private static final String NOTIFIER = "tidemark notifier";
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Duration MUTED = Duration.ofDays(30);

    private final FarmSettings farm;
    private final EventSerdes serdes;
    private final FarmAddresses addresses;
    private final IntSupplier partitions;
    private final InstantSource clock;
    private @Nullable KafkaProducer<String, Subscription> producer;

    /** @param partitions how many every topic has */
    public WishWriter(
            FarmSettings farm,
            EventSerdes serdes,
            FarmAddresses addresses,
            IntSupplier partitions,
            InstantSource clock) {
        this.farm = farm;
        this.serdes = serdes;
        this.addresses = addresses;
        this.partitions = partitions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "wish-writer";
    }

    @Override
    public void start() {
        Map<String, Object> settings = new TreeMap<>(farm.clientSettings());
        settings.put("acks", "all");
        settings.put("max.block.ms", WITHIN.toMillis());
        settings.put("delivery.timeout.ms", Math.toIntExact(WITHIN.toMillis()));
        settings.put("request.timeout.ms", Math.toIntExact(WITHIN.toMillis() / 2));
        settings.put("linger.ms", 0);
        Serializer<Subscription> values = serdes.of(Subscription.class).serializer();
        producer = new KafkaProducer<>(settings, new StringSerializer(), values);
    }

    /**
     * Somebody wants no more mail.
     *
     * @return whether it is noted
     */
    public boolean noMail(String person) {
        return write(person + "/" + Wish.MAIL, null);
    }

    /**
     * Somebody does not want to hear of a breakage for 30 days.
     *
     * @return whether it is noted
     */
    public boolean mute(String person, String breakage) {
        MuteRule rule =
                new MuteRule(MuteKind.BREAKAGE, breakage, clock.instant().plus(MUTED), "by a link in a message");
        return say(person, Wish.mute(MuteKind.BREAKAGE, breakage), LINK, said -> said.setMute(rule));
    }

    @Override
    public void mailEnded(String person, String reason) {
        LOG.atWarn().addKeyValue("person", person).addKeyValue("reason", reason).log("mail ends");
        boolean unused = say(person, Wish.MAIL, NOTIFIER, said -> said.setMail(new MailRule(reason)));
    }

    @Override
    public void webhookEnded(String person, String reason) {
        LOG.atWarn().addKeyValue("person", person).addKeyValue("reason", reason).log("calls end");
        addresses
                .webhook(person)
                .ifPresent(hook -> say(
                        person,
                        Wish.WEBHOOK,
                        NOTIFIER,
                        said -> said.setWebhook(new WebhookRule(hook.url(), hook.secret(), reason))));
    }

    private boolean say(String person, String rule, String by, UnaryOperator<Subscription.Builder> wish) {
        Subscription said = wish.apply(Subscription.newBuilder()
                        .setPerson(person)
                        .setRule(rule)
                        .setBy(by)
                        .setAt(clock.instant()))
                .build();
        return write(person + "/" + rule, said);
    }

    private boolean write(String key, @Nullable Subscription said) {
        if (producer == null) {
            return false;
        }
        try {
            var unused = producer.send(new ProducerRecord<>(
                            Topics.SUBSCRIPTION.name(),
                            Topics.SUBSCRIPTION.partition(key, said, partitions.getAsInt()),
                            key,
                            said))
                    .get(WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            addresses.take(key, said);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atError().addKeyValue("wish", key).setCause(e).log("wish could not be written");
            return false;
        }
    }

    @Override
    public void stop() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }

    @Override
    public Health health() {
        return producer == null ? new Health.Starting("not started yet") : Health.READY;
    }
}
