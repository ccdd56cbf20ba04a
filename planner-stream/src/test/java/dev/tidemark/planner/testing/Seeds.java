package dev.tidemark.planner.testing;

import java.util.function.LongConsumer;

/** Runs a simulation with many seeds; {@code -Dseed=42} runs it with that one only. */
public final class Seeds {

    private Seeds() {}

    /** @throws AssertionError that names the seed, with what failed as its cause */
    public static void each(int seeds, LongConsumer simulation) {
        Long only = Long.getLong("seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? seeds : only + 1); seed++) {
            try {
                simulation.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed %d (-Dseed=%d replays it): %s".formatted(seed, seed, e.getMessage()), e);
            }
        }
    }
}
