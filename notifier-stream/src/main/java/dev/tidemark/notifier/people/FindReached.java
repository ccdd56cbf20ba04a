package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.schemas.identity.Glob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Follow> ofWave = new ArrayList<>();
    private final Map<String, List<Follow>> byName = new HashMap<>();
    private final Map<String, List<Follow>> byTeam = new HashMap<>();
    private final List<Wide> byPattern = new ArrayList<>();
    private final TreeMap<String, Share> shares = new TreeMap<>();
    /** What those are told who follow the wave. */
    private final Share all = new Share();

    public FindReached(String set, String wave, Directory directory) {
        this.set = set;
        this.wave = wave;
        this.directory = directory;
        directory.follows().forEach(this::sort);
    }

    /** Several packages of the set are followed. */
    private record Wide(Glob attributes, Follow follow) {}

    /** There may be many who follow something: each package is compared with those alone whom it may concern. */
    private void sort(Follow follow) {
        switch (follow.target()) {
            case Follow.Target.Wave(String named) -> {
                if (named.equals(wave)) {
                    ofWave.add(follow);
                }
            }
            case Follow.Target.Packages(Scope.Pattern(Glob sets, Glob attributes)) -> {
                if (sets.matches(set) && attributes.isExact()) {
                    add(byName, attributes.text(), follow);
                } else if (sets.matches(set)) {
                    byPattern.add(new Wide(attributes, follow));
                }
            }
            case Follow.Target.Team(String team) -> add(byTeam, team, follow);
        }
    }

    private static void add(Map<String, List<Follow>> follows, String what, Follow follow) {
        follows.computeIfAbsent(what, first -> new ArrayList<>()).add(follow);
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
        followers(attribute)
                .forEach(follow -> add(people, follow.person(), Reason.Kind.FOLLOWS_REACHED, follow.rule()));
        all.add(reached, List.of());
        people.forEach((person, reasons) ->
                shares.computeIfAbsent(person, first -> new Share()).add(reached, reasons));
    }

    private static void add(SortedMap<String, SortedSet<Reason>> people, String person, Reason.Kind kind, String what) {
        people.computeIfAbsent(person, first -> new TreeSet<>()).add(new Reason(kind, what));
    }

    /** Those who follow the wave are not among them: all of it is theirs. */
    private Stream<Follow> followers(String attribute) {
        Stream<Follow> ofTeams = byTeam.isEmpty()
                ? Stream.empty()
                : directory.teams(set, attribute).stream()
                        .flatMap(team -> byTeam.getOrDefault(team, List.of()).stream());
        return Stream.of(
                        byName.getOrDefault(attribute, List.of()).stream(),
                        byPattern.stream()
                                .filter(wide -> wide.attributes().matches(attribute))
                                .map(Wide::follow),
                        ofTeams)
                .flatMap(follows -> follows);
    }

    /** By person. */
    public SortedMap<String, Stake> found() {
        SortedMap<String, Stake> found = new TreeMap<>();
        shares.forEach((person, share) -> found.put(person, share.stake(share.reasons)));
        if (all.count > 0) {
            ofWave.forEach(follow -> found.merge(
                    follow.person(),
                    all.stake(List.of(new Reason(Reason.Kind.FOLLOWS_REACHED, follow.rule()))),
                    (before, whole) -> {
                        TreeSet<Reason> both = new TreeSet<>(before.reasons());
                        both.addAll(whole.reasons());
                        return all.stake(both);
                    }));
        }
        return found;
    }

    /** What of it is one person's, as far as it is told. */
    private static final class Share {
        private final List<Reached> likely = new ArrayList<>();
        private final List<Reached> others = new ArrayList<>();
        private final TreeSet<Reason> reasons = new TreeSet<>();
        private int count;

        void add(Reached reached, Collection<Reason> why) {
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

        Stake stake(Collection<Reason> why) {
            return new Stake(
                    List.copyOf(why),
                    Stream.concat(likely.stream(), others.stream()).limit(NAMED).toList(),
                    count);
        }
    }
}
