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
 * of any more when it would be told, is not told.
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
        Optional<Waiting> waiting = person.wishes().isSilenced(word, now) ? Optional.empty() : place(draft, word, said);
        draft.keep(new Heard(word, now, said, waiting));
        draft.note(word);
        return draft.decision();
    }

    /** Where a word waits; empty when it is not told. */
    private static Optional<Waiting> place(AddressDraft draft, Word word, Optional<Said> said) {
        Pace pace = draft.person().wishes().pace(word);
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

    /** What somebody is to be reminded of; what helps nobody any more is passed over. */
    private static List<Heard> reminders(AddressDraft draft) {
        PersonView person = draft.person();
        Instant now = draft.now();
        Wishes.Grouping grouping = person.wishes().grouping();
        Predicate<Heard> helps = heard -> isWanted(person, heard, now) && isInTime(heard, grouping, now);
        List<Heard> standing = nearestFirst(
                person,
                heard ->
                        reminder(heard, grouping).filter(at -> !at.isAfter(now)).isPresent());
        standing.stream().filter(helps.negate()).forEach(heard -> draft.keep(heard.passedOver(now)));
        return standing.stream().filter(helps).toList();
    }

    /** The last reminder before something is due helps nobody once it was. */
    private static boolean isInTime(Heard heard, Wishes.Grouping grouping, Instant now) {
        return heard.newest().due().filter(now::isBefore).isPresent()
                || heard.said()
                        .flatMap(said -> repeated(said, grouping.timing().repeatInterval()))
                        .filter(at -> !at.isAfter(now))
                        .isPresent();
    }

    /** Those of them that somebody wants to hear of now: they may have said otherwise since it waits. The others wait no more. */
    private static List<Heard> stillWanted(AddressDraft draft, List<Heard> waiting) {
        Predicate<Heard> wanted = heard -> isWanted(draft.person(), heard, draft.now());
        waiting.stream().filter(wanted.negate()).forEach(heard -> draft.keep(heard.untold()));
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
    static Optional<Instant> reminder(Heard heard, Wishes.Grouping grouping) {
        Word word = heard.newest();
        if (!word.isOpen()
                || heard.waiting().isPresent()
                || !word.reasons().getFirst().kind().canAct()) {
            return Optional.empty();
        }
        return heard.said()
                .flatMap(said -> Stream.of(
                                repeated(said, grouping.timing().repeatInterval()), last(said, word, grouping))
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()));
    }

    private static Optional<Instant> repeated(Said said, Duration repeat) {
        return repeat.isZero() ? Optional.empty() : Optional.of(said.at().plus(repeat));
    }

    /** Once before it is due, to who was not told since; at the hour of the day's message, so that those of a day are one. */
    private static Optional<Instant> last(Said said, Word word, Wishes.Grouping grouping) {
        return grouping.lastReminder().isZero()
                ? Optional.empty()
                : word.due()
                        .map(due -> grouping.digestNotAfter(due.minus(grouping.lastReminder())))
                        .filter(said.at()::isBefore);
    }

    /** When nothing of a breakage matters to them any more. */
    static Optional<Instant> forgotten(Heard heard) {
        return heard.newest().isOver() && heard.waiting().isEmpty()
                ? Optional.of(heard.said().map(Said::at).orElse(heard.at()).plus(REMEMBERED))
                : Optional.empty();
    }
}
