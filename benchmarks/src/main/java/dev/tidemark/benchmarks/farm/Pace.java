package dev.tidemark.benchmarks.farm;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Does something at a steady rate, by the time at which it is meant to be done: who is late is told how late. */
final class Pace {

    private static final double NANOS_A_SECOND = 1e9;

    private Pace() {}

    /** Something that is done again and again. */
    interface Step {
        /** @param intended when it was meant to be done, as {@link System#nanoTime} */
        void at(long intended) throws InterruptedException;
    }

    /**
     * Blocks until it has been done as often as there is time for.
     *
     * @return how often
     */
    static int keep(double perSecond, Duration time, Step step) throws InterruptedException {
        int steps = (int) Math.round(perSecond * time.toNanos() / NANOS_A_SECOND);
        long start = System.nanoTime();
        for (int number = 0; number < steps; number++) {
            long intended = start + (long) (number * NANOS_A_SECOND / perSecond);
            for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while keeping pace");
                }
            }
            step.at(intended);
        }
        return steps;
    }
}
