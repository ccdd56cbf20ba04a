package dev.tidemark.planner.admit;

import dev.tidemark.planner.admit.BumpStatus.Standing;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps a bump from being taken up.
 *
 * @param reason for a person
 * @param until when it ends because of the time; empty where no time helps
 */
record Stop(Obstacle obstacle, String reason, Optional<Instant> until) {

    static Stop of(Obstacle obstacle, String reason) {
        return new Stop(obstacle, reason, Optional.empty());
    }

    static Stop until(Instant until, Obstacle obstacle, String reason) {
        return new Stop(obstacle, reason, Optional.of(until));
    }

    /** Where a bump stands with it: since before, where the same obstacle was in its way before. */
    BumpStatus standing(BumpStatus bump, Instant now) {
        return bump.standing(
                Standing.pending(obstacle, reason, since(bump, obstacle).orElse(now), until));
    }

    /** Since when this obstacle has been in a bump's way; empty when it has not. */
    static Optional<Instant> since(BumpStatus bump, Obstacle obstacle) {
        return bump.standing() instanceof Standing.Pending pending && pending.obstacle() == obstacle
                ? Optional.of(pending.since())
                : Optional.empty();
    }
}
