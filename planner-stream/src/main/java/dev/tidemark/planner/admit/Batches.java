package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.policy.Policy.Batching;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Routine bumps with no path between them share a wave, those that have waited longest first. Used for one decision. */
final class Batches {

    private final AdmitDraft draft;
    private final Batching policy;
    private final TreeMap<String, int[]> reached = new TreeMap<>();

    Batches(AdmitDraft draft) {
        this.draft = draft;
        this.policy = draft.policy().company().batching();
    }

    /**
     * Bumps that may share a wave.
     *
     * @param stop why they do not go yet; empty when they do
     */
    record Batch(List<BumpStatus> bumps, Optional<Stop> stop) {}

    /** All of them in batches, in the order in which they are to be opened. */
    List<Batch> of(List<BumpStatus> bumps) {
        List<BumpStatus> left = new ArrayList<>(bumps);
        left.sort(Comparator.comparing((BumpStatus bump) -> since(bump)).thenComparing(BumpStatus.BY_AGE));
        List<Batch> batches = new ArrayList<>();
        while (!left.isEmpty()) {
            List<BumpStatus> picked = new ArrayList<>();
            for (BumpStatus bump : left) {
                if (picked.size() < policy.size() && picked.stream().noneMatch(other -> isPathBetween(bump, other))) {
                    picked.add(bump);
                }
            }
            left.removeAll(picked);
            batches.add(new Batch(List.copyOf(picked), stop(picked)));
        }
        return batches;
    }

    private Instant since(BumpStatus bump) {
        return draft.since(bump.bump().attribute(), Obstacle.BATCH);
    }

    private Optional<Stop> stop(List<BumpStatus> picked) {
        Instant until = since(picked.getFirst()).plus(policy.window());
        return picked.size() == policy.size() || !draft.now().isBefore(until)
                ? Optional.empty()
                : Optional.of(Stop.until(
                        until, Obstacle.BATCH, "it waits for other routine bumps to share a wave with (batching)"));
    }

    /** For one package of a batch: it waits no longer than the window itself. */
    Stop waiting(Stop batch, String attribute) {
        return Stop.until(
                draft.since(attribute, Obstacle.BATCH).plus(policy.window()), batch.obstacle(), batch.reason());
    }

    private boolean isPathBetween(BumpStatus one, BumpStatus other) {
        return reaches(one, other) || reaches(other, one);
    }

    private boolean reaches(BumpStatus from, BumpStatus to) {
        PackageGraph graph = draft.view().graph().orElseThrow();
        int[] all = reached.computeIfAbsent(
                from.bump().attribute(),
                attribute ->
                        graph.affectedBy(new int[] {graph.indexOf(attribute).orElseThrow()}));
        return Arrays.binarySearch(all, graph.indexOf(to.bump().attribute()).orElseThrow()) >= 0;
    }
}
