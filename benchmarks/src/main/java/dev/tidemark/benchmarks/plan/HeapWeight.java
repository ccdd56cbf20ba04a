package dev.tidemark.benchmarks.plan;

import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * How much of the heap something holds: what is in use once everything else was collected, with it less without it. The serial
 * collector, which the benchmarks run with, leaves nothing behind that nobody holds; so the same gives the same to some KiB.
 */
public final class HeapWeight<T> {

    private static final int MOST_COLLECTIONS = 10;
    private static final long STEADY_BYTES = 16 << 10;

    private final T held;
    private final long bytes;

    private HeapWeight(T held, long bytes) {
        this.held = held;
        this.bytes = bytes;
    }

    /** Makes it and weighs it. No other thread may make or let go of anything large meanwhile. */
    public static <T> HeapWeight<T> of(Supplier<T> maker) {
        long without = used();
        T held = maker.get();
        return new HeapWeight<>(held, used() - without);
    }

    private static long used() {
        long used = Long.MAX_VALUE;
        for (int collection = 0; collection < MOST_COLLECTIONS; collection++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (Math.abs(used - now) < STEADY_BYTES) {
                return now;
            }
            used = now;
        }
        return used;
    }

    /** What was made. */
    public T held() {
        return held;
    }

    /** What it takes. */
    public long bytes() {
        return bytes;
    }
}
