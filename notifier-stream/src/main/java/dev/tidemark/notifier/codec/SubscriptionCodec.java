package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Follow;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.notifier.people.Wishes.GroupBy;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Mute;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.notifier.people.Wishes.Silenced;
import dev.tidemark.notifier.people.Wishes.Timing;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.GroupingRule;
import dev.tidemark.schemas.event.MuteRule;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What people wish. Every method throws {@link IllegalArgumentException} for a value that cannot be. */
public final class SubscriptionCodec {

    private SubscriptionCodec() {}

    /** What a wish can be. */
    private sealed interface Rule {
        record Pacing(String name, Pace pace) implements Rule {}

        record Muting(Mute mute) implements Rule {}

        record Together(Grouping grouping) implements Rule {}

        /** A way to reach them: the couriers' business. */
        record Channel() implements Rule {}
    }

    /**
     * All wishes of a person.
     *
     * @param usual how messages are put together where they do not say
     */
    public static Wishes wishes(List<Subscription> said, Grouping usual) {
        TreeMap<String, Pace> paces = new TreeMap<>();
        List<Mute> mutes = new ArrayList<>();
        Grouping grouping = usual;
        for (Subscription each : said) {
            switch (rule(each)) {
                case Rule.Pacing(String name, Pace pace) -> paces.put(name, pace);
                case Rule.Muting(Mute mute) -> mutes.add(mute);
                case Rule.Together(Grouping together) -> grouping = together.under(usual);
                case Rule.Channel channel -> {}
            }
        }
        return new Wishes(paces, mutes, grouping);
    }

    /** Finds out whether a new wish is one. What is stored may say more: it is read as far as that goes. */
    public static void check(Subscription said) {
        Rule unused = rule(said);
        Optional<Follow> unusedFollow = follow(said);
        if (said.getFollow().filter(SubscriptionCodec::isOfNoWave).isPresent()) {
            throw new IllegalArgumentException("notices come before a wave begins: use at-once, daily, weekly or off");
        }
    }

    /** What is coming cannot wait for the end of its wave. */
    private static boolean isOfNoWave(FollowRule follow) {
        return follow.getKind() == FollowKind.NOTICES && follow.getPace() == TellingPace.PER_WAVE;
    }

    private static Rule rule(Subscription said) {
        return Alternatives.exactlyOne(
                "a wish",
                said.getFollow().map(follow -> new Rule.Pacing(said.getRule(), pace(follow))),
                said.getMute().map(mute -> new Rule.Muting(mute(mute))),
                said.getGrouping().map(grouping -> new Rule.Together(grouping(grouping))),
                said.getMail().map(mail -> new Rule.Channel()),
                said.getWebhook().map(webhook -> new Rule.Channel()));
    }

    private static Pace pace(FollowRule follow) {
        return isOfNoWave(follow) ? Pace.WEEKLY : pace(follow.getPace());
    }

    private static Pace pace(TellingPace pace) {
        return switch (pace) {
            case AT_ONCE -> Pace.AT_ONCE;
            case DAILY -> Pace.DAILY;
            case PER_WAVE -> Pace.PER_WAVE;
            case WEEKLY -> Pace.WEEKLY;
            case OFF -> Pace.OFF;
            case UNKNOWN -> throw new NewerEventException("a pace");
        };
    }

    private static Mute mute(MuteRule mute) {
        Silenced what = switch (mute.getKind()) {
            case PACKAGES -> new Silenced.Packages(Scope.Pattern.parse(mute.getWhat()));
            case WAVE -> new Silenced.Wave(mute.getWhat());
            case BREAKAGE -> new Silenced.OneBreakage(mute.getWhat());
            case UNKNOWN -> throw new NewerEventException("a kind of mute");
        };
        return new Mute(what, mute.getUntil());
    }

    private static Grouping grouping(GroupingRule rule) {
        return new Grouping(
                rule.getGroupBy().stream()
                        .map(by -> switch (by) {
                            case BREAKAGE -> GroupBy.BREAKAGE;
                            case PACKAGE -> GroupBy.PACKAGE;
                            case WAVE -> GroupBy.WAVE;
                            case SET -> GroupBy.SET;
                            case UNKNOWN -> throw new NewerEventException("a way to group");
                        })
                        .toList(),
                new Timing(
                        Duration.ofSeconds(rule.getGroupWaitSeconds()),
                        Duration.ofSeconds(rule.getGroupIntervalSeconds()),
                        Duration.ofSeconds(rule.getRepeatIntervalSeconds())),
                new Wishes.Limits(rule.getPerHour(), 0, 0), // Those of a week, and the last, are the operator's to say.
                rule.getDigestHour(),
                Duration.ZERO);
    }

    /** A wish to follow something that is not theirs; empty for any other. */
    public static Optional<Follow> follow(Subscription said) {
        return said.getFollow()
                .flatMap(SubscriptionCodec::target)
                .map(target -> new Follow(said.getPerson(), said.getRule(), target));
    }

    private static Optional<Follow.Target> target(FollowRule rule) {
        if (rule.getPace() == TellingPace.OFF) {
            return Optional.empty();
        }
        return switch (rule.getKind()) {
            case MAINTAINED, BLOCKED, NOTICES -> Optional.empty();
            case PACKAGES -> Optional.of(new Follow.Target.Packages(Scope.Pattern.parse(rule.getWhat())));
            case TEAM -> Optional.of(new Follow.Target.Team(rule.getWhat()));
            case WAVE -> Optional.of(new Follow.Target.Wave(rule.getWhat()));
            case UNKNOWN -> throw new NewerEventException("a kind of wish to follow");
        };
    }
}
