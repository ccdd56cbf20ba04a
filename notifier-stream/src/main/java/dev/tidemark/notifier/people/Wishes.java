package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How somebody wants to be told.
 *
 * @param paces how soon, by what it is: {@link #MAINTAINED}, {@link #BLOCKED}, {@link #NOTICES} or the name of a wish to follow
 * @param mutes what they do not want to hear of
 * @param grouping how messages are put together
 */
public record Wishes(SortedMap<String, Pace> paces, List<Mute> mutes, Grouping grouping) {

    /** What they can act on. */
    public static final String MAINTAINED = "follow:maintained";

    /** What they maintain and is blocked. */
    public static final String BLOCKED = "follow:blocked";

    /** What is coming. */
    public static final String NOTICES = "follow:notices";

    /** What is coming goes together, whatever else does. No package, wave or set is called so. */
    static final String NOTICE_GROUP = "*notices";

    public Wishes {
        paces = new TreeMap<>(paces);
        mutes = List.copyOf(mutes);
    }

    /** Of somebody who never said anything. */
    public static Wishes none(Grouping usual) {
        return new Wishes(new TreeMap<>(), List.of(), usual);
    }

    /** How soon somebody is told. From soonest to never. */
    public enum Pace {
        AT_ONCE,
        DAILY,
        PER_WAVE,
        WEEKLY,
        OFF
    }

    /**
     * They do not want to hear of something.
     *
     * @param until until when; empty for good
     */
    public record Mute(Silenced what, Optional<Instant> until) {}

    /** What is silenced. */
    public sealed interface Silenced {

        /** Breakages all of whose packages are meant, and notices all of whose packages that are named are. */
        record Packages(Scope.Pattern pattern) implements Silenced {}

        /** Whatever a wave finds, and that it is coming. */
        record Wave(String wave) implements Silenced {}

        /** One breakage. */
        record OneBreakage(String breakage) implements Silenced {}
    }

    /** What must be the same within a message. */
    public enum GroupBy {
        BREAKAGE,
        PACKAGE,
        WAVE,
        SET
    }

    /**
     * How messages are put together.
     *
     * @param by what must be the same within one
     * @param timing how long they wait
     * @param limits how many there may be
     * @param digestHour at which hour of the day in UTC the daily one comes, and that of a Monday the weekly one
     * @param lastReminder how long before what stands is due somebody who can act is reminded, at the latest; zero for never
     */
    public record Grouping(List<GroupBy> by, Timing timing, Limits limits, int digestHour, Duration lastReminder) {

        /** @throws IllegalArgumentException when a number is out of its range */
        public Grouping {
            by = List.copyOf(by);
            if (lastReminder.isNegative()) {
                throw new IllegalArgumentException("last-reminder is %s: use 0s or more".formatted(lastReminder));
            }
            if (digestHour < 0 || digestHour > 23) {
                throw new IllegalArgumentException("the digest's hour is %d: use 0 to 23".formatted(digestHour));
            }
        }

        /** When the last of the day's messages comes that does not come later. */
        Instant digestNotAfter(Instant at) {
            ZonedDateTime day = at.atZone(ZoneOffset.UTC)
                    .toLocalDate()
                    .atTime(digestHour, 0)
                    .atZone(ZoneOffset.UTC);
            return (day.toInstant().isAfter(at) ? day.minusDays(1) : day).toInstant();
        }

        /** Whether a day's message that comes now is that of the hour. */
        boolean isDigestHour(Instant at) {
            return digestNotAfter(at).plus(Duration.ofHours(1)).isAfter(at);
        }

        /** The same, where it is not theirs to say but the operator's. */
        public Grouping under(Grouping operators) {
            Limits both = new Limits(
                    limits.perHour(),
                    operators.limits().perWeek(),
                    operators.limits().noticesPerWeek());
            return new Grouping(by, timing, both, digestHour, operators.lastReminder());
        }
    }

    /**
     * How many messages of their own somebody is sent. What is more waits, and is told in fewer.
     *
     * @param perHour within an hour; more of them come in one at its end
     * @param perWeek within seven days; more of them wait for the day's message
     * @param noticesPerWeek how many of these may be notices; more of them wait for the weekly one
     */
    public record Limits(int perHour, int perWeek, int noticesPerWeek) {

        /** @throws IllegalArgumentException when a number is out of its range */
        public Limits {
            if (perHour < 1) {
                throw new IllegalArgumentException("messages per hour are %d: use 1 or more".formatted(perHour));
            }
            if (perWeek < 0) {
                throw new IllegalArgumentException("messages per week are %d: use 0 or more".formatted(perWeek));
            }
            if (noticesPerWeek < 0) {
                throw new IllegalArgumentException("notices per week are %d: use 0 or more".formatted(noticesPerWeek));
            }
        }
    }

    /**
     * How long messages wait. The words are Alertmanager's.
     *
     * @param groupWait for more that belongs to them
     * @param groupInterval after the last one of the same group
     * @param repeatInterval before a reminder of what stands still; zero for never
     */
    public record Timing(Duration groupWait, Duration groupInterval, Duration repeatInterval) {

        /** @throws IllegalArgumentException when a time is less than nothing */
        public Timing {
            for (Map.Entry<String, Duration> time : Map.of(
                            "group-wait", groupWait, "group-interval", groupInterval, "repeat-interval", repeatInterval)
                    .entrySet()) {
                if (time.getValue().isNegative()) {
                    throw new IllegalArgumentException(
                            "%s is %s: use 0s or more".formatted(time.getKey(), time.getValue()));
                }
            }
        }
    }

    /** Whether a word is not to be told now. */
    boolean isSilenced(Word word, Instant now) {
        return silencedUntil(word).map(now::isBefore).orElse(true);
    }

    /** When the last of the mutes that silence a word ends; long ago where none does, empty where one has no end. */
    Optional<Instant> silencedUntil(Word word) {
        List<Mute> silencing =
                mutes.stream().filter(mute -> silences(mute.what(), word)).toList();
        return silencing.stream().anyMatch(mute -> mute.until().isEmpty())
                ? Optional.empty()
                : Optional.of(silencing.stream()
                        .flatMap(mute -> mute.until().stream())
                        .max(Comparator.naturalOrder())
                        .orElse(Instant.MIN));
    }

    private static boolean silences(Silenced what, Word word) {
        return switch (what) {
            case Silenced.OneBreakage(String breakage) -> breakage.equals(word.about());
            case Silenced.Wave(String wave) -> wave.equals(word.where().wave());
            case Silenced.Packages(Scope.Pattern pattern) ->
                word.where().packages().stream()
                        .allMatch(attribute -> pattern.matches(word.where().set(), attribute));
        };
    }

    /** How soon a word is to be told: by the reason that asks for it soonest. */
    Pace pace(Word word) {
        return switch (word.news()) {
            case Word.News.OfNotice(boolean isWorthAMessage) -> {
                boolean isTheirs =
                        word.reasons().stream().anyMatch(reason -> reason.kind() != Reason.Kind.FOLLOWS_REACHED);
                yield paces.getOrDefault(NOTICES, isWorthAMessage && isTheirs ? Pace.AT_ONCE : Pace.WEEKLY);
            }
            case Word.News.OfBreakage breakage ->
                word.reasons().stream().map(this::pace).min(Pace::compareTo).orElseThrow();
        };
    }

    /** How soon a word is told now; {@link Pace#OFF} where it is by no message. */
    public Pace told(Word word, Instant now) {
        return isSilenced(word, now) ? Pace.OFF : pace(word);
    }

    private Pace pace(Reason reason) {
        return switch (reason.kind()) {
            case MAINTAINS, BUMPED, PUBLISHED, ANSWERS -> paces.getOrDefault(MAINTAINED, Pace.AT_ONCE);
            case BLOCKED -> later(paces.getOrDefault(BLOCKED, Pace.DAILY));
            case FOLLOWS -> paces.getOrDefault(reason.what(), Pace.DAILY);
            case FOLLOWS_BLOCKED -> later(paces.getOrDefault(reason.what(), Pace.DAILY));
            case REACHED, ANSWERS_REACHED, FOLLOWS_REACHED -> paces.getOrDefault(NOTICES, Pace.WEEKLY);
        };
    }

    /** Nobody is disturbed by what is only blocked. */
    private static Pace later(Pace pace) {
        return pace == Pace.AT_ONCE ? Pace.DAILY : pace;
    }

    /** What a word is put together with. */
    String group(Word word) {
        if (word.news() instanceof Word.News.OfNotice) {
            return NOTICE_GROUP;
        }
        StringBuilder group = new StringBuilder();
        for (GroupBy by : grouping.by()) {
            group.append(group.isEmpty() ? "" : " ")
                    .append(
                            switch (by) {
                                case BREAKAGE -> word.about();
                                case PACKAGE -> word.where().packages().getFirst();
                                case WAVE -> word.where().wave();
                                case SET -> word.where().set();
                            });
        }
        return group.isEmpty() ? "all" : group.toString();
    }
}
