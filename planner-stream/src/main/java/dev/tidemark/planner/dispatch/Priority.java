package dev.tidemark.planner.dispatch;

import java.util.Comparator;

/**
 * Who goes first. A build that several waves want stands in the row of each.
 *
 * <ol>
 *   <li>SECURITY before ROUTINE: the most urgent wave that wants it counts.
 *   <li>What presses: jobs whose remaining path takes at least half of the time that their wave has left, as long as the wave is
 *       less than half a minute of all slots ahead of the one that has had least and waits. Such jobs are few; if each had to wait
 *       until the others have had as much as it is charged, its wave would end later and nobody sooner.
 *   <li>The wave that has had less of the agents' time; of two that had as much, the first by name.
 *   <li>Within a wave, what cannot wait: jobs whose remaining path takes at least the policy's share of the time that the wave
 *       has left, the longest path first.
 *   <li>Then what leads to most breakages a second: chances of failure ÷ expected times, on the best way that begins with the job
 *       (the wave knows what is behind it), or of the job alone where the wave says nothing. Of two alike the longer path.
 * </ol>
 *
 * The time that a wave has left is the longer of two that it cannot beat: until the end of the longest path that it ever had to
 * go, and what it has waiting now, divided by all slots of the pool. With a share of 0 nothing can wait, and the longest remaining
 * path always goes first.
 *
 * @param contender what waits
 * @param share of the wave in whose row it stands
 * @param haste how much time its path leaves it
 */
record Priority(Contender contender, WaveShare share, Haste haste) {

    /** From the most urgent on. */
    enum Haste {
        /** It goes before waves that have had less. */
        PRESSES,
        /** It goes when it is its wave's turn. */
        CANNOT_WAIT,
        /** What is likely to be found goes before it. */
        CAN_WAIT
    }

    /** The most urgent first; two are equal only when they are the same build in the same row. */
    static final Comparator<Priority> MOST_URGENT_FIRST = Comparator.comparing(
                    (Priority each) -> each.contender().urgency(), Comparator.reverseOrder())
            .thenComparing(each -> each.haste() != Haste.PRESSES)
            .thenComparingDouble(each -> each.share().seconds())
            .thenComparing(each -> each.share().wave())
            .thenComparing(Priority::haste)
            .thenComparing(Priority::withinWave);

    boolean canWait() {
        return haste == Haste.CAN_WAIT;
    }

    private static int withinWave(Priority one, Priority other) {
        return (one.canWait() ? Contender.RISKIEST_FIRST : Contender.LONGEST_FIRST)
                .compare(one.contender(), other.contender());
    }
}
