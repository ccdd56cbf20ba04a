package dev.tidemark.notifier.kafka;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.codec.SubscriptionCodec;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Follow;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.TopicFeed;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Who there is, as the farm's topics have it now. Safe for any thread. */
public final class FarmDirectory implements Directory {

    /** By {@code set:attribute}; what has none takes no room. */
    private final ConcurrentHashMap<String, List<String>> teams = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<String, List<String>> members = new ConcurrentHashMap<>();
    /** By {@code person/rule}. */
    private final ConcurrentSkipListMap<String, Follow> follows = new ConcurrentSkipListMap<>();

    /** What reads the sets' packages. */
    public TopicFeed<Package> packages(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm, Topics.PACKAGE, serdes.of(Package.class).deserializer(), (key, value, at) -> take(key, value));
    }

    /** What reads people and teams. */
    public TopicFeed<Maintainer> maintainers(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm,
                Topics.MAINTAINER,
                serdes.of(Maintainer.class).deserializer(),
                (key, value, at) -> take(key, value));
    }

    /** What reads their wishes. */
    public TopicFeed<Subscription> subscriptions(FarmSettings farm, EventSerdes serdes) {
        return new TopicFeed<>(
                farm,
                Topics.SUBSCRIPTION,
                serdes.of(Subscription.class).deserializer(),
                (key, value, at) -> take(key, value));
    }

    void take(String key, @Nullable Package value) {
        if (value == null || value.getTeams().isEmpty()) {
            teams.remove(key);
        } else {
            teams.put(key, List.copyOf(value.getTeams()));
        }
    }

    void take(String key, @Nullable Maintainer value) {
        if (value == null || value.getMembers().isEmpty()) {
            members.remove(key);
        } else {
            members.put(key, List.copyOf(value.getMembers()));
        }
    }

    void take(String key, @Nullable Subscription value) {
        if (value == null) {
            follows.remove(key);
        } else {
            SubscriptionCodec.follow(value)
                    .ifPresentOrElse(follow -> follows.put(key, follow), () -> follows.remove(key));
        }
    }

    @Override
    public List<String> teams(String set, String attribute) {
        return teams.getOrDefault(set + ":" + attribute, List.of());
    }

    @Override
    public List<String> members(String team) {
        return members.getOrDefault(Owners.TEAM + team, List.of());
    }

    @Override
    public List<Follow> follows() {
        return List.copyOf(follows.values());
    }
}
