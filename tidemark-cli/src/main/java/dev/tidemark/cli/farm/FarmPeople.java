package dev.tidemark.cli.farm;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.codec.SubscriptionCodec;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Follow;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who there is in a farm and how they wish to be told, as its topics have it at a moment. */
final class FarmPeople implements Directory {

    private static final Logger LOG = LoggerFactory.getLogger(FarmPeople.class);

    /** How messages are put together is not asked here. */
    private static final Wishes.Grouping ANY = new Wishes.Grouping(
            List.of(),
            new Wishes.Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new Wishes.Limits(1, 1, 1),
            0,
            Duration.ZERO);

    private final Map<String, List<String>> teams;
    private final Map<String, List<String>> members;
    private final List<Subscription> subscriptions;

    private FarmPeople(
            Map<String, List<String>> teams, Map<String, List<String>> members, List<Subscription> subscriptions) {
        this.teams = teams;
        this.members = members;
        this.subscriptions = subscriptions;
    }

    /** Those of a set. */
    static FarmPeople of(FarmSettings farm, String set) {
        Map<String, List<String>> teams = new TreeMap<>();
        new FarmTopic<>(farm, Topics.PACKAGE, Package.class)
                .newest(key -> Routing.setOf(key).equals(set))
                .forEach((key, value) -> teams.put(key, value.getTeams()));
        Map<String, List<String>> members = new TreeMap<>();
        new FarmTopic<>(farm, Topics.MAINTAINER, Maintainer.class)
                .newest(key -> key.startsWith(Owners.TEAM))
                .forEach((key, value) -> members.put(key, value.getMembers()));
        return new FarmPeople(
                teams,
                members,
                understood(new FarmTopic<>(farm, Topics.SUBSCRIPTION, Subscription.class)
                        .newest(key -> true)
                        .values()));
    }

    /** What one person said and nobody understands keeps no other from being told. */
    static List<Subscription> understood(Collection<Subscription> all) {
        List<Subscription> understood = new ArrayList<>();
        Map<String, String> others = new TreeMap<>();
        for (Subscription said : all) {
            try {
                SubscriptionCodec.check(said);
                understood.add(said);
            } catch (IllegalArgumentException e) {
                others.put(said.getPerson() + "/" + said.getRule(), String.valueOf(e.getMessage()));
            }
        }
        if (!others.isEmpty()) {
            LOG.atWarn().addKeyValue("wishes", others).log("wishes that cannot be understood passed over");
        }
        return List.copyOf(understood);
    }

    /** How somebody wishes to be told. */
    Wishes wishes(String person) {
        return SubscriptionCodec.wishes(
                subscriptions.stream()
                        .filter(said -> said.getPerson().equals(person))
                        .toList(),
                ANY);
    }

    /** Whether somebody has asked for mail or calls, and for anything but their feed therefore. */
    boolean isReachable(String person) {
        return subscriptions.stream()
                .filter(said -> said.getPerson().equals(person))
                .anyMatch(said ->
                        said.getMail().filter(mail -> mail.getEnded().isEmpty()).isPresent()
                                || said.getWebhook()
                                        .filter(hook -> hook.getEnded().isEmpty())
                                        .isPresent());
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
        return subscriptions.stream()
                .flatMap(said -> SubscriptionCodec.follow(said).stream())
                .toList();
    }
}
