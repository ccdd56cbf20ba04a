package dev.tidemark.cli.farm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.codec.SubscriptionCodec;
import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.GroupBy;
import dev.tidemark.schemas.event.GroupingRule;
import dev.tidemark.schemas.event.MailRule;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.MuteKind;
import dev.tidemark.schemas.event.MuteRule;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.event.WebhookRule;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Where people say how they want to be told. */
public final class WishDesk {

    private static final int LONGEST_NAME = 300;
    private static final int SECRET_BYTES = 24;

    private final FarmTopic<Subscription> subscriptions;
    private final FarmTopic<Maintainer> people;
    private final Clock clock = Clock.systemUTC();

    public WishDesk(FarmSettings farm) {
        this.subscriptions = new FarmTopic<>(farm, Topics.SUBSCRIPTION, Subscription.class);
        this.people = new FarmTopic<>(farm, Topics.MAINTAINER, Maintainer.class);
    }

    /** What can be followed. */
    public enum Followed {
        MAINTAINED(FollowKind.MAINTAINED),
        BLOCKED(FollowKind.BLOCKED),
        NOTICES(FollowKind.NOTICES),
        PACKAGES(FollowKind.PACKAGES),
        TEAM(FollowKind.TEAM),
        WAVE(FollowKind.WAVE);

        private final FollowKind kind;

        Followed(FollowKind kind) {
            this.kind = kind;
        }
    }

    /** What can be muted. */
    public enum Muted {
        PACKAGES(MuteKind.PACKAGES),
        WAVE(MuteKind.WAVE),
        BREAKAGE(MuteKind.BREAKAGE);

        private final MuteKind kind;

        Muted(MuteKind kind) {
            this.kind = kind;
        }
    }

    /**
     * Whose wish it is, and who says so.
     *
     * @param person a handle, {@code team:NAME} or {@code operators}
     * @param by who says so
     */
    public record Whose(String person, String by) {

        /** @throws IllegalArgumentException when it cannot be a person's name */
        public Whose {
            if (person.isBlank()
                    || person.length() > LONGEST_NAME
                    || person.indexOf('/') >= 0
                    || person.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "\"%s\" is nobody's name: write a handle as sets have it, team:NAME or operators"
                                .formatted(Screen.printable(person)));
            }
        }
    }

    /** How messages are put together, as far as somebody says; the rest stays as it is. */
    public record Grouping(
            Optional<List<String>> by,
            Optional<Duration> groupWait,
            Optional<Duration> groupInterval,
            Optional<Duration> repeatInterval,
            Optional<Integer> perHour,
            Optional<Integer> digestHour) {

        /** What is said, and what held before where nothing is. */
        GroupingRule over(GroupingRule before) {
            return new GroupingRule(
                    by.map(all -> all.stream().map(WishDesk::groupBy).toList()).orElse(before.getGroupBy()),
                    groupWait.map(WishDesk::seconds).orElse(before.getGroupWaitSeconds()),
                    groupInterval.map(WishDesk::seconds).orElse(before.getGroupIntervalSeconds()),
                    repeatInterval.map(WishDesk::seconds).orElse(before.getRepeatIntervalSeconds()),
                    perHour.orElse(before.getPerHour()),
                    digestHour.orElse(before.getDigestHour()));
        }
    }

    /**
     * They follow something.
     *
     * @param what the pattern, the team or the wave; empty for what is theirs
     * @param pace at-once, daily, weekly, per-wave or off
     * @return the name of the wish
     */
    public String follow(Whose whose, Followed followed, String what, String pace) {
        FollowRule rule = new FollowRule(followed.kind, what, pace(pace));
        return say(whose, Wish.follow(followed.kind, what), said -> said.setFollow(rule));
    }

    private static TellingPace pace(String text) {
        try {
            TellingPace pace = TellingPace.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (pace != TellingPace.UNKNOWN) {
                return pace;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with those that there are.
        }
        throw new IllegalArgumentException(
                "\"%s\" is no pace: use at-once, daily, weekly, per-wave or off".formatted(text));
    }

    /** They do not want to hear of something. */
    public String mute(Whose whose, Muted muted, String what, Optional<Duration> time, String reason) {
        Instant until = time.map(clock.instant()::plus).orElse(null);
        MuteRule rule = new MuteRule(muted.kind, what, until, reason);
        return say(whose, Wish.mute(muted.kind, what), said -> said.setMute(rule));
    }

    /** They want messages put together so; where they do not say, as their wish has it, or else as a notifier has it of itself. */
    public String group(Whose whose, Grouping grouping) {
        GroupingRule rule =
                grouping.over(Optional.ofNullable(all(whose.person()).get(whose.person() + "/" + Wish.GROUPING))
                        .flatMap(Subscription::getGrouping)
                        .orElseGet(WishDesk::usual));
        return say(whose, Wish.GROUPING, said -> said.setGrouping(rule));
    }

    /** As a notifier has it of itself, for who does not say. */
    static GroupingRule usual() {
        Wishes.Grouping usual = NotifierConfig.usual().messages();
        return new GroupingRule(
                usual.by().stream().map(by -> groupBy(by.name())).toList(),
                seconds(usual.timing().groupWait()),
                seconds(usual.timing().groupInterval()),
                seconds(usual.timing().repeatInterval()),
                usual.limits().perHour(),
                usual.digestHour());
    }

    private static int seconds(Duration time) {
        return Math.toIntExact(time.toSeconds());
    }

    private static GroupBy groupBy(String text) {
        try {
            GroupBy by = GroupBy.valueOf(text.toUpperCase(Locale.ROOT));
            if (by != GroupBy.UNKNOWN) {
                return by;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with those that there are.
        }
        throw new IllegalArgumentException(
                "\"%s\" is nothing to group by: use breakage, package, wave or set".formatted(text));
    }

    /**
     * They want mail, at the address that the farm knows.
     *
     * @throws IllegalArgumentException when it knows none that could ever be one, with the next step
     */
    public String mail(Whose whose) {
        boolean isAPerson =
                !whose.person().equals(Owners.OPERATORS) && !whose.person().startsWith(Owners.TEAM);
        if (!isAPerson && !hasAddress(whose.person())) {
            throw new IllegalArgumentException(
                    "the farm knows no address of %s, so that no mail would come: %s"
                            .formatted(
                                    Screen.printable(whose.person()),
                                    whose.person().equals(Owners.OPERATORS)
                                            ? "give one with tidemark people import (docs/formats/people.md), or let it call you with tidemark subscribe operators --webhook URL"
                                            : "give one with tidemark people import (docs/formats/people.md); its members are told as well, and say so each with tidemark subscribe PERSON --mail"));
        }
        return say(whose, Wish.MAIL, said -> said.setMail(new MailRule((String) null)));
    }

    /**
     * They want to be called.
     *
     * @return the secret with which calls are signed
     */
    public String webhook(Whose whose, String url) {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        String secret = "whsec_" + Base64.getEncoder().encodeToString(bytes);
        String unused = say(whose, Wish.WEBHOOK, said -> said.setWebhook(new WebhookRule(url, secret, null)));
        return secret;
    }

    private boolean hasAddress(String person) {
        return people.newest(person::equals).values().stream()
                .anyMatch(known -> known.getEmail().isPresent());
    }

    private String say(Whose whose, String rule, UnaryOperator<Subscription.Builder> wish) {
        Subscription said = wish.apply(Subscription.newBuilder()
                        .setPerson(whose.person())
                        .setRule(rule)
                        .setBy(whose.by())
                        .setAt(clock.instant()))
                .build();
        SubscriptionCodec.check(said);
        subscriptions.put(Topics.SUBSCRIPTION.key().of(said), said);
        return rule;
    }

    /** @throws ServiceException when they have no such wish */
    public void takeBack(Whose whose, String rule) {
        if (!all(whose.person()).containsKey(whose.person() + "/" + rule)) {
            throw new UsageException("%s has no wish %s: see tidemark subscribe list %s"
                    .formatted(whose.person(), rule, whose.person()));
        }
        subscriptions.remove(whose.person() + "/" + rule);
    }

    private SortedMap<String, Subscription> all(String person) {
        return subscriptions.newest(key -> Routing.personOf(key).equals(person));
    }

    /** Shows somebody's wishes. */
    public void list(Whose whose, Form form) {
        SortedMap<String, Subscription> all = all(whose.person());
        Screen screen = Screen.standard();
        if (!form.isForPeople()) {
            form.print(tree(all), System.out);
            return;
        }
        if (all.isEmpty()) {
            screen.line("%s has not said how to be told: of what they can act on in their feed."
                    .formatted(Screen.printable(whose.person())));
            return;
        }
        Table table = new Table("WISH", "HOW", "SAID BY");
        all.values()
                .forEach(said -> table.row(
                        Screen.printable(said.getRule()), Screen.printable(how(said)), Screen.printable(said.getBy())));
        table.print(screen);
    }

    /** Somebody's wishes, for programs. */
    ArrayNode tree(Whose whose) {
        return tree(all(whose.person()));
    }

    private static ArrayNode tree(SortedMap<String, Subscription> all) {
        return RecordTree.all(all.values().stream().map(WishDesk::withoutSecret).toList());
    }

    /** What signs calls is shown once, to whoever asked for it. */
    private static Subscription withoutSecret(Subscription said) {
        return said.getWebhook()
                .map(hook -> Subscription.newBuilder(said)
                        .setWebhook(new WebhookRule(
                                hook.getUrl(), "", hook.getEnded().orElse(null)))
                        .build())
                .orElse(said);
    }

    private static String how(Subscription said) {
        return said.getFollow()
                .map(follow -> lower(follow.getPace()))
                .or(() -> said.getMute()
                        .map(mute ->
                                mute.getUntil().map(until -> "until " + until).orElse("for good")))
                .or(() -> said.getGrouping().map(WishDesk::how))
                .or(() -> said.getMail()
                        .map(mail -> mail.getEnded().map(why -> "ended: " + why).orElse("on")))
                .or(() -> said.getWebhook()
                        .map(hook -> hook.getEnded().map(why -> "ended: " + why).orElse(hook.getUrl())))
                .orElse("of a kind that is newer than this program");
    }

    private static String how(GroupingRule rule) {
        return "by %s, %d an hour, digest at %d:00 UTC"
                .formatted(
                        rule.getGroupBy().isEmpty()
                                ? "nothing"
                                : rule.getGroupBy().stream()
                                        .map(WishDesk::lower)
                                        .collect(Collectors.joining(" and ")),
                        rule.getPerHour(),
                        rule.getDigestHour());
    }

    private static String lower(Enum<?> symbol) {
        return symbol.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
