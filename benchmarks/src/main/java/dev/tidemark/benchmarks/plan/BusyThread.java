package dev.tidemark.benchmarks.plan;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntSupplier;

/** Does something again and again, and counts the processor's time of this thread alone: what other threads do costs nothing. */
public final class BusyThread implements Duel.Contender {

    private static final long LEAST_NANOS = 50_000_000;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final IntSupplier work;
    private final int expected;

    /**
     * @param work has the same result every time
     * @param expected that result
     */
    public BusyThread(IntSupplier work, int expected) {
        this.work = work;
        this.expected = expected;
    }

    /** @throws AssertionError when the result is another one */
    @Override
    public double turn() {
        long begin = THREADS.getCurrentThreadCpuTime();
        long times = 0;
        long spent;
        do {
            if (work.getAsInt() != expected) {
                throw new AssertionError("the same work had another result");
            }
            times++;
            spent = THREADS.getCurrentThreadCpuTime() - begin;
        } while (spent < LEAST_NANOS);
        return spent / NANOS_PER_MILLI / times;
    }
}
