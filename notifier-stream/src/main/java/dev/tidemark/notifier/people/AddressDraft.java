package dev.tidemark.notifier.people;

import dev.tidemark.notifier.people.AddressPeople.Decision;
import dev.tidemark.notifier.people.Heard.Waiting;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What one decision of {@link AddressPeople} comes to. Used once. */
final class AddressDraft {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WEEK = Duration.ofDays(7);

    private final PersonView person;
    private final Instant now;
    private final List<PersonChange> changes = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Instant> sent;
    private final TreeMap<String, Instant> groups;
    private final List<Instant> notices;
    private boolean deskChanged;

    AddressDraft(PersonView person, Instant now) {
        this.person = person;
        this.now = now;
        this.sent = new ArrayList<>(
                person.sent().stream().filter(at -> at.plus(WEEK).isAfter(now)).toList());
        this.groups = new TreeMap<>(person.groups());
        this.notices = new ArrayList<>(person.notices().stream()
                .filter(at -> at.plus(WEEK).isAfter(now))
                .toList());
    }

    PersonView person() {
        return person;
    }

    Instant now() {
        return now;
    }

    void keep(Heard heard) {
        changes.add(new PersonChange.HeardKept(heard));
    }

    void drop(String about) {
        if (person.heard(about).isPresent()) {
            changes.add(new PersonChange.HeardDropped(about));
        }
    }

    void note(Word word) {
        entries.add(Entry.of(Entry.Kind.NOTE, person.person(), List.of(word), ""));
    }

    /** When the day's message comes next. */
    Instant nextDay() {
        ZonedDateTime today = now.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atTime(person.wishes().grouping().digestHour(), 0)
                .atZone(ZoneOffset.UTC);
        return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
    }

    /** When the week's message comes next: on a Monday. */
    Instant nextWeek() {
        ZonedDateTime day = nextDay().atZone(ZoneOffset.UTC);
        int untilMonday =
                Math.floorMod(DayOfWeek.MONDAY.getValue() - day.getDayOfWeek().getValue(), DayOfWeek.values().length);
        return day.plusDays(untilMonday).toInstant();
    }

    /** With what is there of its group, else after the group's wait and interval. */
    Waiting gathering(Word word) {
        String group = person.wishes().group(word);
        Optional<Instant> open = person.all().stream()
                .flatMap(heard -> heard.waiting().stream())
                .flatMap(waiting -> waiting instanceof Waiting.Gathering(String in, Instant until) && in.equals(group)
                        ? Optional.of(until).stream()
                        : Optional.<Instant>empty().stream())
                .min(Comparator.naturalOrder());
        return new Waiting.Gathering(group, open.orElseGet(() -> afresh(group)));
    }

    private Instant afresh(String group) {
        Wishes.Timing timing = person.wishes().grouping().timing();
        Instant soon = now.plus(timing.groupWait());
        return Optional.ofNullable(groups.get(group))
                .map(last -> last.plus(timing.groupInterval()))
                .filter(soon::isBefore)
                .orElse(soon);
    }

    /** A group is sent, or waits: past the limit of an hour for its end, past that of a week for the day's message. */
    void flush(String group, List<Heard> gathered) {
        List<Heard> sendable = withinTheWeek(gathered);
        if (sendable.isEmpty()) {
            return;
        }
        List<Instant> thisHour =
                sent.stream().filter(at -> at.plus(HOUR).isAfter(now)).toList();
        if (thisHour.size() >= limits().perHour()) {
            Instant next = thisHour.getFirst().plus(HOUR);
            sendable.forEach(heard -> keep(heard.waitingFor(new Waiting.Limit(next))));
            return;
        }
        groups.put(group, now);
        tell(Entry.Kind.MESSAGE, sendable);
    }

    private Wishes.Limits limits() {
        return person.wishes().grouping().limits();
    }

    /** What an hour had no room for, in one message. */
    void tellPastTheHour(List<Heard> held) {
        tell(Entry.Kind.DIGEST_OF_LIMIT, withinTheWeek(held));
    }

    /** Whether there may be another message of their own within the seven days. */
    boolean hasRoomThisWeek() {
        return sent.size() < limits().perWeek();
    }

    /** What may be a message of its own now; what may not waits. */
    private List<Heard> withinTheWeek(List<Heard> heard) {
        if (!hasRoomThisWeek()) {
            heard.stream().filter(each -> !isNotice(each)).forEach(this::keepForTheDay);
            heard.stream().filter(AddressDraft::isNotice).forEach(this::keepForTheWeek);
            return List.of();
        }
        if (notices.size() < limits().noticesPerWeek()) {
            return heard;
        }
        heard.stream().filter(AddressDraft::isNotice).forEach(this::keepForTheWeek);
        return heard.stream().filter(each -> !isNotice(each)).toList();
    }

    private void keepForTheDay(Heard heard) {
        keep(heard.waitingFor(new Waiting.Day(nextDay())));
    }

    private void keepForTheWeek(Heard notice) {
        keep(notice.waitingFor(new Waiting.Week(nextWeek())));
    }

    private static boolean isNotice(Heard heard) {
        return heard.newest().news() instanceof Word.News.OfNotice;
    }

    void tell(Entry.Kind kind, List<Heard> told) {
        if (told.isEmpty()) {
            return;
        }
        boolean byMessage = kind == Entry.Kind.MESSAGE || kind == Entry.Kind.DIGEST_OF_LIMIT;
        if (byMessage) {
            count();
            if (told.stream().anyMatch(AddressDraft::isNotice)) {
                notices.add(now);
            }
        }
        entries.add(Entry.of(kind, person.person(), words(told), round(told)));
        told.forEach(heard -> keep(heard.said(byMessage || isReminded(heard), now)));
    }

    /** Which time they are told the same of it; empty the first time. */
    private static String round(List<Heard> told) {
        List<String> before = told.stream()
                .flatMap(heard -> heard
                        .said()
                        .filter(said -> said.change() == heard.newest().change())
                        .stream())
                .map(said -> said.at().toString())
                .sorted()
                .toList();
        return before.isEmpty() ? "" : before.toString();
    }

    /** They were told of this very change by a message: that they read it once more in another does not change how. */
    private static boolean isReminded(Heard heard) {
        return heard.said()
                .filter(said ->
                        said.byMessage() && said.change() == heard.newest().change())
                .isPresent();
    }

    private void count() {
        sent.add(now);
        deskChanged = true;
    }

    void remind(List<Heard> standing) {
        if (standing.isEmpty()) {
            return;
        }
        if (!hasRoomThisWeek()) {
            standing.forEach(this::keepForTheDay);
            return;
        }
        count();
        entries.add(Entry.of(Entry.Kind.REMINDER, person.person(), words(standing), round(standing)));
        standing.forEach(heard -> keep(heard.said(true, now)));
    }

    private static List<Word> words(Collection<Heard> heard) {
        return heard.stream().map(Heard::newest).toList();
    }

    Decision decision() {
        if (deskChanged) {
            Duration interval = person.wishes().grouping().timing().groupInterval();
            groups.values().removeIf(at -> !at.plus(interval).isAfter(now));
            changes.add(new PersonChange.DeskKept(sent, new TreeMap<>(groups), notices));
        }
        return new Decision(changes, entries);
    }
}
