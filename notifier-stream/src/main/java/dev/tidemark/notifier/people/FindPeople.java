package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.breakage.Publication;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds who is concerned by a breakage, and why. Who stands in several relations to it is found once, with all reasons. */
public final class FindPeople {

    private final String set;
    private final Publication publication;
    private final Directory directory;
    private final TreeMap<String, SortedSet<Reason>> found = new TreeMap<>();

    private FindPeople(String set, Publication publication, Directory directory) {
        this.set = set;
        this.publication = publication;
        this.directory = directory;
    }

    /** By person, each with the nearest reason first. */
    public static SortedMap<String, List<Reason>> concernedBy(
            String set, Publication publication, Directory directory) {
        FindPeople people = new FindPeople(set, publication, directory);
        publication.regressed().forEach(people::addNearest);
        publication.blocked().forEach(people::addBlocked);
        directory.follows().forEach(people::addFollower);
        SortedMap<String, List<Reason>> concerned = new TreeMap<>();
        people.found.forEach((person, reasons) -> concerned.put(person, List.copyOf(reasons)));
        return concerned;
    }

    private void add(String person, Reason.Kind kind, String what) {
        found.computeIfAbsent(person, first -> new TreeSet<>()).add(new Reason(kind, what));
    }

    private void addNearest(Finding finding) {
        String attribute = finding.job().attribute();
        finding.people().maintainers().forEach(person -> add(person, Reason.Kind.MAINTAINS, attribute));
        if (finding.people().maintainers().isEmpty()) {
            addOwners(attribute);
        }
        for (Bump bump : finding.blamed()) {
            finding.people().bumpMaintainers().forEach(person -> add(person, Reason.Kind.BUMPED, bump.toString()));
            add(bump.publisher(), Reason.Kind.PUBLISHED, bump.toString());
        }
    }

    /** A team is somebody, and so is each of its members. */
    private void addOwners(String attribute) {
        List<String> teams = directory.teams(set, attribute);
        for (String team : teams) {
            add(Owners.TEAM + team, Reason.Kind.ANSWERS, team);
            directory.members(team).forEach(member -> add(member, Reason.Kind.ANSWERS, team));
        }
        if (teams.isEmpty()) {
            add(Owners.OPERATORS, Reason.Kind.ANSWERS, attribute);
        }
    }

    private void addBlocked(BlockedJob blocked) {
        String attribute = blocked.job().attribute();
        blocked.maintainers().forEach(person -> add(person, Reason.Kind.BLOCKED, attribute));
    }

    private void addFollower(Follow follow) {
        switch (follow.target()) {
            case Follow.Target.Wave(String wave) -> {
                if (publication.regressed().stream()
                        .anyMatch(finding -> finding.wave().value().equals(wave))) {
                    add(follow.person(), Reason.Kind.FOLLOWS, follow.rule());
                }
            }
            case Follow.Target.Packages(var pattern) ->
                addFollower(follow, attribute -> pattern.matches(set, attribute));
            case Follow.Target.Team(String team) ->
                addFollower(follow, attribute -> directory.teams(set, attribute).contains(team));
        }
    }

    private void addFollower(Follow follow, Predicate<String> isMeant) {
        if (publication.regressed().stream()
                .anyMatch(finding -> isMeant.test(finding.job().attribute()))) {
            add(follow.person(), Reason.Kind.FOLLOWS, follow.rule());
        } else if (publication.blocked().stream()
                .anyMatch(blocked -> isMeant.test(blocked.job().attribute()))) {
            add(follow.person(), Reason.Kind.FOLLOWS_BLOCKED, follow.rule());
        }
    }
}
