package dev.tidemark.virtual;

import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Change;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Judgement;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.breakage.RaiseBreakage;
import dev.tidemark.notifier.breakage.SetBreakages;
import dev.tidemark.notifier.breakage.TellBreakage;
import dev.tidemark.notifier.breakage.TellBreakage.Look;
import dev.tidemark.notifier.people.AddressPeople;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.notifier.people.FindPeople;
import dev.tidemark.notifier.people.PersonLedger;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.notifier.people.Word;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The notifier's cores on a virtual clock: what happens in the waves of one set goes in, what is told of it comes out. Nobody said how
 * they want to be told, and there are no teams. Judgements come in the order of their times. Belongs to one thread.
 */
public final class VirtualNotifier {

    /**
     * How people are told.
     *
     * @param pace how soon and how often of a breakage
     * @param grouping how messages are put together
     */
    public record Manner(Pace pace, Wishes.Grouping grouping) {}

    /** Hears what is told. */
    public interface Listener {

        /** Of a breakage, to everybody. */
        void published(Instant at, Publication publication);

        /** To a person. */
        void told(Instant at, String person, Entry entry);
    }

    private final SetBreakages breakages;
    private final Manner manner;
    private final Listener listener;
    private final TreeMap<String, PersonLedger> people = new TreeMap<>();
    /** By breakage: who was concerned by it, and why. */
    private final Map<String, SortedMap<String, List<Reason>>> concerned = new HashMap<>();

    private final Map<String, Word.Where> where = new HashMap<>();
    /** When breakages and waves' ends may be due; some are not any more. */
    private final TreeSet<Instant> looks = new TreeSet<>();

    private final TreeSet<Due> dues = new TreeSet<>();
    private final Map<String, Due> dueOf = new HashMap<>();

    private record Due(Instant at, String person) implements Comparable<Due> {
        private static final Comparator<Due> ORDER =
                Comparator.comparing(Due::at).thenComparing(Due::person);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    /** A set of which nothing was told before. */
    public VirtualNotifier(String set, Manner manner, Listener listener) {
        this.breakages = new SetBreakages(set);
        this.manner = manner;
        this.listener = listener;
    }

    /** Everything that is due before it is told first. */
    public void hear(Judgement judgement, Instant now) {
        pass(now);
        RaiseBreakage.decide(breakages, judgement, manner.pace(), now).forEach(this::apply);
    }

    /** Time passes. */
    public void pass(Instant until) {
        for (Instant next = next(); !next.isAfter(until); next = next()) {
            looks.headSet(next, true).clear();
            look(next);
            while (!dues.isEmpty() && !dues.first().at().isAfter(next)) {
                PersonLedger person = person(dues.first().person());
                apply(person, AddressPeople.tick(person, next), next);
            }
        }
    }

    private Instant next() {
        Instant look = looks.isEmpty() ? Instant.MAX : looks.first();
        return dues.isEmpty() || look.isBefore(dues.first().at())
                ? look
                : dues.first().at();
    }

    private void apply(Change change) {
        breakages.apply(change);
        switch (change) {
            case Change.BreakageKept(Breakage breakage) -> breakage.lookAt().ifPresent(looks::add);
            case Change.WaveEnding(WaveId wave, Instant at) -> looks.add(at);
            case Change.BreakageDropped dropped -> {}
            case Change.Found found -> {}
            case Change.Lost lost -> {}
            case Change.BlockedKept blocked -> {}
            case Change.BlockedDropped blocked -> {}
            case Change.WaveKept wave -> {}
            case Change.WaveDropped wave -> {}
            case Change.WaveEndSettled wave -> {}
            case Change.WentGreen green -> {}
            case Change.AnswerKept answer -> {}
        }
    }

    private void look(Instant now) {
        for (Breakage due : breakages.due(now)) {
            switch (TellBreakage.look(breakages, due, Directory.EMPTY, manner.pace(), now)) {
                case Look.Quiet(Breakage quiet) -> apply(new Change.BreakageKept(quiet));
                case Look.Told(Publication publication) -> {
                    apply(new Change.BreakageKept(publication.breakage()));
                    tell(publication, now);
                }
                case Look.Forgotten(String id) -> {
                    apply(new Change.BreakageDropped(id));
                    concerned.remove(id);
                    where.remove(id);
                }
            }
        }
        for (WaveId wave : breakages.ended(now)) {
            apply(new Change.WaveEndSettled(wave));
            TreeSet<String> concern = new TreeSet<>();
            breakages
                    .ofWave(wave)
                    .forEach(breakage -> concern.addAll(concerned(breakage.id()).keySet()));
            concern.forEach(name -> apply(person(name), AddressPeople.waveOver(person(name), wave.value(), now), now));
        }
    }

    private SortedMap<String, List<Reason>> concerned(String breakage) {
        return concerned.computeIfAbsent(breakage, first -> new TreeMap<>());
    }

    private void tell(Publication publication, Instant now) {
        listener.published(now, publication);
        if (!publication.isNews()) {
            return;
        }
        Breakage breakage = publication.breakage();
        SortedMap<String, List<Reason>> concern = concerned(breakage.id());
        if (!publication.regressed().isEmpty()) {
            SortedMap<String, List<Reason>> found =
                    FindPeople.concernedBy(breakages.set(), publication, Directory.EMPTY);
            concern.putAll(found);
            concern = found;
            where.put(breakage.id(), where(breakage, publication.regressed()));
        }
        concern.forEach((name, reasons) ->
                apply(person(name), AddressPeople.hear(person(name), word(breakage, reasons), now), now));
    }

    private Word word(Breakage breakage, List<Reason> reasons) {
        Breakage.Told told = breakage.told().orElseThrow(() -> new AssertionError("what is published was told"));
        Word.Where at = where.get(breakage.id());
        if (at == null) {
            throw new AssertionError("what is over was somewhere before");
        }
        return new Word(
                breakage.id(),
                told.change(),
                new Word.News.OfBreakage(
                        told.state(),
                        breakage.course().answer().isPresent(),
                        Optional.of(told.times().dueAt())),
                at,
                reasons);
    }

    private Word.Where where(Breakage breakage, List<Finding> regressed) {
        List<String> packages = regressed.stream()
                .map(finding -> finding.job().attribute())
                .distinct()
                .sorted()
                .toList();
        return new Word.Where(
                breakages.set(), breakage.course().waves().getLast().value(), packages);
    }

    private PersonLedger person(String name) {
        return people.computeIfAbsent(name, first -> new PersonLedger(first, manner.grouping()));
    }

    private void apply(PersonLedger person, AddressPeople.Decision decision, Instant now) {
        decision.changes().forEach(person::apply);
        Due before = dueOf.remove(person.person());
        if (before != null) {
            dues.remove(before);
        }
        person.due().ifPresent(at -> {
            Due due = new Due(at, person.person());
            dueOf.put(person.person(), due);
            dues.add(due);
        });
        decision.entries().forEach(entry -> listener.told(now, person.person(), entry));
    }
}
