/** The one shape of every benchmark: what it says of itself, what it measures, and how that is held against its bounds. */
@NullMarked
package dev.tidemark.benchmarks.report;

import org.jspecify.annotations.NullMarked;
