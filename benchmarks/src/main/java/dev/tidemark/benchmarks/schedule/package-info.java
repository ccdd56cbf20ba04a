/**
 * In which order jobs are built, and what that order costs or finds: simulated time, so that the same seed gives the same
 * figures on every machine.
 */
@NullMarked
package dev.tidemark.benchmarks.schedule;

import org.jspecify.annotations.NullMarked;
