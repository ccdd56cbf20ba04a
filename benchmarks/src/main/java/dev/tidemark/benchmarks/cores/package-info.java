/**
 * What the planner's decisions cost, on one thread and without a farm.
 */
@NullMarked
package dev.tidemark.benchmarks.cores;

import org.jspecify.annotations.NullMarked;
