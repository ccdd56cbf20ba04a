package dev.tidemark.notifier.kafka;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.TopicFeed;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The teams of every set's packages, as its graph has them now; what has none takes no room. Safe for any thread. */
public final class PackageOwners implements Owners, TopicFeed.Fold<Package> {

    private final ConcurrentHashMap<String, List<String>> teams = new ConcurrentHashMap<>();

    /** What reads them. */
    public TopicFeed<Package> feed(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(farm, Topics.PACKAGE, serdes.of(Package.class).deserializer(), this);
    }

    @Override
    public void take(String key, @Nullable Package value, TopicFeed.At at) {
        if (value == null || value.getTeams().isEmpty()) {
            teams.remove(key);
        } else {
            teams.put(key, List.copyOf(value.getTeams()));
        }
    }

    @Override
    public List<String> teams(String set, String attribute) {
        return teams.getOrDefault(set + ":" + attribute, List.of());
    }
}
