package dev.tidemark.notifier.people;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A person in memory. Rebuilt by {@link #apply} of everything that was kept, in any order. Belongs to one thread. */
public final class PersonLedger implements PersonView {

    private final String person;
    private final TreeMap<String, Heard> heard = new TreeMap<>();
    /** By breakage: when time alone does something about it. */
    private final TreeMap<String, Due> dues = new TreeMap<>();

    private final TreeSet<Due> soonest = new TreeSet<>();
    private List<Instant> sent = List.of();
    private SortedMap<String, Instant> groups = new TreeMap<>();
    private List<Instant> notices = List.of();
    private Wishes wishes;

    private record Due(Instant at, String breakage) implements Comparable<Due> {
        private static final Comparator<Due> SOONEST =
                Comparator.comparing(Due::at).thenComparing(Due::breakage);

        @Override
        public int compareTo(Due other) {
            return SOONEST.compare(this, other);
        }
    }

    /** @param usual how who has no wishes is told */
    public PersonLedger(String person, Wishes.Grouping usual) {
        this.person = person;
        this.wishes = Wishes.none(usual);
    }

    /** From now on these hold. */
    public void wishes(Wishes said) {
        wishes = said;
        heard.keySet().forEach(this::schedule);
    }

    /** A row as it is now. */
    public void apply(PersonChange change) {
        switch (change) {
            case PersonChange.HeardKept(Heard kept) -> {
                heard.put(kept.newest().about(), kept);
                schedule(kept.newest().about());
            }
            case PersonChange.HeardDropped(String about) -> {
                heard.remove(about);
                schedule(about);
            }
            case PersonChange.DeskKept(
                    List<Instant> times,
                    SortedMap<String, Instant> flushed,
                    List<Instant> announced) -> {
                sent = times;
                groups = flushed;
                notices = announced;
            }
        }
    }

    private void schedule(String about) {
        Due before = dues.remove(about);
        if (before != null) {
            soonest.remove(before);
        }
        heard(about).stream()
                .flatMap(each -> Stream.of(
                        each.due(),
                        AddressPeople.unmuted(each, wishes),
                        AddressPeople.reminder(each, wishes),
                        AddressPeople.forgotten(each)))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .map(at -> new Due(at, about))
                .ifPresent(due -> {
                    dues.put(about, due);
                    soonest.add(due);
                });
    }

    /** When time alone does something next; empty when it does not. */
    public Optional<Instant> due() {
        return soonest.isEmpty()
                ? Optional.empty()
                : Optional.of(soonest.first().at());
    }

    @Override
    public String person() {
        return person;
    }

    @Override
    public Wishes wishes() {
        return wishes;
    }

    @Override
    public Optional<Heard> heard(String about) {
        return Optional.ofNullable(heard.get(about));
    }

    @Override
    public List<Heard> all() {
        return List.copyOf(heard.values());
    }

    @Override
    public List<Instant> sent() {
        return sent;
    }

    @Override
    public SortedMap<String, Instant> groups() {
        return groups;
    }

    @Override
    public List<Instant> notices() {
        return notices;
    }
}
