package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.people.AddressPeople.Decision;
import dev.tidemark.notifier.people.Wishes.GroupBy;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Limits;
import dev.tidemark.notifier.people.Wishes.Timing;
import dev.tidemark.notifier.people.Word.News;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A person whose clock the test turns; what a processor is to the core. Keeps rows as stores do. */
final class FakePerson {

    static final Timing TIMING = new Timing(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ZERO);
    static final Grouping USUAL =
            new Grouping(List.of(GroupBy.BREAKAGE), TIMING, new Limits(3, 50, 2), 6, Duration.ofDays(2));

    private static final Set<Entry.Kind> DISTURBING =
            EnumSet.of(Entry.Kind.MESSAGE, Entry.Kind.DIGEST_OF_LIMIT, Entry.Kind.REMINDER);

    private final PersonLedger ledger = new PersonLedger("ada", USUAL);
    private final TreeMap<String, PersonChange> rows = new TreeMap<>();
    private final List<Entry> all = new ArrayList<>();
    private final List<Instant> messages = new ArrayList<>();
    private final List<Instant> disturbed = new ArrayList<>();
    private final List<Instant> noticed = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** What they are told at once but for the note. */
    List<Entry> hear(Word word) {
        return apply(AddressPeople.hear(ledger, word, now));
    }

    /** What they are told by the end of the time; the clock stops wherever something is due. */
    List<Entry> pass(Duration time) {
        Instant end = now.plus(time);
        List<Entry> told = new ArrayList<>();
        while (ledger.due().filter(due -> !due.isAfter(end)).isPresent()) {
            Instant due = ledger.due().orElseThrow();
            now = due.isAfter(now) ? due : now;
            told.addAll(apply(AddressPeople.tick(ledger, now)));
        }
        now = end;
        return told;
    }

    List<Entry> waveOver(String wave) {
        return apply(AddressPeople.waveOver(ledger, wave, now));
    }

    void wish(Wishes wishes) {
        ledger.wishes(wishes);
    }

    private List<Entry> apply(Decision decision) {
        decision.changes().forEach(change -> {
            ledger.apply(change);
            switch (change) {
                case PersonChange.HeardKept(Heard heard) ->
                    rows.put("heard/" + heard.newest().about(), change);
                case PersonChange.HeardDropped(String about) -> rows.remove("heard/" + about);
                case PersonChange.DeskKept desk -> rows.put("desk", change);
            }
        });
        all.addAll(decision.entries());
        decision.entries().stream()
                .filter(entry -> entry.kind() == Entry.Kind.MESSAGE)
                .forEach(entry -> messages.add(now));
        decision.entries().stream()
                .filter(entry -> DISTURBING.contains(entry.kind()))
                .forEach(entry -> disturbed.add(now));
        decision.entries().stream()
                .filter(entry -> entry.kind() == Entry.Kind.MESSAGE || entry.kind() == Entry.Kind.DIGEST_OF_LIMIT)
                .filter(entry -> entry.about().stream().anyMatch(about -> about.startsWith("n-")))
                .forEach(entry -> noticed.add(now));
        return decision.entries().stream()
                .filter(entry -> entry.kind() != Entry.Kind.NOTE)
                .toList();
    }

    /** Everything that was ever told, notes too. */
    List<Entry> all() {
        return all;
    }

    /** When they got a message that had a notice, be it after the limit of an hour. */
    List<Instant> noticed() {
        return noticed;
    }

    /** When they got a message. */
    List<Instant> messages() {
        return messages;
    }

    /** When they got anything that is not a day's, a week's or a wave's message. */
    List<Instant> disturbed() {
        return disturbed;
    }

    PersonLedger ledger() {
        return ledger;
    }

    PersonLedger rebuilt() {
        PersonLedger again = new PersonLedger("ada", USUAL);
        again.wishes(ledger.wishes());
        rows.values().forEach(again::apply);
        return again;
    }

    Instant now() {
        return now;
    }

    static Word word(String breakage, int change, State state, Reason... reasons) {
        return new Word(
                breakage,
                change,
                new News.OfBreakage(state, false, Optional.empty()),
                where("demo-1", "csv"),
                List.of(reasons));
    }

    static Word due(Word word, Instant at) {
        return new Word(
                word.about(),
                word.change(),
                new News.OfBreakage(state(word), false, Optional.of(at)),
                word.where(),
                word.reasons());
    }

    static State state(Word word) {
        return switch (word.news()) {
            case News.OfBreakage breakage -> breakage.state();
            case News.OfNotice notice -> throw new AssertionError("a notice has no state");
        };
    }

    /** That a wave is coming at {@code csv}. */
    static Word notice(String wave, boolean isWorthAMessage, Reason... reasons) {
        return new Word(Word.notice(wave), 1, new News.OfNotice(isWorthAMessage), where(wave, "csv"), List.of(reasons));
    }

    static Word.Where where(String wave, String... packages) {
        return new Word.Where("demo", wave, List.of(packages));
    }

    static Word answered(Word word) {
        return new Word(
                word.about(),
                word.change(),
                new News.OfBreakage(state(word), true, Optional.empty()),
                word.where(),
                word.reasons());
    }

    static Wishes wishes(String rule, Wishes.Pace pace) {
        TreeMap<String, Wishes.Pace> paces = new TreeMap<>();
        paces.put(rule, pace);
        return new Wishes(paces, List.of(), USUAL);
    }

    static Wishes muted(Wishes.Silenced what, @Nullable Instant until) {
        return new Wishes(new TreeMap<>(), List.of(new Wishes.Mute(what, Optional.ofNullable(until))), USUAL);
    }
}
