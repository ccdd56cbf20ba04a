package dev.tidemark.notifier.breakage;

import dev.tidemark.notifier.breakage.Breakage.Extent;
import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.breakage.Breakage.Times;
import dev.tidemark.notifier.breakage.Breakage.Told;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Decides what is told of a breakage that is to be looked at. Changes nothing itself. */
public final class TellBreakage {

    private TellBreakage() {}

    /** What a look at a breakage comes to. */
    public sealed interface Look {

        /** There is nothing to tell; it is kept as it is here. */
        record Quiet(Breakage breakage) implements Look {}

        /** It is told of. */
        record Told(Publication publication) implements Look {}

        /** It was over long ago, and is forgotten. */
        record Forgotten(String id) implements Look {}
    }

    /** Looks at one. */
    public static Look look(SetView set, Breakage breakage, Owners owners, Pace pace, Instant now) {
        List<Finding> regressed = set.findings(breakage.id());
        if (regressed.isEmpty()) {
            return ended(breakage, pace, now);
        }
        List<BlockedJob> blocked = blocked(set, regressed);
        List<String> act = act(set.set(), regressed, owners);
        List<String> know = know(blocked, act);
        Extent extent = new Extent(
                newest(regressed),
                (int) regressed.stream().map(Finding::job).distinct().count(),
                blocked.size());
        Instant due = due(regressed, pace, now);
        Told told = breakage.told()
                .map(before -> standing(before, extent, due, now))
                .orElseGet(() -> new Told(State.RAISED, 1, new Times(now, now, now, due), extent));
        boolean isNews = breakage.told().map(Told::change).orElse(0) < told.change();
        Breakage kept = breakage.told(told).lookingAt(Optional.empty());
        return new Look.Told(new Publication(kept, isNews, regressed, blocked, act, know));
    }

    private static Look ended(Breakage breakage, Pace pace, Instant now) {
        Told told = breakage.told().orElse(null);
        if (told == null) {
            return new Look.Forgotten(breakage.id());
        }
        if (told.state().isOpen()) {
            Times times = told.times();
            Told resolved = new Told(
                    State.RESOLVED,
                    told.change() + 1,
                    new Times(times.raisedAt(), now, now, times.dueAt()),
                    new Extent(told.extent().wave(), told.extent().regressed(), 0));
            Breakage kept = breakage.told(resolved).lookingAt(Optional.of(now.plus(pace.forgetAfter())));
            return new Look.Told(new Publication(kept, true, List.of(), List.of(), List.of(), List.of()));
        }
        Instant forgotten = told.times().changedAt().plus(pace.forgetAfter());
        return forgotten.isAfter(now)
                ? new Look.Quiet(breakage.lookingAt(Optional.of(forgotten)))
                : new Look.Forgotten(breakage.id());
    }

    private static Instant due(List<Finding> regressed, Pace pace, Instant now) {
        boolean security =
                regressed.stream().flatMap(finding -> finding.blamed().stream()).anyMatch(Bump::security);
        return now.plus(security ? pace.dueSecurity() : pace.due());
    }

    /** A relapse has all the time again. */
    private static Told standing(Told before, Extent extent, Instant due, Instant now) {
        Times times = before.times();
        if (!before.state().isOpen()) {
            return new Told(State.RELAPSED, before.change() + 1, new Times(times.raisedAt(), now, now, due), extent);
        }
        if (extent.exceeds(before.extent())) {
            return new Told(
                    State.GROWN, before.change() + 1, new Times(times.raisedAt(), now, now, times.dueAt()), extent);
        }
        return new Told(
                before.state(),
                before.change(),
                new Times(times.raisedAt(), times.changedAt(), now, times.dueAt()),
                before.extent());
    }

    private static WaveId newest(List<Finding> regressed) {
        Finding newest = regressed.getFirst();
        for (Finding finding : regressed) {
            if (finding.wave().ordinal() > newest.wave().ordinal()) {
                newest = finding;
            }
        }
        return newest.wave();
    }

    /** A job that is blocked in several waves is one. */
    private static List<BlockedJob> blocked(SetView set, List<Finding> regressed) {
        TreeMap<WaveId, Set<JobId>> roots = new TreeMap<>();
        regressed.forEach(finding ->
                roots.computeIfAbsent(finding.wave(), first -> new HashSet<>()).add(finding.job()));
        TreeMap<JobId, BlockedJob> behind = new TreeMap<>();
        roots.forEach((wave, jobs) -> {
            for (BlockedJob blocked : set.blocked(wave)) {
                if (blocked.roots().stream().anyMatch(jobs::contains)) {
                    behind.put(blocked.job(), blocked);
                }
            }
        });
        return List.copyOf(behind.values());
    }

    private static List<String> act(String set, List<Finding> regressed, Owners owners) {
        return Stream.of(
                        regressed.stream().flatMap(finding -> nearest(set, finding, owners)),
                        regressed.stream().flatMap(finding -> finding.people().bumpMaintainers().stream()),
                        regressed.stream()
                                .flatMap(finding -> finding.blamed().stream())
                                .map(Bump::publisher))
                .flatMap(handles -> handles)
                .distinct()
                .toList();
    }

    private static Stream<String> nearest(String set, Finding finding, Owners owners) {
        List<String> maintainers = finding.people().maintainers();
        if (!maintainers.isEmpty()) {
            return maintainers.stream();
        }
        List<String> teams = owners.teams(set, finding.job().attribute());
        return teams.isEmpty() ? Stream.of(Owners.OPERATORS) : teams.stream().map(team -> Owners.TEAM + team);
    }

    private static List<String> know(List<BlockedJob> blocked, List<String> act) {
        TreeSet<String> know = new TreeSet<>();
        blocked.forEach(job -> know.addAll(job.maintainers()));
        act.forEach(know::remove);
        return List.copyOf(know);
    }
}
