package dev.tidemark.notifier.kafka;

import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.notifier.courier.Addresses;
import dev.tidemark.schemas.event.MailRule;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.WebhookRule;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How people are reached, as the farm's topics have it now. Safe for any thread. */
public final class FarmAddresses implements Addresses {

    private final ConcurrentHashMap<String, Maintainer> people = new ConcurrentHashMap<>();
    /** By {@code person/rule}; only wishes to be reached in some way. */
    private final ConcurrentHashMap<String, Way> channels = new ConcurrentHashMap<>();

    /**
     * A wish to be reached in some way.
     *
     * @param said as it is now
     * @param since when it began, whatever was changed of it since: an address that is corrected gets what waits for it
     */
    private record Way(Subscription said, Instant since) {

        Way replacedBy(Subscription next) {
            return hasEnded() || since.isAfter(next.getAt()) ? new Way(next, next.getAt()) : new Way(next, since);
        }

        boolean hasEnded() {
            return said.getMail().flatMap(MailRule::getEnded).isPresent()
                    || said.getWebhook().flatMap(WebhookRule::getEnded).isPresent();
        }
    }

    void take(String key, @Nullable Maintainer value) {
        if (value == null) {
            people.remove(key);
        } else {
            people.put(key, value);
        }
    }

    void take(String key, @Nullable Subscription value) {
        if (value != null && (value.getMail().isPresent() || value.getWebhook().isPresent())) {
            channels.compute(key, (same, way) -> way == null ? new Way(value, value.getAt()) : way.replacedBy(value));
        } else {
            channels.remove(key);
        }
    }

    private Optional<Subscription> wish(String person, String rule) {
        return way(person, rule).map(Way::said);
    }

    private Optional<Way> way(String person, String rule) {
        return Optional.ofNullable(channels.get(person + "/" + rule)).filter(way -> !way.hasEnded());
    }

    @Override
    public Optional<Instant> mailSince(String person) {
        return way(person, Wish.MAIL).map(Way::since);
    }

    @Override
    public Optional<Instant> webhookSince(String person) {
        return way(person, Wish.WEBHOOK).map(Way::since);
    }

    @Override
    public Optional<String> mail(String person) {
        return wish(person, Wish.MAIL)
                .flatMap(Subscription::getMail)
                .flatMap(mail -> Optional.ofNullable(people.get(person)))
                .flatMap(Maintainer::getEmail);
    }

    @Override
    public Optional<Hook> webhook(String person) {
        return wish(person, Wish.WEBHOOK).flatMap(Subscription::getWebhook).map(FarmAddresses::hook);
    }

    private static Hook hook(WebhookRule rule) {
        return new Hook(rule.getUrl(), rule.getSecret());
    }

    @Override
    public Optional<String> github(String person) {
        return Optional.ofNullable(people.get(person)).flatMap(Maintainer::getGithub);
    }

    @Override
    public String name(String person) {
        return Optional.ofNullable(people.get(person))
                .map(Maintainer::getName)
                .filter(name -> !name.isEmpty())
                .orElse(person);
    }
}
