package dev.tidemark.planner.dispatch;

import java.time.Duration;

/**
 * The dispatcher's patience.
 *
 * @param beatInterval how often an agent says that it lives
 * @param suspectAfterBeats silent beats after which it gets nothing new
 * @param lostAfterBeats silent beats after which its builds are wanted again
 * @param resendAfterBeats beats that do not mention an attempt after which it is sent again
 * @param stuckAfter how long nobody may fit before a job is stuck
 * @param farmTries how often the farm may fail a build before the job is stuck
 */
public record DispatchPolicy(
        Duration beatInterval,
        int suspectAfterBeats,
        int lostAfterBeats,
        int resendAfterBeats,
        Duration stuckAfter,
        int farmTries) {

    /** @throws IllegalArgumentException when a patience is none */
    public DispatchPolicy {
        if (!beatInterval.isPositive()
                || suspectAfterBeats < 1
                || lostAfterBeats <= suspectAfterBeats
                || resendAfterBeats < 1
                || stuckAfter.isNegative()
                || farmTries < 1) {
            throw new IllegalArgumentException(
                    "dispatch: times and counts must be positive, and lost-after-beats greater than suspect-after-beats");
        }
    }

    Duration suspectAfter() {
        return beatInterval.multipliedBy(suspectAfterBeats);
    }

    public Duration lostAfter() {
        return beatInterval.multipliedBy(lostAfterBeats);
    }
}
