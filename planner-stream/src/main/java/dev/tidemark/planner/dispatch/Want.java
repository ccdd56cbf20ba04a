package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;

/**
 * That somebody wants a build, and how much.
 *
 * @param wanter who
 * @param purpose why
 * @param urgency how urgent his wave is
 * @param rank the longest path from his job to the end of the wave, in jobs
 * @param remainingSeconds the same in seconds as expected, the job's own among them; 0 when he does not say
 * @param breakagesASecond how many breakages a second of an agent's time finds, by chance, on the best of the ways that begin with
 *     his job; 0 when he does not say
 * @param failures how many builds of it have failed him since he began anew: if it is built now, those were chance
 */
public record Want(
        Wanter wanter,
        Purpose purpose,
        Urgency urgency,
        int rank,
        double remainingSeconds,
        double breakagesASecond,
        int failures) {

    /** @throws IllegalArgumentException when the time, the rate or the count is none */
    public Want {
        if (!(remainingSeconds >= 0) || !Double.isFinite(remainingSeconds)) {
            throw new IllegalArgumentException("no path takes %s seconds".formatted(remainingSeconds));
        }
        if (!(breakagesASecond >= 0) || !Double.isFinite(breakagesASecond)) {
            throw new IllegalArgumentException("no way finds %s breakages a second".formatted(breakagesASecond));
        }
        if (failures < 0) {
            throw new IllegalArgumentException("%d builds cannot have failed".formatted(failures));
        }
    }

    Want remaining(double seconds) {
        return new Want(wanter, purpose, urgency, rank, seconds, breakagesASecond, failures);
    }
}
