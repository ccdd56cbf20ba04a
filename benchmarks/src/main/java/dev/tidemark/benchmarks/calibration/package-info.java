/**
 * Whether a plan's range holds what it says: plans against the waves that follow, simulated.
 */
@NullMarked
package dev.tidemark.benchmarks.calibration;

import org.jspecify.annotations.NullMarked;
