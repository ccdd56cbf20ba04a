package dev.tidemark.planner.dispatch;

import java.time.Duration;

/**
 * The dispatcher's patience and measure.
 *
 * @param beatInterval how often an agent says that it lives
 * @param suspectAfterBeats silent beats after which it gets nothing new
 * @param lostAfterBeats silent beats after which its builds are wanted again
 * @param resendAfterBeats beats that do not mention an attempt after which it is sent again
 * @param giveUpAfterResends how often an attempt is sent again to an agent whose beats never mention it, before that is the agent's failure
 * @param stuckAfter how long nobody may fit before a job is stuck
 * @param farmTries how often the farm may fail a build before the job is stuck
 * @param retry when and where it is tried again
 * @param quarantine which agents get nothing new
 * @param breakageBudget the share of the time that a wave has left, by the dispatcher's estimate, for which a job may be put
 *     off in favour of jobs that are likely to fail; 0: the longest remaining path always goes first
 */
public record DispatchPolicy(
        Duration beatInterval,
        int suspectAfterBeats,
        int lostAfterBeats,
        int resendAfterBeats,
        int giveUpAfterResends,
        Duration stuckAfter,
        int farmTries,
        Retry retry,
        Quarantine quarantine,
        double breakageBudget) {

    /**
     * When and where a build that the farm failed is tried again.
     *
     * @param after how long after the first failure; twice as long after each further one
     * @param atMost but never longer than this
     * @param sameAgentAfter how long it waits for another agent that fits, before one that it failed on may have it again
     */
    public record Retry(Duration after, Duration atMost, Duration sameAgentAfter) {

        /** @throws IllegalArgumentException when a time is none */
        public Retry {
            if (after.isNegative() || atMost.compareTo(after) < 0 || sameAgentAfter.isNegative()) {
                throw new IllegalArgumentException(
                        "dispatch.retry: times must not be negative, and at-most not less than after");
            }
        }

        /** @param failures how often the farm has failed it, at least 1 */
        Duration backoff(int failures) {
            Duration wait = after;
            for (int failure = 1; failure < failures && wait.compareTo(atMost) < 0; failure++) {
                wait = wait.multipliedBy(2);
            }
            return wait.compareTo(atMost) < 0 ? wait : atMost;
        }
    }

    /**
     * When an agent gets nothing new.
     *
     * @param afterFailures so many builds that it failed and others did not, or that it failed as a machine,
     * @param ofLast among the last so many
     * @param time for how long, unless it starts anew
     */
    public record Quarantine(int afterFailures, int ofLast, Duration time) {

        /** @throws IllegalArgumentException when a count or the time is none */
        public Quarantine {
            if (afterFailures < 1 || ofLast < afterFailures || !time.isPositive()) {
                throw new IllegalArgumentException(
                        "dispatch.quarantine: counts and time must be positive, and of-last not less than after-failures");
            }
        }
    }

    /** As a planner has it that is told nothing else. */
    public static final DispatchPolicy STANDARD = new DispatchPolicy(
            Duration.ofSeconds(2),
            3,
            15,
            2,
            75,
            Duration.ofMinutes(10),
            4,
            new Retry(Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofMinutes(5)),
            new Quarantine(4, 10, Duration.ofHours(1)),
            0.3);

    /** @throws IllegalArgumentException when a patience is none */
    public DispatchPolicy {
        if (!beatInterval.isPositive()
                || suspectAfterBeats < 1
                || lostAfterBeats <= suspectAfterBeats
                || resendAfterBeats < 1
                || giveUpAfterResends < 1
                || stuckAfter.isNegative()
                || farmTries < 1) {
            throw new IllegalArgumentException(
                    "dispatch: times and counts must be positive, and lost-after-beats greater than suspect-after-beats");
        }
        if (!(breakageBudget >= 0) || !Double.isFinite(breakageBudget)) {
            throw new IllegalArgumentException("dispatch.breakage-budget: write 0 or more");
        }
    }

    /** The same with another budget. */
    public DispatchPolicy withBreakageBudget(double share) {
        return new DispatchPolicy(
                beatInterval,
                suspectAfterBeats,
                lostAfterBeats,
                resendAfterBeats,
                giveUpAfterResends,
                stuckAfter,
                farmTries,
                retry,
                quarantine,
                share);
    }

    /** The same for agents that say so often that they live. */
    public DispatchPolicy withBeatInterval(Duration interval) {
        return new DispatchPolicy(
                interval,
                suspectAfterBeats,
                lostAfterBeats,
                resendAfterBeats,
                giveUpAfterResends,
                stuckAfter,
                farmTries,
                retry,
                quarantine,
                breakageBudget);
    }

    Duration suspectAfter() {
        return beatInterval.multipliedBy(suspectAfterBeats);
    }

    public Duration lostAfter() {
        return beatInterval.multipliedBy(lostAfterBeats);
    }

    /** As long as it takes, where no beat is late, until an attempt was sent again so often. */
    Duration giveUpAfter() {
        return beatInterval.multipliedBy((long) resendAfterBeats * giveUpAfterResends);
    }
}
