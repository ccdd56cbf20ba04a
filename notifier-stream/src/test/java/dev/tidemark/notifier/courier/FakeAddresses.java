package dev.tidemark.notifier.courier;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** People whom a test makes up. */
final class FakeAddresses implements Addresses, Addresses.Endings {

    private final TreeMap<String, String> mails = new TreeMap<>();
    private final TreeMap<String, Hook> hooks = new TreeMap<>();
    private final TreeMap<String, Instant> since = new TreeMap<>();
    private final List<String> ended = new ArrayList<>();

    void mail(String person, String address) {
        mails.put(person, address);
    }

    void hook(String person, String url, String secret) {
        hooks.put(person, new Hook(url, secret));
    }

    /** They have wanted to be reached only from then on. */
    void since(String person, Instant at) {
        since.put(person, at);
    }

    synchronized List<String> ended() {
        return List.copyOf(ended);
    }

    @Override
    public Optional<String> mail(String person) {
        return Optional.ofNullable(mails.get(person));
    }

    @Override
    public Optional<Instant> mailSince(String person) {
        return mail(person).map(address -> since.getOrDefault(person, Instant.EPOCH));
    }

    @Override
    public Optional<Instant> webhookSince(String person) {
        return webhook(person).map(hook -> since.getOrDefault(person, Instant.EPOCH));
    }

    @Override
    public Optional<Hook> webhook(String person) {
        return Optional.ofNullable(hooks.get(person));
    }

    @Override
    public Optional<String> github(String person) {
        return Optional.empty();
    }

    @Override
    public String name(String person) {
        return person.toUpperCase(java.util.Locale.ROOT);
    }

    @Override
    public synchronized void mailEnded(String person, String reason) {
        mails.remove(person);
        ended.add(person + ": " + reason);
    }

    @Override
    public synchronized void webhookEnded(String person, String reason) {
        hooks.remove(person);
        ended.add(person + ": " + reason);
    }
}
