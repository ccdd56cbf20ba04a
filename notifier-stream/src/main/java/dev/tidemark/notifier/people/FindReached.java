package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Owners;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Finds at whose packages a wave is coming. Takes one package after the other: a wave may reach 100,000, of which each person is told of few
 * by name.
 */
public final class FindReached {

    /** How many packages a person is told of by name. */
    public static final int NAMED = 20;

    private final String set;
    private final String wave;
    private final Directory directory;
    private final List<Follow> follows;
    private final TreeMap<String, Share> shares = new TreeMap<>();

    public FindReached(String set, String wave, Directory directory) {
        this.set = set;
        this.wave = wave;
        this.directory = directory;
        this.follows = directory.follows();
    }

    /**
     * What is coming at somebody.
     *
     * @param reasons the nearest first; at least one
     * @param named the first of theirs by attribute, what is likely to break before the rest
     * @param count how many are theirs
     */
    public record Stake(List<Reason> reasons, List<Reached> named, int count) {
        public Stake {
            reasons = List.copyOf(reasons);
            named = List.copyOf(named);
        }

        /** Whether something of theirs is likely to break. */
        public boolean hasLikelyBreak() {
            return named.getFirst().likelyBreak();
        }
    }

    /** Packages come once each, ordered by attribute. */
    public void add(Reached reached) {
        String attribute = reached.attribute();
        SortedMap<String, SortedSet<Reason>> people = new TreeMap<>();
        reached.maintainers().forEach(person -> add(people, person, Reason.Kind.REACHED, attribute));
        if (reached.maintainers().isEmpty()) {
            for (String team : directory.teams(set, attribute)) {
                add(people, Owners.TEAM + team, Reason.Kind.ANSWERS_REACHED, team);
                directory.members(team).forEach(member -> add(people, member, Reason.Kind.ANSWERS_REACHED, team));
            }
        }
        for (Follow follow : follows) {
            if (isMeant(follow.target(), attribute)) {
                add(people, follow.person(), Reason.Kind.FOLLOWS_REACHED, follow.rule());
            }
        }
        people.forEach((person, reasons) ->
                shares.computeIfAbsent(person, first -> new Share()).add(reached, reasons));
    }

    private static void add(SortedMap<String, SortedSet<Reason>> people, String person, Reason.Kind kind, String what) {
        people.computeIfAbsent(person, first -> new TreeSet<>()).add(new Reason(kind, what));
    }

    private boolean isMeant(Follow.Target target, String attribute) {
        return switch (target) {
            case Follow.Target.Wave(String named) -> named.equals(wave);
            case Follow.Target.Packages(var pattern) -> pattern.matches(set, attribute);
            case Follow.Target.Team(String team) ->
                directory.teams(set, attribute).contains(team);
        };
    }

    /** By person. */
    public SortedMap<String, Stake> found() {
        SortedMap<String, Stake> found = new TreeMap<>();
        shares.forEach((person, share) -> found.put(person, share.stake()));
        return found;
    }

    /** What of it is one person's, as far as it is told. */
    private static final class Share {
        private final List<Reached> likely = new ArrayList<>();
        private final List<Reached> others = new ArrayList<>();
        private final TreeSet<Reason> reasons = new TreeSet<>();
        private int count;

        void add(Reached reached, SortedSet<Reason> why) {
            count++;
            List<Reached> named = reached.likelyBreak() ? likely : others;
            if (named.size() < NAMED) {
                named.add(reached);
            }
            for (Reason reason : why) {
                // One is enough: the packages are named beside it.
                if (reason.kind() != Reason.Kind.REACHED
                        || reasons.stream().noneMatch(known -> known.kind() == Reason.Kind.REACHED)) {
                    reasons.add(reason);
                }
            }
        }

        Stake stake() {
            return new Stake(
                    List.copyOf(reasons),
                    Stream.concat(likely.stream(), others.stream()).limit(NAMED).toList(),
                    count);
        }
    }
}
