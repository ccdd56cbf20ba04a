package dev.tidemark.planner.admit;

import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A wave as far as admitting bumps goes.
 *
 * @param wave its id
 * @param openedAt when it was opened
 * @param heavy whether it carries a heavyweight
 * @param end how it ended; empty while it runs
 */
public record WaveRecord(WaveId wave, Instant openedAt, boolean heavy, Optional<End> end) {

    /** What "a week" of costs is. */
    static final Duration WEEK = Duration.ofDays(7);

    /** How a wave is over. */
    public enum Outcome {
        /** All is settled. */
        GREEN,
        /** Nothing is left to run, and something stands; once that is answered it may end again. */
        RED,
        /** It was given up. */
        ABANDONED
    }

    /**
     * The end of a wave.
     *
     * @param outcome how
     * @param at when
     * @param cpuHours agents' time that its builds without a GPU took, in hours
     * @param gpuHours agents' time that its builds with a GPU took, in hours
     */
    public record End(Outcome outcome, Instant at, double cpuHours, double gpuHours) {

        boolean isSame(End other) {
            return outcome == other.outcome && cpuHours == other.cpuHours && gpuHours == other.gpuHours;
        }

        /** Whether its costs still count. */
        boolean isOfTheWeekBefore(Instant now) {
            return now.isBefore(at.plus(WEEK));
        }
    }

    boolean isRunning() {
        return end.isEmpty();
    }

    WaveRecord ended(End by) {
        return new WaveRecord(wave, openedAt, heavy, Optional.of(by));
    }
}
