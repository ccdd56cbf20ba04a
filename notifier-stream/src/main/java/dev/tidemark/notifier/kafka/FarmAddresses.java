package dev.tidemark.notifier.kafka;

import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.notifier.courier.Addresses;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.WebhookRule;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How people are reached, as the farm's topics have it now. Safe for any thread. */
public final class FarmAddresses implements Addresses {

    private final ConcurrentHashMap<String, Maintainer> people = new ConcurrentHashMap<>();
    /** By {@code person/rule}; only wishes to be reached in some way. */
    private final ConcurrentHashMap<String, Subscription> channels = new ConcurrentHashMap<>();

    void take(String key, @Nullable Maintainer value) {
        if (value == null) {
            people.remove(key);
        } else {
            people.put(key, value);
        }
    }

    void take(String key, @Nullable Subscription value) {
        if (value != null && (value.getMail().isPresent() || value.getWebhook().isPresent())) {
            channels.put(key, value);
        } else {
            channels.remove(key);
        }
    }

    private Optional<Subscription> wish(String person, String rule) {
        return Optional.ofNullable(channels.get(person + "/" + rule));
    }

    @Override
    public Optional<String> mail(String person) {
        return wish(person, Wish.MAIL)
                .flatMap(Subscription::getMail)
                .filter(mail -> mail.getEnded().isEmpty())
                .flatMap(mail -> Optional.ofNullable(people.get(person)))
                .flatMap(Maintainer::getEmail);
    }

    @Override
    public Optional<Hook> webhook(String person) {
        return wish(person, Wish.WEBHOOK)
                .flatMap(Subscription::getWebhook)
                .filter(hook -> hook.getEnded().isEmpty())
                .map(FarmAddresses::hook);
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
