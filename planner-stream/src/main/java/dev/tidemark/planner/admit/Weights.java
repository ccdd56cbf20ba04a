package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.policy.Policy.Heavyweights;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;

/** Which packages are heavyweights, and whether a set carries as many as it may. Used for one decision. */
final class Weights {

    private final AdmitDraft draft;
    private final Heavyweights policy;
    private final TreeMap<String, Boolean> known = new TreeMap<>();

    Weights(AdmitDraft draft) {
        this.draft = draft;
        this.policy = draft.policy().heavyweights();
    }

    boolean isHeavy(String attribute) {
        return known.computeIfAbsent(attribute, this::weigh);
    }

    private boolean weigh(String attribute) {
        if (policy.packages().stream().anyMatch(glob -> glob.matches(attribute))) {
            return true;
        }
        OptionalInt limit = policy.dependents();
        if (limit.isEmpty()) {
            return false;
        }
        PackageGraph graph = draft.view().graph().orElseThrow();
        int index = graph.indexOf(attribute).orElseThrow();
        return graph.affectedBy(new int[] {index}).length - 1 > limit.getAsInt();
    }

    /**
     * What keeps bumps from going together now.
     *
     * @param ended waves that they end, and whose place they take
     */
    Optional<Stop> stop(List<BumpStatus> cargo, SortedSet<WaveId> ended) {
        boolean urgent = cargo.stream().anyMatch(AdmitPass::isUrgent);
        Optional<String> heavy = cargo.stream()
                .map(bump -> bump.bump().attribute())
                .filter(this::isHeavy)
                .findFirst();
        List<WaveRecord> running = draft.records().stream()
                .filter(record -> record.isRunning() && record.heavy() && !ended.contains(record.wave()))
                .toList();
        if (urgent || heavy.isEmpty() || running.size() < policy.atOnce()) {
            return Optional.empty();
        }
        return Optional.of(Stop.of(
                Obstacle.HEAVYWEIGHT,
                "%s is a heavyweight, and so is what wave %s carries; it is judged again when that wave ends"
                        .formatted(heavy.get(), running.getFirst().wave())));
    }
}
