package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.people.Heard.Said;
import dev.tidemark.notifier.people.Heard.Waiting;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.notifier.people.Word.News;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides what a person is told, when, and with what else. Changes nothing itself. A word that comes twice, or after a newer one of
 * its breakage, decides nothing.
 *
 * <p>Every word is a note in their feed at once. By message they are told of what they can act on, once; that it has grown, they read in
 * the day's message; that it is mended, they are told in the way in which they were told of it, and not at all when they were not. Past
 * the limit of an hour they get one message at its end, so that nothing is lost and nobody is flooded. Of what is coming they are told
 * once a wave, in the week's message unless it is worth one of its own; past the limit of a week it is not. What they do not want to hear
 * of any more when it would be told, is not told. A breakage that they do not want to hear of for a time is told when that is over, if it
 * stands still.
 */
public final class AddressPeople {

    /** How long a person's side of a breakage is remembered after it is no more, so that a late word of it says nothing. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** What is most their own comes first. */
    private static final Comparator<Heard> NEAREST = Comparator.comparing(
                    (Heard heard) -> heard.newest().reasons().getFirst())
            .thenComparing(heard -> heard.newest().where().packages().getFirst())
            .thenComparing(heard -> heard.newest().about());

    private AddressPeople() {}

    /**
     * What is decided.
     *
     * @param changes of what is kept, in order
     * @param entries what they are told, in order
     */
    public record Decision(List<PersonChange> changes, List<Entry> entries) {
        public Decision {
            changes = List.copyOf(changes);
            entries = List.copyOf(entries);
        }
    }

    /** They may have to be told something. */
    public static Decision hear(PersonView person, Word word, Instant now) {
        AddressDraft draft = new AddressDraft(person, now);
        Optional<Heard> before = person.heard(word.about());
        if (before.filter(heard -> heard.newest().change() >= word.change()).isPresent()) {
            return draft.decision();
        }
        Optional<Said> said = before.flatMap(Heard::said);
        Optional<Waiting> placed = place(draft, word, said, person.wishes().pace(word));
        Optional<Waiting> waiting = person.wishes().isSilenced(word, now)
                ? placed.filter(place -> isPutOff(person.wishes(), word)).map(place -> new Waiting.MuteEnd())
                : placed;
        draft.keep(new Heard(word, now, said, waiting));
        draft.note(word);
        return draft.decision();
    }

    /** Whether what is silenced is told once it is no more: what stands, where every mute of it has an end. */
    private static boolean isPutOff(Wishes wishes, Word word) {
        return !word.isOver() && wishes.silencedUntil(word).isPresent();
    }

    /** Where a word waits; empty when it is not told. */
    private static Optional<Waiting> place(AddressDraft draft, Word word, Optional<Said> said, Pace pace) {
        boolean wasMessage = said.map(Said::byMessage).orElse(false);
        return switch (word.news()) {
            case News.OfNotice notice -> waiting(draft, word, pace);
            case News.OfBreakage breakage
            when breakage.isResolved() ->
                said.flatMap(told -> waiting(draft, word, wasMessage ? Pace.AT_ONCE : later(pace)));
            case News.OfBreakage(Breakage.State state, boolean isAnswered, var due) -> {
                boolean isOldNews = isAnswered || (wasMessage && state == Breakage.State.GROWN);
                yield waiting(draft, word, isOldNews ? later(pace) : pace);
            }
        };
    }

    private static Pace later(Pace pace) {
        return pace == Pace.AT_ONCE ? Pace.DAILY : pace;
    }

    private static Optional<Waiting> waiting(AddressDraft draft, Word word, Pace pace) {
        return switch (pace) {
            case AT_ONCE ->
                Optional.of(
                        draft.hasRoomThisWeek() || word.news() instanceof News.OfNotice
                                ? draft.gathering(word)
                                : new Waiting.Day(draft.nextDay()));
            case DAILY -> Optional.of(new Waiting.Day(draft.nextDay()));
            case WEEKLY -> Optional.of(new Waiting.Week(draft.nextWeek()));
            case PER_WAVE -> Optional.of(new Waiting.WaveEnd(word.where().wave()));
            case OFF -> Optional.empty();
        };
    }

    /** A wave has come to an end. */
    public static Decision waveOver(PersonView person, String wave, Instant now) {
        AddressDraft draft = new AddressDraft(person, now);
        draft.tell(
                Entry.Kind.DIGEST_OF_WAVE,
                stillWanted(
                        draft,
                        nearestFirst(
                                person,
                                heard -> heard.waiting()
                                        .filter(new Waiting.WaveEnd(wave)::equals)
                                        .isPresent())));
        return draft.decision();
    }

    /** Time has passed. */
    public static Decision tick(PersonView person, Instant now) {
        AddressDraft draft = new AddressDraft(person, now);
        draft.tellPastTheHour(stillWanted(draft, due(person, Waiting.Limit.class, now)));
        person.all().stream()
                .flatMap(heard -> heard.waiting().stream())
                .flatMap(waiting ->
                        waiting instanceof Waiting.Gathering(String group, Instant until) && !until.isAfter(now)
                                ? Stream.of(group)
                                : Stream.empty())
                .distinct()
                .sorted()
                .forEach(group -> draft.flush(group, stillWanted(draft, ofGroup(person, group))));
        unmute(draft);
        List<Heard> reminders = reminders(draft);
        List<Heard> ofTheDay = new ArrayList<>(stillWanted(draft, due(person, Waiting.Day.class, now)));
        boolean areOfTheDay =
                !draft.hasRoomThisWeek() && person.wishes().grouping().isDigestHour(now);
        if (areOfTheDay) {
            ofTheDay.addAll(reminders);
        }
        draft.tell(Entry.Kind.DIGEST_OF_DAY, ofTheDay);
        draft.tell(Entry.Kind.DIGEST_OF_WEEK, stillWanted(draft, due(person, Waiting.Week.class, now)));
        if (!areOfTheDay) {
            draft.remind(reminders);
        }
        person.all().stream()
                .filter(heard -> forgotten(heard).filter(at -> !at.isAfter(now)).isPresent())
                .forEach(heard -> draft.drop(heard.newest().about()));
        return draft.decision();
    }

    /** What was silenced is told now as if it had come now; but a wave that it was to wait for may have come to its end meanwhile. */
    private static void unmute(AddressDraft draft) {
        PersonView person = draft.person();
        Wishes wishes = person.wishes();
        for (Heard heard : nearestFirst(
                person,
                each -> unmuted(each, wishes)
                        .filter(at -> !at.isAfter(draft.now()))
                        .isPresent())) {
            Word word = heard.newest();
            Pace pace = wishes.pace(word) == Pace.PER_WAVE ? Pace.DAILY : wishes.pace(word);
            draft.keep(
                    wishes.isSilenced(word, draft.now())
                            ? heard.untold()
                            : place(draft, word, heard.said(), pace)
                                    .map(heard::waitingFor)
                                    .orElseGet(heard::untold));
        }
    }

    /** When what waits for that is silenced no more, or for good; empty when it does not wait for that. */
    static Optional<Instant> unmuted(Heard heard, Wishes wishes) {
        return heard.waiting().orElse(null) instanceof Waiting.MuteEnd
                ? Optional.of(wishes.silencedUntil(heard.newest())
                        .filter(heard.at()::isBefore)
                        .orElse(heard.at()))
                : Optional.empty();
    }

    /** What somebody is to be reminded of; what helps nobody any more is passed over. */
    private static List<Heard> reminders(AddressDraft draft) {
        PersonView person = draft.person();
        Instant now = draft.now();
        Wishes wishes = person.wishes();
        Predicate<Heard> helps = heard -> isWanted(person, heard, now) && isInTime(heard, wishes.grouping(), now);
        List<Heard> standing = nearestFirst(
                person,
                heard -> reminder(heard, wishes).filter(at -> !at.isAfter(now)).isPresent()
                        && heard.due().filter(at -> !at.isAfter(now)).isEmpty());
        standing.stream().filter(helps.negate()).forEach(heard -> draft.keep(heard.passedOver(now)));
        return standing.stream().filter(helps).toList();
    }

    /** The last reminder before something is due helps nobody once it was, but who was never told of it. */
    private static boolean isInTime(Heard heard, Wishes.Grouping grouping, Instant now) {
        return heard.said().isEmpty()
                || heard.newest().due().filter(now::isBefore).isPresent()
                || heard.said()
                        .flatMap(said -> repeated(said, grouping.timing().repeatInterval()))
                        .filter(at -> !at.isAfter(now))
                        .isPresent();
    }

    /**
     * Those of them that somebody wants to hear of now: they may have said otherwise since it waits. Of the others those wait on that are
     * silenced for a time.
     */
    private static List<Heard> stillWanted(AddressDraft draft, List<Heard> waiting) {
        PersonView person = draft.person();
        Wishes wishes = person.wishes();
        Predicate<Heard> wanted = heard -> isWanted(person, heard, draft.now());
        waiting.stream()
                .filter(wanted.negate())
                .forEach(heard -> draft.keep(
                        wishes.isSilenced(heard.newest(), draft.now()) && isPutOff(wishes, heard.newest())
                                ? heard.waitingFor(new Waiting.MuteEnd())
                                : heard.untold()));
        return waiting.stream().filter(wanted).toList();
    }

    private static boolean isWanted(PersonView person, Heard heard, Instant now) {
        Wishes wishes = person.wishes();
        Word word = heard.newest();
        // Who was alarmed hears of the end.
        boolean isOwed = word.isOver() && heard.said().filter(Said::byMessage).isPresent();
        return !wishes.isSilenced(word, now) && (isOwed || wishes.pace(word) != Pace.OFF);
    }

    private static List<Heard> due(PersonView person, Class<? extends Waiting> kind, Instant now) {
        boolean isDue = person.all().stream()
                .anyMatch(heard -> heard.waiting().filter(kind::isInstance).isPresent()
                        && heard.due().filter(at -> !at.isAfter(now)).isPresent());
        return isDue
                ? nearestFirst(
                        person,
                        heard -> heard.waiting().filter(kind::isInstance).isPresent())
                : List.of();
    }

    private static List<Heard> ofGroup(PersonView person, String group) {
        return nearestFirst(
                person,
                heard -> heard.waiting().orElse(null) instanceof Waiting.Gathering(String in, Instant until)
                        && in.equals(group));
    }

    private static List<Heard> nearestFirst(PersonView person, Predicate<Heard> which) {
        return person.all().stream().filter(which).sorted(NEAREST).toList();
    }

    /** When they are to be reminded of what stands still and they can act on; empty when not at all. */
    static Optional<Instant> reminder(Heard heard, Wishes wishes) {
        Word word = heard.newest();
        if (!word.isOpen() || !word.reasons().getFirst().kind().canAct()) {
            return Optional.empty();
        }
        Optional<Instant> repeated = heard.said()
                .filter(said -> heard.waiting().isEmpty())
                .flatMap(said -> repeated(said, wishes.grouping().timing().repeatInterval()));
        return Stream.of(repeated, last(heard, wishes))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static Optional<Instant> repeated(Said said, Duration repeat) {
        return repeat.isZero() ? Optional.empty() : Optional.of(said.at().plus(repeat));
    }

    /**
     * Once before it is due, to who was not told since; at the hour of the day's message, so that those of a day are one, or when it is
     * silenced no more. What waits for longer waits no longer then.
     */
    private static Optional<Instant> last(Heard heard, Wishes wishes) {
        Wishes.Grouping grouping = wishes.grouping();
        Word word = heard.newest();
        boolean isNeverTold = heard.said().isEmpty() && wishes.pace(word) == Pace.OFF;
        if (grouping.lastReminder().isZero() || isNeverTold) {
            return Optional.empty();
        }
        return word.due()
                .map(due -> grouping.digestNotAfter(due.minus(grouping.lastReminder())))
                .filter(at -> isBeforeWhatWaits(at, heard) && isAfterWhatWasSaid(at, heard))
                .flatMap(at -> wishes.silencedUntil(word).map(end -> end.isAfter(at) ? end : at));
    }

    private static boolean isBeforeWhatWaits(Instant at, Heard heard) {
        return heard.waiting()
                .map(waiting -> switch (waiting) {
                    case Waiting.WaveEnd wave -> true;
                    case Waiting.Week(Instant until) -> at.isBefore(until);
                    case Waiting.Gathering group -> false;
                    case Waiting.Day day -> false;
                    case Waiting.MuteEnd mute -> false;
                    case Waiting.Limit limit -> false;
                })
                .orElse(true);
    }

    /** Of what was never said and waits no more there may be a reminder at any time. */
    private static boolean isAfterWhatWasSaid(Instant at, Heard heard) {
        return heard.said()
                .map(Said::at)
                .or(() -> heard.waiting().map(waiting -> heard.at()))
                .map(at::isAfter)
                .orElse(true);
    }

    /** When nothing of a breakage matters to them any more. */
    static Optional<Instant> forgotten(Heard heard) {
        return heard.newest().isOver() && heard.waiting().isEmpty()
                ? Optional.of(heard.said().map(Said::at).orElse(heard.at()).plus(REMEMBERED))
                : Optional.empty();
    }
}
