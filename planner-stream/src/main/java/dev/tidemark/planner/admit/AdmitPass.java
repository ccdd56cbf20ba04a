package dev.tidemark.planner.admit;

import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Urgency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Judges the bumps of all packages that a draft considers: first each by itself, newest version first, so that what is
 * superseded is found; then those that nothing holds back, the most urgent and the oldest first. Used for one decision.
 */
final class AdmitPass {

    private static final Comparator<BumpStatus> NEWEST_VERSION_FIRST = Comparator.comparing(
                    (BumpStatus status) -> status.bump().to(), ReleaseOrder::compare)
            .reversed()
            .thenComparing(BumpStatus.BY_AGE);
    private static final Comparator<BumpStatus> MOST_URGENT_FIRST = Comparator.comparing(
                    (BumpStatus status) -> status.isForced() ? 0 : 1)
            .thenComparing(status -> status.bump().urgency(), Comparator.reverseOrder())
            .thenComparing(BumpStatus.BY_AGE);

    private final AdmitDraft draft;
    private final Gate gate;

    AdmitPass(AdmitDraft draft) {
        this.draft = draft;
        this.gate = new Gate(draft);
    }

    /** Again when a wave was opened: what is still pending may now wait for another reason. */
    void run() {
        long before;
        do {
            before = draft.waves();
            once();
        } while (draft.waves() > before);
    }

    private void once() {
        List<BumpStatus> ready = new ArrayList<>();
        for (String attribute : draft.considered()) {
            sift(attribute, ready);
        }
        ready.sort(MOST_URGENT_FIRST);
        new WaveOpening(draft, gate).open(ready);
    }

    private void sift(String attribute, List<BumpStatus> ready) {
        List<BumpStatus> going = new ArrayList<>(gate.carrying(attribute));
        List<BumpStatus> candidates = draft.ofPackage(attribute).stream()
                .filter(status -> status.wave().isEmpty())
                .sorted(NEWEST_VERSION_FIRST)
                .toList();
        for (BumpStatus candidate : candidates) {
            Optional<Stop> stop = gate.stop(candidate);
            Optional<BumpStatus> newer =
                    going.stream().filter(other -> supersedes(other, candidate)).findFirst();
            if (newer.isPresent()) {
                draft.put(superseded(candidate, newer.get(), draft));
            } else if (stop.isPresent()) {
                draft.put(stop.get().standing(candidate, draft.now()));
                if (stop.get().obstacle().passes() && stop.get().obstacle() != Obstacle.AGE) {
                    going.add(candidate);
                }
            } else {
                ready.add(candidate);
                going.add(candidate);
            }
        }
    }

    /**
     * What waits for its age supersedes nothing: a package that is released more often than releases come of age would never
     * be taken up.
     */
    private static boolean supersedes(BumpStatus newer, BumpStatus older) {
        return !older.isForced()
                && ReleaseOrder.compare(newer.bump().to(), older.bump().to()) > 0
                && newer.bump().urgency().compareTo(older.bump().urgency()) >= 0;
    }

    static boolean isUrgent(BumpStatus status) {
        return status.bump().urgency() == Urgency.SECURITY;
    }

    static BumpStatus superseded(BumpStatus older, BumpStatus newer, AdmitDraft draft) {
        return older.standing(new Standing.Skipped(
                newer.id(),
                "superseded by %s before its turn".formatted(newer.bump().to()),
                draft.now()));
    }
}
