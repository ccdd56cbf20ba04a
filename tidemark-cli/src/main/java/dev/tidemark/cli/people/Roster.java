package dev.tidemark.cli.people;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.event.Maintainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everybody whom a farm knows, by handle, and the teams as {@code team:NAME}. Immutable.
 *
 * @param all in alphabetical order
 */
public record Roster(SortedMap<String, Maintainer> all) {

    public Roster {
        all = Collections.unmodifiableSortedMap(new TreeMap<>(all));
    }

    /**
     * The same with what a file says. A row says all of whom it names, but of a person's teams only where it has some: then the person is
     * in those and in no other. Whom no row names stays as they are. Of rows that contradict one another the last holds.
     */
    public Roster with(List<Row> rows) {
        SortedMap<String, Maintainer> after = new TreeMap<>(all);
        for (Row row : rows) {
            if (row instanceof Row.Known known) {
                String handle = known.record().getHandle();
                after.put(handle, known.record());
                known.teams().ifPresent(teams -> {
                    leave(after, handle, teams);
                    teams.forEach(team -> join(after, handle, Owners.TEAM + team));
                });
            }
        }
        return new Roster(after);
    }

    /** The same without somebody, who is in no team then. */
    public Roster without(String handle) {
        SortedMap<String, Maintainer> after = new TreeMap<>(all);
        after.remove(handle);
        leave(after, handle, List.of());
        return new Roster(after);
    }

    private static void leave(Map<String, Maintainer> all, String handle, List<String> staying) {
        all.replaceAll((key, team) ->
                team.getMembers().contains(handle) && !staying.contains(key.substring(Owners.TEAM.length()))
                        ? withMembers(
                                team,
                                team.getMembers().stream()
                                        .filter(member -> !member.equals(handle))
                                        .toList())
                        : team);
    }

    private static void join(Map<String, Maintainer> all, String handle, String team) {
        Maintainer before =
                all.getOrDefault(team, Maintainer.newBuilder().setHandle(team).build());
        List<String> members = new ArrayList<>(before.getMembers());
        if (!members.contains(handle)) {
            members.add(handle);
        }
        all.put(team, withMembers(before, members));
    }

    private static Maintainer withMembers(Maintainer team, List<String> members) {
        return Maintainer.newBuilder(team).setMembers(members).build();
    }

    /** Whom this one knows otherwise than another, or at all. */
    public SortedMap<String, Maintainer> since(Roster before) {
        SortedMap<String, Maintainer> changed = new TreeMap<>(all);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(before.all.get(entry.getKey())));
        return Collections.unmodifiableSortedMap(changed);
    }

    /** Names of the teams that somebody is in, in alphabetical order. */
    public List<String> teamsOf(String handle) {
        return all.values().stream()
                .filter(each -> each.getMembers().contains(handle))
                .map(team -> team.getHandle().substring(Owners.TEAM.length()))
                .toList();
    }
}
