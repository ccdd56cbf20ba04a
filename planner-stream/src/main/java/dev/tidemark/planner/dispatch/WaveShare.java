package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;

/**
 * What a wave has had of a pool. A wave that wants nothing at the moment is forgotten; one that comes, or comes back, begins
 * with what the least served has had, so that nobody has to wait until it has caught up.
 *
 * @param wave the wave
 * @param seconds agents' time that it had; what several waves want is split between them
 * @param endsAt before then it cannot end, by the longest path that it ever had to go
 */
public record WaveShare(WaveId wave, double seconds, Instant endsAt) {

    WaveShare charged(double more) {
        return new WaveShare(wave, seconds + more, endsAt);
    }

    WaveShare endingAt(Instant at) {
        return at.isAfter(endsAt) ? new WaveShare(wave, seconds, at) : this;
    }
}
