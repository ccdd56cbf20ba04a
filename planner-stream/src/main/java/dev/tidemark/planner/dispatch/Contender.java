package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.Sha256;
import java.util.Comparator;

/**
 * A build that waits, with what decides when it goes. All of that follows from the demand; it stands here so that ordering many
 * builds looks at one object of each, and not at those who want it one by one.
 */
record Contender(
        Urgency urgency, double remainingSeconds, double breakagesASecond, int rank, Sha256 key, Demand demand) {

    /** Within the row of a wave, by the way that is still to go. */
    static final Comparator<Contender> LONGEST_FIRST = (one, other) -> {
        int byUrgency = other.urgency.compareTo(one.urgency);
        return byUrgency != 0 ? byUrgency : byLength(one, other);
    };

    /** Within the row of a wave, by what is likely to be found there and behind it. */
    static final Comparator<Contender> RISKIEST_FIRST = (one, other) -> {
        int byUrgency = other.urgency.compareTo(one.urgency);
        if (byUrgency != 0) {
            return byUrgency;
        }
        int byRisk = Double.compare(other.breakagesASecond, one.breakagesASecond);
        return byRisk != 0 ? byRisk : byLength(one, other);
    };

    static Contender of(Demand demand) {
        return new Contender(
                demand.urgency(),
                demand.remainingSeconds(),
                demand.breakagesASecond(),
                demand.rank(),
                demand.key(),
                demand);
    }

    private static int byLength(Contender one, Contender other) {
        int bySeconds = Double.compare(other.remainingSeconds, one.remainingSeconds);
        if (bySeconds != 0) {
            return bySeconds;
        }
        int byRank = Integer.compare(other.rank, one.rank);
        return byRank != 0 ? byRank : one.key.compareTo(other.key);
    }
}
