package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.Glob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which bumps go together: by the policy's groups, else by the release that they are a part of. Used for one decision. */
final class Cohorts {

    private final AdmitDraft draft;
    private final TreeMap<String, List<String>> members = new TreeMap<>();

    /**
     * Those who go together.
     *
     * @param name for people
     * @param members the attributes of those that the graph has, in alphabetical order
     * @param window how long the first waits for the others
     */
    record Cohort(String name, List<String> members, Duration window) {}

    Cohorts(AdmitDraft draft) {
        this.draft = draft;
    }

    /** Whom a bump goes together with; empty where it goes alone. */
    Optional<Cohort> of(BumpStatus bump) {
        Optional<Policy.Group> group =
                draft.policy().company().group(bump.bump().attribute());
        if (group.isPresent()) {
            List<String> all = members.computeIfAbsent(group.get().name(), name -> inGraph(group.get()));
            return Optional.of(
                    new Cohort("group " + group.get().name(), all, group.get().window()));
        }
        List<String> together = bump.publication().together();
        if (bump.publication().release() == null
                || !together.contains(bump.bump().attribute())) {
            return Optional.empty();
        }
        List<String> all = together.stream()
                .filter(attribute -> graph().indexOf(attribute).isPresent())
                .toList();
        return Optional.of(new Cohort(
                "release " + bump.publication().release(),
                all,
                draft.policy().company().releaseWindow()));
    }

    private List<String> inGraph(Policy.Group group) {
        TreeSet<String> found = new TreeSet<>();
        for (Glob glob : group.members()) {
            if (glob.isExact()) {
                graph().indexOf(glob.text()).ifPresent(index -> found.add(glob.text()));
            } else {
                for (int index = 0; index < graph().size(); index++) {
                    if (glob.matches(graph().attribute(index))) {
                        found.add(graph().attribute(index));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private PackageGraph graph() {
        return draft.view().graph().orElseThrow();
    }

    /**
     * What those who have come wait for; empty when all have, when the window is over, or when one of them is urgent.
     *
     * @param come by attribute, at least one
     */
    Optional<Stop> waitingFor(Cohort cohort, SortedMap<String, BumpStatus> come) {
        List<String> missing = cohort.members().stream()
                .filter(member -> !come.containsKey(member))
                .filter(member -> come.values().stream().noneMatch(bump -> hasGone(member, bump)))
                .toList();
        Instant until = come.keySet().stream()
                .map(attribute -> draft.since(attribute, Obstacle.GROUP))
                .min(Instant::compareTo)
                .orElseThrow()
                .plus(cohort.window());
        boolean urgent = come.values().stream().anyMatch(AdmitPass::isUrgent);
        if (missing.isEmpty() || urgent || !draft.now().isBefore(until)) {
            return Optional.empty();
        }
        String others = missing.size() == 1 ? "" : " and %d more".formatted(missing.size() - 1);
        return Optional.of(Stop.until(
                until, Obstacle.GROUP, "it waits for %s%s of %s".formatted(missing.getFirst(), others, cohort.name())));
    }

    /** Whether a member has the same release already: it was too late for, or too early. */
    private boolean hasGone(String member, BumpStatus one) {
        Bump bump = one.bump();
        String id = BumpStatus.id(one.set(), bump.of(member));
        return draft.bump(id)
                .map(status ->
                        status.standing() instanceof Standing.InWave || status.standing() instanceof Standing.Done)
                .orElse(false);
    }
}
